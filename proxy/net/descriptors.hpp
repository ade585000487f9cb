// What the limit of open files leaves for clients (http-rules.md L6).
#pragma once

#include <cstddef>
#include <optional>

#include "config/model.hpp"
#include "config/problem.hpp"

namespace ramal::net {

// Threads: as configured, or one per core.
std::size_t worker_count(const config::gateway& settings);

// Client connections of the whole process: as configured, or as many as RLIMIT_NOFILE leaves, at least a few.
std::size_t connection_room(const config::gateway& settings);

// What to raise, if so few descriptors are left that it is not worth starting.
std::optional<config::problem> find_descriptor_problem(const config::gateway& settings);

}  // namespace ramal::net
