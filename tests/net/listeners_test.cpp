// The sockets that we listen on, and who owns them when (http-rules.md O4).
#include "proxy/net/listen/listeners.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include "tests/harness/socket.hpp"

namespace ramal::net {
namespace {

std::vector<config::listener> on_loopback(std::size_t count) {
  return std::vector<config::listener>(count, config::listener{"127.0.0.1", 0});
}

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

std::string error_of(const std::vector<config::listener>& wanted) {
  try {
    const listeners made(wanted, {}, 1);
    return "";
  } catch (const std::exception& problem) { return problem.what(); }
}

}  // namespace

TEST_CASE("all workers listen on the port that the system chose for the first") {
  const listeners ports(on_loopback(2), {}, 3);
  REQUIRE(ports.size() == 2);
  CHECK(ports.port(0) != ports.port(1));
  CHECK(ports.address(0) == "127.0.0.1:" + std::to_string(ports.port(0)));
  for (std::size_t worker = 0; worker < 3; ++worker) {
    const auto sockets = ports.of_worker(worker);
    REQUIRE(sockets.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) CHECK(bound_port(sockets[i]) == ports.port(i));
  }
  CHECK(ports.shared_addresses().empty());
}

TEST_CASE("sockets close with their owner, which is another one after the drain") {
  std::vector<int> sockets;
  std::vector<std::vector<owned_descriptor>> taken;
  {
    listeners ports(on_loopback(1), {}, 2);
    sockets = {ports.of_worker(0)[0], ports.of_worker(1)[0]};
    taken = ports.drain();
    CHECK(ports.drain().empty());
  }
  REQUIRE(taken.size() == 2);
  for (const int fd : sockets) CHECK(is_open(fd));
  taken.clear();
  for (const int fd : sockets) CHECK_FALSE(is_open(fd));
}

TEST_CASE("a socket that somebody else opened is taken for its address, and stays open") {
  const owned_descriptor given = open_listener(parse_address("127.0.0.1", 0).value()).value();
  std::vector<config::listener> wanted = on_loopback(2);
  wanted[1].port = bound_port(given.get());
  {
    listeners ports(wanted, {given.get()}, 2);
    CHECK_FALSE(ports.is_inherited(0));
    CHECK(ports.is_inherited(1));
    CHECK(ports.port(1) == bound_port(given.get()));
    CHECK(ports.of_worker(0)[1] != given.get());
    ports.drain();
  }
  CHECK(is_open(given.get()));
  tests::socket client = tests::socket::connect(bound_port(given.get()));
  CHECK(client.is_open());  // it takes connections still
}

TEST_CASE("a port that is taken and an address that is none are errors that say what to do") {
  const tests::listening_socket other;
  CHECK(error_of({config::listener{"127.0.0.1", other.port()}}).find("cannot listen on 127.0.0.1:") == 0);
  CHECK(error_of({config::listener{"localhost", 0}}).find("listeners: localhost is no IPv4 or IPv6 address") == 0);
}

TEST_CASE("O7b another process on one of our ports is seen") {
  const listeners ports(on_loopback(1), {}, 2);
  const owned_descriptor other = open_listener(parse_address("127.0.0.1", ports.port(0)).value()).value();
  CHECK(ports.shared_addresses() == std::set<std::string>{ports.address(0)});
}

}  // namespace ramal::net
