#include "tests/harness/name_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace ramal::tests {
namespace {

constexpr std::size_t head_size = 12;
constexpr std::uint8_t type_a = 1, response = 0x80, recursion = 0x80;

}  // namespace

name_server::name_server(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  loopback.sin_port = htons(port);
  socklen_t length = sizeof loopback;
  auto* address = reinterpret_cast<sockaddr*>(&loopback);
  if (fd_ < 0 || ::bind(fd_, address, length) != 0 || ::getsockname(fd_, address, &length) != 0)
    throw std::system_error(errno, std::generic_category(), "a name server");
  port_ = ntohs(loopback.sin_port);
  thread_ = std::thread([this] { run(); });
}

name_server::~name_server() {
  ::shutdown(fd_, SHUT_RDWR);  // ends the wait for a question
  thread_.join();
  ::close(fd_);
}

void name_server::run() {
  std::vector<std::uint8_t> question(512);
  for (;;) {
    sockaddr_in peer{};
    socklen_t length = sizeof peer;
    auto* from = reinterpret_cast<sockaddr*>(&peer);
    const ssize_t size = ::recvfrom(fd_, question.data(), question.size(), 0, from, &length);
    if (size <= static_cast<ssize_t>(head_size)) return;
    const auto reply = reply_to({question.begin(), question.begin() + size});
    if (silent_) continue;
    static_cast<void>(::sendto(fd_, reply.data(), reply.size(), 0, from, length));
  }
}

void name_server::answer_with(addresses all, std::uint32_t ttl) {
  const std::scoped_lock lock(mutex_);
  now_ = std::move(all);
  ttl_ = ttl;
  then_.clear();
}

void name_server::then(addresses all) {
  const std::scoped_lock lock(mutex_);
  then_.assign(1, std::move(all));
}

// The question comes back with the answer behind it; what stands behind the question (EDNS) is cut off.
std::vector<std::uint8_t> name_server::reply_to(std::vector<std::uint8_t> message) {
  std::size_t end = head_size;
  while (message[end] != 0) end += message[end] + 1u;
  const bool wants_a = message[end + 2] == type_a;
  message.resize(end + 5);
  questions_ += wants_a;
  const std::scoped_lock lock(mutex_);
  const bool fails = now_.empty();
  const std::size_t records = wants_a ? now_.size() : 0;
  message[2] |= response;
  message[3] = recursion | (fails ? failure_.load() : 0);
  message[7] = static_cast<std::uint8_t>(records);  // answers
  message[9] = message[11] = 0;                     // authorities, additional records
  const auto byte = [&](int shift) { return static_cast<std::uint8_t>(ttl_ >> shift); };
  for (std::size_t i = 0; i < records; ++i) {
    const auto& [a, b, c, d] = now_[i];
    const std::vector<std::uint8_t> record{0xC0,    head_size, 0, type_a, 0, 1, byte(24), byte(16),
                                           byte(8), byte(0),   0, 4,      a, b, c,        d};
    message.insert(message.end(), record.begin(), record.end());
  }
  if (wants_a && !then_.empty()) {
    now_ = std::move(then_.front());
    then_.clear();
  }
  return message;
}

}  // namespace ramal::tests
