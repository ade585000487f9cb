#include "proxy/net/loop/socket.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace ramal::net {
namespace {

constexpr int backlog = 4'096;

void set_option(int fd, int level, int name, int value = 1) { ::setsockopt(fd, level, name, &value, sizeof value); }

int close_keeping_errno(int fd) {
  const int saved = errno;
  ::close(fd);
  errno = saved;
  return -1;
}

boost::system::error_code last_error() { return {errno, boost::system::system_category()}; }

// Whether the system has an address of its own to reach this one from. A UDP socket sends nothing when it is connected.
bool has_source_for(const socket_address& to) {
  const owned_descriptor probe(::socket(to.storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return probe.get() < 0 || ::connect(probe.get(), to.get(), to.length) == 0;
}

std::uint16_t port_of(const sockaddr_storage& storage) {
  return ntohs(storage.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(storage).sin6_port
                                             : reinterpret_cast<const sockaddr_in&>(storage).sin_port);
}

// A peer that came to `::` by IPv4 gets the address that it has for everybody else.
void unmap(socket_address& peer) {
  const sockaddr_in6 six = reinterpret_cast<const sockaddr_in6&>(peer.storage);
  if (six.sin6_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&six.sin6_addr)) return;
  peer.storage = {};
  auto& four = reinterpret_cast<sockaddr_in&>(peer.storage);
  four.sin_family = AF_INET;
  four.sin_port = six.sin6_port;
  std::memcpy(&four.sin_addr, &six.sin6_addr.s6_addr[12], sizeof four.sin_addr);
  peer.length = sizeof four;
}

}  // namespace

owned_descriptor::~owned_descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

std::optional<socket_address> parse_address(const std::string& host, std::uint16_t port) {
  socket_address out;
  auto& v4 = reinterpret_cast<sockaddr_in&>(out.storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(out.storage);
  if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    out.length = sizeof v4;
    return out;
  }
  if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    out.length = sizeof v6;
    return out;
  }
  return std::nullopt;
}

std::string to_text(const socket_address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const std::string port = std::to_string(port_of(address.storage));
  if (address.storage.ss_family == AF_INET6) {
    ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_addr, text.data(), text.size());
    return "[" + std::string(text.data()) + "]:" + port;
  }
  ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address.storage).sin_addr, text.data(), text.size());
  return std::string(text.data()) + ":" + port;
}

config::ip_address bytes_of(const socket_address& address) {
  config::ip_address bytes{};
  if (address.storage.ss_family == AF_INET6) {
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_addr, bytes.size());
  } else {
    bytes[10] = bytes[11] = 0xff;
    std::memcpy(&bytes[12], &reinterpret_cast<const sockaddr_in&>(address.storage).sin_addr, 4);
  }
  return bytes;
}

boost::system::result<owned_descriptor> open_listener(const socket_address& address, bool with_ipv4) {
  owned_descriptor made(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int fd = made.get();
  if (fd < 0) return last_error();
  set_option(fd, SOL_SOCKET, SO_REUSEADDR);
  set_option(fd, SOL_SOCKET, SO_REUSEPORT);
  if (address.storage.ss_family == AF_INET6) {
    const in6_addr& host = reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_addr;
    const bool both = IN6_IS_ADDR_V4MAPPED(&host) || (IN6_IS_ADDR_UNSPECIFIED(&host) && with_ipv4);
    set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, both ? 0 : 1);  // never the system's default
  }
  if (::bind(fd, address.get(), address.length) != 0 || ::listen(fd, backlog) != 0) return last_error();
  return made;
}

int accept_connection(int listener, socket_address& peer) {
  peer.length = sizeof peer.storage;
  const int fd = ::accept4(listener, reinterpret_cast<sockaddr*>(&peer.storage), &peer.length,
                           SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return fd;
  set_option(fd, IPPROTO_TCP, TCP_NODELAY);
  unmap(peer);
  return fd;
}

// Of a listening socket tcpi_unacked is the length of its queue.
std::size_t waiting_connections(int listener) {
  tcp_info info{};
  socklen_t size = sizeof info;
  return ::getsockopt(listener, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_unacked : 0;
}

int begin_connect(const socket_address& address) {
  const int fd = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  set_option(fd, IPPROTO_TCP, TCP_NODELAY);
  if (::connect(fd, address.get(), address.length) != 0 && errno != EINPROGRESS) return close_keeping_errno(fd);
  return fd;
}

bool is_own_lack(int error, const socket_address& to) {
  switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case ENOSPC:  // fs.epoll.max_user_watches
    case EAGAIN: return true;
    // all local ports are taken; or it is IPv6, and this machine has no address for it
    case EADDRNOTAVAIL: return has_source_for(to);
    default: return false;
  }
}

int pending_error(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

#ifdef __SANITIZE_ADDRESS__  // which looks at the memory of libc's calls
ssize_t receive(int fd, char* to, std::size_t most) { return ::recv(fd, to, most, 0); }
ssize_t send_some(int fd, std::string_view bytes) { return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
#else
ssize_t receive(int fd, char* to, std::size_t most) {
  return ::syscall(SYS_recvfrom, fd, to, most, 0, nullptr, nullptr);
}
ssize_t send_some(int fd, std::string_view bytes) {
  return ::syscall(SYS_sendto, fd, bytes.data(), bytes.size(), MSG_NOSIGNAL, nullptr, 0);
}
#endif

std::uint16_t bound_port(int fd) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &length);
  return port_of(storage);
}

std::string bound_address(int fd) {
  socket_address own;
  own.length = sizeof own.storage;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&own.storage), &own.length) != 0) return {};
  return own.storage.ss_family == AF_INET || own.storage.ss_family == AF_INET6 ? to_text(own) : std::string();
}

void set_reset_on_close(int fd) {
  const linger now{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

peeked peek(int fd) {
  char byte;
  const ssize_t got = ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && errno == EAGAIN ? peeked::nothing : peeked::something;
}

}  // namespace ramal::net
