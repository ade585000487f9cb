#include "proxy/plain_get.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <memory>

#include "proxy/net/loop/socket.hpp"

namespace ramal::net {
namespace {

using admin_clock = std::chrono::steady_clock;

constexpr std::chrono::seconds longest_get{5};
constexpr std::size_t most_of_answer = 64U << 20U;

void give_up_at(int fd, admin_clock::time_point until) {
  const auto rest = std::chrono::duration_cast<std::chrono::microseconds>(until - admin_clock::now()).count();
  const auto left = std::max<std::int64_t>(rest, 1'000);
  const timeval time{left / 1'000'000, left % 1'000'000};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

int connect_unix(const std::string& path, admin_clock::time_point until) {
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  if (path.size() >= sizeof to.sun_path) return errno = ENAMETOOLONG, -1;
  std::memcpy(to.sun_path, path.data(), path.size());
  owned_descriptor made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (made.get() < 0) return -1;
  give_up_at(made.get(), until);
  return ::connect(made.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 ? made.release() : -1;
}

int connect_tcp(const std::string& host, std::uint16_t port, admin_clock::time_point until) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return errno = EADDRNOTAVAIL, -1;
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(found, &::freeaddrinfo);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    owned_descriptor made(::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (made.get() < 0) continue;
    give_up_at(made.get(), until);
    if (::connect(made.get(), one->ai_addr, one->ai_addrlen) == 0) return made.release();
  }
  return -1;
}

bool send_whole(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// Until the other side ends the connection, as it was asked to; false if it does not in time.
bool read_to_end(int fd, admin_clock::time_point until, std::string& into) {
  char piece[16'384];
  while (admin_clock::now() < until && into.size() < most_of_answer) {
    give_up_at(fd, until);
    const auto got = ::recv(fd, piece, sizeof piece, 0);
    if (got == 0) return true;
    if (got < 0 && errno != EINTR) return false;
    if (got > 0) into.append(piece, static_cast<std::size_t>(got));
  }
  return false;
}

}  // namespace

plain_answer plain_get(const config::admin_address& from, const std::string& path, const config::secret& token) {
  const auto until = admin_clock::now() + longest_get;
  plain_answer answer;
  const owned_descriptor connection(from.path.empty() ? connect_tcp(from.host, from.port, until)
                                                      : connect_unix(from.path, until));
  if (connection.get() < 0) {
    answer.error = std::string("no connection: ") + std::strerror(errno);
    return answer;
  }
  std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  if (!token.empty()) request += "Authorization: Bearer " + std::string(token.reveal()) + "\r\n";
  std::string bytes;
  const bool whole = send_whole(connection.get(), request + "\r\n") && read_to_end(connection.get(), until, bytes);
  const auto head_end = bytes.find("\r\n\r\n");
  unsigned status = 0;
  if (bytes.starts_with("HTTP/1.1 ") && bytes.size() > 12) std::from_chars(bytes.data() + 9, bytes.data() + 12, status);
  if (!whole || head_end == std::string::npos || status == 0) {
    answer.error = "no whole answer within 5 s";
    return answer;
  }
  answer.status = status;
  answer.body = bytes.substr(head_end + 4);
  return answer;
}

}  // namespace ramal::net
