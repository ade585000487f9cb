// The few socket calls that Asio does not make the way we need them. Every descriptor is non-blocking and closed on
// exec.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/ip_address.hpp"

namespace ramal::net {

// An IPv4 or IPv6 address with its port, as the kernel takes it.
struct socket_address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

// Closes a descriptor at its end, unless it was released.
class owned_descriptor {
 public:
  explicit owned_descriptor(int fd) : fd_(fd) {}
  ~owned_descriptor();
  owned_descriptor(owned_descriptor&& other) noexcept : fd_(other.release()) {}
  owned_descriptor& operator=(owned_descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// Parses a literal (IPv6 without brackets). None if `host` is a name.
std::optional<socket_address> parse_address(const std::string& host, std::uint16_t port);
std::string to_text(const socket_address& address);  // 127.0.0.1:80, [::1]:80
config::ip_address bytes_of(const socket_address& address);

// SO_REUSEPORT, bound and listening; on `::` with IPv4, too, if wanted.
boost::system::result<owned_descriptor> open_listener(const socket_address& address, bool with_ipv4 = true);

// These return -1 with errno set on failure. On the way of requests: the caller decides by errno at once.
int accept_connection(int listener, socket_address& peer);  // TCP_NODELAY; IPv4 peers are such on every listener
std::size_t waiting_connections(int listener);              // to be accepted
int begin_connect(const socket_address& address);           // TCP_NODELAY; connected or under way
int pending_error(int fd);                                  // SO_ERROR: 0 if the connection stands

// Whether begin_connect(), or what registers its socket, has failed with `error` because this system lacks descriptors,
// memory or local ports: then it says nothing about the other side (http-rules.md U18).
bool is_own_lack(int error, const socket_address& to);

// recv(2), and send(2) without SIGPIPE, that are no cancellation points: in a program with threads libc's own pay two
// atomic operations for being such, a fifth of a call that copies little.
ssize_t receive(int fd, char* to, std::size_t most);
ssize_t send_some(int fd, std::string_view bytes);

std::uint16_t bound_port(int fd);
std::string bound_address(int fd);  // as to_text; "" if it is no TCP socket
void set_reset_on_close(int fd);

enum class peeked : std::uint8_t { nothing, something };  // something: bytes, an end, or an error
peeked peek(int fd);

}  // namespace ramal::net
