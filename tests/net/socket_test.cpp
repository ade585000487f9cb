// What every socket of the program is told.
#include "proxy/net/loop/socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <cerrno>

#include "tests/harness/socket.hpp"

namespace ramal::net {
namespace {

int option_of(int fd, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  ::getsockopt(fd, level, name, &value, &size);
  return value;
}

socket_address address_of(const char* host, std::uint16_t port = 0) {
  const auto made = parse_address(host, port);
  REQUIRE(made.has_value());
  return *made;
}

bool is_ready(int fd, short events) {
  pollfd one{fd, events, 0};
  return ::poll(&one, 1, 20'000) == 1;
}

}  // namespace

TEST_CASE("small writes to clients and to the engine wait for no acknowledgement") {
  const owned_descriptor listener = open_listener(address_of("127.0.0.1"), false).value();
  const owned_descriptor ours(begin_connect(address_of("127.0.0.1", bound_port(listener.get()))));
  REQUIRE(ours.get() >= 0);
  CHECK(option_of(ours.get(), IPPROTO_TCP, TCP_NODELAY) == 1);
  REQUIRE(is_ready(listener.get(), POLLIN));
  socket_address peer;
  const owned_descriptor accepted(accept_connection(listener.get(), peer));
  REQUIRE(accepted.get() >= 0);
  CHECK(option_of(accepted.get(), IPPROTO_TCP, TCP_NODELAY) == 1);
  CHECK(to_text(peer) == "127.0.0.1:" + std::to_string(bound_port(ours.get())));
}

TEST_CASE("a connection that is refused is none") {
  const owned_descriptor ours(begin_connect(address_of("127.0.0.1", tests::dead_port())));
  REQUIRE(ours.get() >= 0);
  REQUIRE(is_ready(ours.get(), POLLOUT));
  CHECK(pending_error(ours.get()) == ECONNREFUSED);
}

TEST_CASE("addresses are written as URLs have them") {
  CHECK(to_text(address_of("127.0.0.9", 80)) == "127.0.0.9:80");
  CHECK(to_text(address_of("2001:db8::1", 8080)) == "[2001:db8::1]:8080");
}

TEST_CASE("U18 errors of a connection that are a lack of our own") {
  const auto here = address_of("127.0.0.1", 80);
  for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM, ENOSPC, EAGAIN, EADDRNOTAVAIL})
    CHECK(is_own_lack(error, here));
  // to this address nobody may send: as where a machine has no IPv6, it is no port that is missing
  CHECK_FALSE(is_own_lack(EADDRNOTAVAIL, address_of("255.255.255.255", 80)));
  for (const int error : {ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, ECONNRESET, EACCES, EPERM})
    CHECK_FALSE(is_own_lack(error, here));
}

}  // namespace ramal::net
