#include "proxy/net/listen/listeners.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "config/addresses.hpp"
#include "config/bind_advice.hpp"
#include "proxy/net/listen/handover.hpp"
#include "proxy/net/listen/listening_table.hpp"

namespace ramal::net {
namespace {

// A listener on every IPv6 address takes IPv4, too, unless another one does so on the same port.
bool takes_ipv4(const std::vector<config::listener>& all, const config::listener& one) {
  return std::none_of(all.begin(), all.end(), [&](const config::listener& other) {
    return other.host == "0.0.0.0" && other.port != 0 && other.port == one.port;
  });
}

socket_address address_of(const config::listener& one) {
  const auto address = parse_address(one.host, one.port);
  if (!address)
    throw std::runtime_error("listeners: " + one.host + " is no IPv4 or IPv6 address: write 0.0.0.0 for every one");
  return *address;
}

owned_descriptor bind_one(const std::vector<config::listener>& all, std::size_t index) {
  const config::listener& wanted = all[index];
  auto made = open_listener(address_of(wanted), takes_ipv4(all, wanted));
  if (made.has_value()) return std::move(*made);
  const int error = made.error().value();
  const std::string setting = "listeners[" + std::to_string(index) + "].address (for the demo with --port)";
  throw std::system_error(
      error, std::generic_category(),
      "cannot listen on " + config::print_listener(wanted) + ": " + config::bind_advice(error, wanted, setting));
}

// By listener: the socket that has its address, or -1.
std::vector<int> match(const std::vector<config::listener>& wanted, const std::vector<int>& inherited) {
  std::vector<int> found(wanted.size(), -1);
  for (const int fd : inherited) {
    const std::string at = bound_address(fd);
    const auto same = std::find_if(wanted.begin(), wanted.end(), [&](const config::listener& one) {
      const auto address = parse_address(one.host, one.port);
      return address && to_text(*address) == at;
    });
    if (same != wanted.end()) {
      found[static_cast<std::size_t>(same - wanted.begin())] = fd;
      continue;
    }
    spdlog::warn(
        "systemd opened a socket at {}, which no listener has: name this address in listeners, or remove its "
        "ListenStream=",
        at.empty() ? "an address of another kind" : at);
  }
  return found;
}

}  // namespace

// The first worker's sockets settle the ports that were given as 0.
listeners::listeners(std::vector<config::listener> wanted, const std::vector<int>& inherited, std::size_t workers)
    : wanted_(std::move(wanted)), inherited_(match(wanted_, inherited)), sockets_(workers) {
  for (auto& of_one : sockets_) {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      of_one.push_back(open(i));
      wanted_[i].port = bound_port(of_one.back().get());
    }
  }
}

owned_descriptor listeners::open(std::size_t index) const {
  if (!is_inherited(index)) return bind_one(wanted_, index);
  owned_descriptor copy(::fcntl(inherited_[index], F_DUPFD_CLOEXEC, 0));
  if (copy.get() < 0) throw std::system_error(errno, std::generic_category(), "an inherited socket");
  return copy;
}

std::string listeners::address(std::size_t index) const { return config::print_listener(wanted_[index]); }

std::vector<int> listeners::of_worker(std::size_t worker) const {
  std::vector<int> all;
  for (const owned_descriptor& one : sockets_[worker]) all.push_back(one.get());
  return all;
}

std::set<std::string> listeners::shared_addresses() const {
  std::set<std::string> shared;
  std::vector<int> all;
  for (const auto& of_one : sockets_)
    for (const owned_descriptor& one : of_one) all.push_back(one.get());
  const auto own = inodes_of(all);
  const auto table = read_listening_table();
  for (std::size_t i = 0; table && i < size(); ++i)
    if (has_overlapping(*table, address_of(wanted_[i]), own)) shared.insert(address(i));
  return shared;
}

bool listeners::hand_over() {
  bool found = false;
  for (std::size_t i = 0; i < size(); ++i) {
    if (is_inherited(i) || !has_successor(address_of(wanted_[i]), sockets_.size())) continue;
    send_elsewhere(sockets_.front()[i].get(), sockets_.size());
    found = true;
  }
  return found;
}

// An inherited socket would keep its filters for the next process: it gets none.
std::vector<std::vector<owned_descriptor>> listeners::drain() {
  for (const auto& of_one : sockets_)
    for (std::size_t i = 0; i < of_one.size(); ++i)
      if (!is_inherited(i)) stop_handshakes(of_one[i].get());
  return std::exchange(sockets_, {});
}

}  // namespace ramal::net
