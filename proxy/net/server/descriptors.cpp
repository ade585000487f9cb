#include "proxy/net/server/descriptors.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "proxy/net/server/processors.hpp"
#include "proxy/rules/connection_cap.hpp"

namespace ramal::net {
namespace {

std::size_t open_files() {
  rlimit files{};
  return ::getrlimit(RLIMIT_NOFILE, &files) == 0 ? files.rlim_cur : 1'024;
}

rules::descriptor_needs needs_of(const config::gateway& settings) {
  const std::size_t to_go = settings.evolution_go ? settings.evolution_go->in_flight : 0;
  return {settings.limits.connections, settings.limits.in_flight + to_go, worker_count(settings),
          settings.listeners.size()};
}

}  // namespace

// The lowest free number is given, so each open fills the first gap. Where there is no /dev/null (a container without
// /dev), any file will do that cannot be written.
void occupy_standard_descriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0 || errno != EBADF) continue;
    if (::open("/dev/null", O_RDWR) < 0) ::open("/", O_RDONLY | O_DIRECTORY);
  }
}

std::size_t worker_count(const config::gateway& settings) {
  static const std::size_t usable = usable_processors();  // a quota may change while the program runs
  return settings.workers == 0 ? usable : settings.workers;
}

std::size_t connection_cap(const config::gateway& settings) {
  const std::size_t fewest = std::min(settings.limits.connections, rules::fewest_connections);
  return rules::connection_cap(open_files(), needs_of(settings)).value_or(fewest);
}

std::optional<config::problem> find_descriptor_problem(const config::gateway& settings) {
  if (rules::connection_cap(open_files(), needs_of(settings))) return std::nullopt;
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
