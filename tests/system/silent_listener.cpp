#include "tests/system/silent_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace ramal::system_tests {
namespace {

constexpr int most_queued = 8;  // more than the kernel lets through for a backlog of 0

int open_stream(int flags) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "socket");
  return fd;
}

}  // namespace

silent_listener::silent_listener(const char* host, std::uint16_t port) : listener_(open_stream(0)), host_(host) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, host, &address.sin_addr);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (::bind(listener_.fd(), generic, size) != 0 || ::listen(listener_.fd(), 0) != 0 ||
      ::getsockname(listener_.fd(), generic, &size) != 0)
    throw std::system_error(errno, std::generic_category(), "listen");
  port_ = ntohs(address.sin_port);
  for (int i = 0; i < most_queued; ++i) {
    queue_.emplace_back(open_stream(SOCK_NONBLOCK));
    static_cast<void>(::connect(queue_.back().fd(), generic, size));  // completes, or waits for ever
  }
}

std::string silent_listener::base_url() const { return "http://" + host_ + ":" + std::to_string(port_); }

}  // namespace ramal::system_tests
