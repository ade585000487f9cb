// The system's table of listening TCP sockets: who else listens where we do (http-rules.md O4, O7b).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/ip_address.hpp"
#include "proxy/net/loop/socket.hpp"

namespace ramal::net {

struct listening_socket {
  config::ip_address host{};  // IPv4 as IPv4-mapped IPv6
  std::uint16_t port = 0;
  std::uint64_t inode = 0;  // tells one socket from another
};

// All of this network namespace; none if the system does not tell. The system's files are read below `root`.
std::optional<std::vector<listening_socket>> read_listening_table(const std::string& root = "");

// The inodes of our own sockets.
std::set<std::uint64_t> inodes_of(const std::vector<int>& descriptors);

// How many sockets listen on exactly this address.
std::size_t count_at(const std::vector<listening_socket>& table, const socket_address& address);
// Whether one that is none of `own` gets connections to this address, or takes them from it: 0.0.0.0 and 127.0.0.1
// overlap.
bool has_overlapping(const std::vector<listening_socket>& table, const socket_address& address,
                     const std::set<std::uint64_t>& own);

}  // namespace ramal::net
