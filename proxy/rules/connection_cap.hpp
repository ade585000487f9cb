// How many client connections the process's descriptors allow (http-rules.md L6). Pure.
#pragma once

#include <cstddef>
#include <optional>

namespace ramal::rules {

// With fewer it is not worth starting, unless fewer are configured.
inline constexpr std::size_t fewest_connections = 64;

struct descriptor_needs {
  std::size_t connections;  // `limits.connections`
  std::size_t in_flight;    // `limits.in_flight`: each may hold a connection to the engine
  std::size_t workers;
  std::size_t listeners;  // each worker has sockets of its own
};

// What is not for clients: connections to the engine, event loops, listeners, files and look-ups.
std::size_t descriptors_kept(const descriptor_needs& needs);

// At most `needs.connections`; nothing if that is too few. `files`: RLIMIT_NOFILE.
std::optional<std::size_t> connection_cap(std::size_t files, const descriptor_needs& needs);

// More than 80 % of the cap is taken: heads have less time, the oldest incomplete ones go first.
constexpr bool is_crowded(std::size_t connections, std::size_t cap) { return connections * 5 > cap * 4; }

}  // namespace ramal::rules
