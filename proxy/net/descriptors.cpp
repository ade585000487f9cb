#include "proxy/net/descriptors.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <string>
#include <thread>

#include "proxy/rules/connection_room.hpp"

namespace ramal::net {
namespace {

std::size_t open_files() {
  rlimit files{};
  return ::getrlimit(RLIMIT_NOFILE, &files) == 0 ? files.rlim_cur : 1'024;
}

rules::descriptor_needs needs_of(const config::gateway& settings) {
  return {settings.limits.connections, settings.limits.in_flight, worker_count(settings), settings.listeners.size()};
}

}  // namespace

std::size_t worker_count(const config::gateway& settings) {
  return settings.workers == 0 ? std::max(1u, std::thread::hardware_concurrency()) : settings.workers;
}

std::size_t connection_room(const config::gateway& settings) {
  const std::size_t fewest = std::min(settings.limits.connections, rules::fewest_connections);
  return rules::connection_room(open_files(), needs_of(settings)).value_or(fewest);
}

std::optional<config::problem> find_descriptor_problem(const config::gateway& settings) {
  if (rules::connection_room(open_files(), needs_of(settings))) return std::nullopt;
  config::problem found;
  found.path = "limits.connections";
  found.text = "the limit of open files is " + std::to_string(open_files()) + ", and " +
               std::to_string(rules::descriptors_kept(needs_of(settings))) +
               " are kept for the engine (limits.in_flight) and for Ramal itself, which leaves too few for clients: "
               "raise it (ulimit -n, LimitNOFILE= of a systemd unit, --ulimit nofile= of a container), or lower "
               "limits.in_flight";
  return found;
}

}  // namespace ramal::net
