// What the kernel does with new connections while one process follows another on a port (http-rules.md O4).
#include <catch2/catch.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>
#include <vector>

#include "proxy/net/listen/handover.hpp"
#include "proxy/net/loop/socket.hpp"

namespace ramal::net {
namespace {

constexpr int several = 40;

socket_address at(const std::string& host, std::uint16_t port) {
  const auto made = parse_address(host, port);
  REQUIRE(made.has_value());
  return *made;
}

// A descriptor that closes itself.
struct owned {
  explicit owned(int opened) : fd(opened) { REQUIRE(fd >= 0); }
  ~owned() { close(); }
  explicit owned(boost::system::result<owned_descriptor> opened) : owned(opened.has_value() ? opened->release() : -1) {}
  owned(owned&& other) noexcept : fd(std::exchange(other.fd, -1)) {}
  void close() {
    if (fd >= 0) ::close(std::exchange(fd, -1));
  }
  int fd;
};

// So many listeners of one port, of which the first are those of a process that leaves.
struct one_port {
  explicit one_port(std::size_t listeners) {
    for (std::size_t i = 0; i < listeners; ++i) {
      listener.emplace_back(open_listener(at(host, port)));
      port = bound_port(listener[0].fd);
    }
  }

  // Connections that the kernel has completed for this listener.
  int taken_by(std::size_t index) {
    int count = 0;
    for (socket_address peer;; ++count) {
      const int fd = accept_connection(listener[index].fd, peer);
      if (fd < 0) return count;
      ::close(fd);
    }
  }

  static constexpr const char* host = "127.0.0.1";
  std::uint16_t port = 0;
  std::vector<owned> listener;
};

bool is_connected(const owned& client, int patience_ms = 0) {
  pollfd writable{client.fd, POLLOUT, 0};
  return ::poll(&writable, 1, patience_ms) == 1 && pending_error(client.fd) == 0;
}

std::vector<owned> connect_to(const one_port& to, int count = several) {
  std::vector<owned> clients;
  for (int i = 0; i < count; ++i) clients.emplace_back(begin_connect(at(to.host, to.port)));
  return clients;
}

}  // namespace

TEST_CASE("O4 a successor is more listeners at this address and port than our own") {
  one_port alone(2);
  const socket_address address = at("127.0.0.1", alone.port);
  const auto clients = connect_to(alone);
  CHECK_FALSE(has_successor(address, 2));
  const owned elsewhere(open_listener(at("127.0.0.2", alone.port)));
  CHECK_FALSE(has_successor(address, 2));
  const owned successor(open_listener(address));
  CHECK(has_successor(address, 2));
  CHECK_FALSE(has_successor(at("127.0.0.1", static_cast<std::uint16_t>(alone.port ^ 1)), 2));
}

TEST_CASE("O4 a successor at every address, and one at an IPv6 address, are found") {
  for (const char* host : {"0.0.0.0", "::", "::1"}) {
    CAPTURE(host);
    auto first = open_listener(at(host, 0));
    if (first.has_error()) {
      WARN("no IPv6 here: " << host << " was not tested");
      continue;
    }
    const owned own(std::move(first));
    const socket_address address = at(host, bound_port(own.fd));
    CHECK_FALSE(has_successor(address, 1));
    const owned successor(open_listener(address));
    CHECK(has_successor(address, 1));
  }
}

TEST_CASE("O4 sent elsewhere, new connections go to the first listener behind our own, all of them") {
  one_port ports(4);
  auto before = connect_to(ports);
  int taken = 0;
  for (std::size_t i = 0; i < 4; ++i) taken += ports.taken_by(i);
  CHECK(taken == several);
  send_elsewhere(ports.listener[0].fd, 2);
  const auto clients = connect_to(ports);
  for (const auto& each : clients) CHECK(is_connected(each));
  for (std::size_t i : {0u, 1u, 3u}) CHECK(ports.taken_by(i) == 0);
  CHECK(ports.taken_by(2) == several);
}

TEST_CASE("O4 a listener without handshakes keeps what it has, and begins nothing new") {
  one_port own(1);
  const auto early = connect_to(own, 3);
  for (const auto& each : early) CHECK(is_connected(each));
  stop_handshakes(own.listener[0].fd);
  const auto late = connect_to(own, 3);
  for (const auto& each : late) CHECK_FALSE(is_connected(each, 10));
  socket_address peer;
  for (const auto& each : early) {
    REQUIRE(send_some(each.fd, "early") == 5);
    const owned accepted(accept_connection(own.listener[0].fd, peer));
    pollfd readable{accepted.fd, POLLIN, 0};
    REQUIRE(::poll(&readable, 1, 5'000) == 1);
    char bytes[8];
    CHECK(receive(accepted.fd, bytes, sizeof bytes) == 5);
  }
  CHECK(own.taken_by(0) == 0);
}

TEST_CASE("O4 once we have left, new connections are spread over all listeners of our successor") {
  one_port ports(3);
  send_elsewhere(ports.listener[0].fd, 1);
  stop_handshakes(ports.listener[0].fd);
  ports.listener[0].close();
  const auto clients = connect_to(ports);
  for (const auto& each : clients) CHECK(is_connected(each));
  const int first = ports.taken_by(1), second = ports.taken_by(2);
  CHECK(first + second == several);
  CHECK(first > 0);
  CHECK(second > 0);
}

}  // namespace ramal::net
