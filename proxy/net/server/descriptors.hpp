// What the limit of open files leaves for clients (http-rules.md L6).
#pragma once

#include <cstddef>
#include <optional>

#include "config/model.hpp"
#include "config/problem.hpp"

namespace ramal::net {

// Opens those of the descriptors 0 to 2 that are closed to /dev/null, so that no socket gets one of these numbers and
// with it what is written to stdout or stderr (O4b). To be called before anything else opens a file.
void occupy_standard_descriptors();

// Threads: as configured, or one for each processor that this process may use.
std::size_t worker_count(const config::gateway& settings);

// Client connections of the whole process: as configured, or as many as RLIMIT_NOFILE leaves, at least a few.
std::size_t connection_cap(const config::gateway& settings);

// What to raise, if so few descriptors are left that it is not worth starting.
std::optional<config::problem> find_descriptor_problem(const config::gateway& settings);

}  // namespace ramal::net
