#include "tests/harness/socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace ramal::tests {
namespace {

[[noreturn]] void throw_errno(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

// Waits until `fd` is ready for `events`; false if the deadline comes first.
bool wait_ready(int fd, short events, deadline until) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd entry{fd, events, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) throw_errno("poll");
  }
}

struct address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

address address_of(const char* host, std::uint16_t port) {
  address made;
  auto& v4 = reinterpret_cast<sockaddr_in&>(made.storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(made.storage);
  if (::inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    made.length = sizeof v4;
  } else if (::inet_pton(AF_INET6, host, &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    made.length = sizeof v6;
  } else {
    throw std::runtime_error("no IPv4 or IPv6 address");
  }
  return made;
}

int open_stream(int family = AF_INET) {
  const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw_errno("socket");
  return fd;
}

// The port may be bound again as long as nobody listens there.
void share_port(const socket& one) {
  const int on = 1;
  if (::setsockopt(one.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) throw_errno("SO_REUSEADDR");
}

// The port that it has then.
std::uint16_t bind_to(const socket& one, const address& wanted) {
  sockaddr_in6 bound{};  // whose port stands where an IPv4 one's does
  socklen_t size = sizeof bound;
  if (::bind(one.fd(), wanted.get(), wanted.length) != 0) throw_errno("bind");
  if (::getsockname(one.fd(), reinterpret_cast<sockaddr*>(&bound), &size) != 0) throw_errno("getsockname");
  return ntohs(bound.sin6_port);
}

}  // namespace

deadline within(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

socket& socket::operator=(socket&& other) noexcept {
  if (this != &other) {
    close();
    fd_ = other.release();
  }
  return *this;
}

int socket::release() noexcept { return std::exchange(fd_, -1); }

socket socket::connect(std::uint16_t port, const char* from) {
  const address own = address_of(from == nullptr ? "127.0.0.1" : from, 0);
  const bool v6 = own.storage.ss_family == AF_INET6;
  const address peer = address_of(v6 ? "::1" : "127.0.0.1", port);
  socket made(open_stream(own.storage.ss_family));
  if (from != nullptr && ::bind(made.fd_, own.get(), own.length) != 0) throw_errno("bind");
  if (::connect(made.fd_, peer.get(), peer.length) != 0) throw_errno("connect");
  const int on = 1;
  ::setsockopt(made.fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return made;
}

bool socket::write(std::string_view bytes, deadline until) {
  while (!bytes.empty()) {
    if (!wait_ready(fd_, POLLOUT, until)) return false;
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

read_outcome socket::read(std::string& into, deadline until) {
  char buffer[65536];
  for (;;) {
    if (!wait_ready(fd_, POLLIN, until)) return read_outcome::timeout;
    const auto got = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got > 0) {
      into.append(buffer, static_cast<std::size_t>(got));
      return read_outcome::bytes;
    }
    if (got == 0) return read_outcome::end;
    if (errno != EAGAIN && errno != EINTR) return read_outcome::reset;
  }
}

void socket::half_close() { ::shutdown(fd_, SHUT_WR); }

void socket::shut_down() { ::shutdown(fd_, SHUT_RDWR); }

void socket::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void socket::close() {
  if (const int fd = release(); fd >= 0) ::close(fd);
}

reserved_port::reserved_port() : socket_(open_stream()) {
  share_port(socket_);
  number_ = bind_to(socket_, address_of("127.0.0.1", 0));
}

listening_socket::listening_socket(const char* host, std::uint16_t port) {
  const address wanted = address_of(host, port);
  socket_ = socket(open_stream(wanted.storage.ss_family));
  if (port != 0) share_port(socket_);
  port_ = bind_to(socket_, wanted);
  if (::listen(socket_.fd(), 1024) != 0) throw_errno("listen");
}

socket listening_socket::accept() {
  for (;;) {
    const int fd = ::accept4(socket_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) {
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      return socket(fd);
    }
    if (errno != EINTR && errno != ECONNABORTED) return socket();
  }
}

void listening_socket::stop() { socket_.shut_down(); }

std::uint16_t dead_port() { return listening_socket().port(); }

}  // namespace ramal::tests
