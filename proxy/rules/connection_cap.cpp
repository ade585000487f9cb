#include "proxy/rules/connection_cap.hpp"

#include <algorithm>

namespace ramal::rules {
namespace {

constexpr std::size_t for_files = 64;  // configuration, certificates, logs, look-ups
constexpr std::size_t for_event_loop = 4;

}  // namespace

std::size_t descriptors_kept(const descriptor_needs& needs) {
  return needs.in_flight + needs.workers * (for_event_loop + needs.listeners) + for_files;
}

std::optional<std::size_t> connection_cap(std::size_t files, const descriptor_needs& needs) {
  const std::size_t kept = descriptors_kept(needs);
  const std::size_t left = files > kept ? files - kept : 0;
  if (left < std::min(needs.connections, fewest_connections)) return std::nullopt;
  return std::min(left, needs.connections);
}

}  // namespace ramal::rules
