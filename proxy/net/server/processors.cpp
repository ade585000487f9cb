#include "proxy/net/server/processors.hpp"

#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>
#include <vector>

namespace ramal::net {
namespace {

constexpr std::size_t most_processors = 1 << 16;
constexpr int deepest_group = 64;

std::size_t processors_of_mask() {
  for (std::size_t count = 1'024; count <= most_processors; count *= 2) {
    cpu_set_t* mask = CPU_ALLOC(count);
    if (mask == nullptr) break;
    const std::size_t size = CPU_ALLOC_SIZE(count);
    const bool known = ::sched_getaffinity(0, size, mask) == 0;
    const int error = errno;
    const int found = known ? CPU_COUNT_S(size, mask) : 0;
    CPU_FREE(mask);
    if (known) return static_cast<std::size_t>(std::max(found, 1));
    if (error != EINVAL) break;  // EINVAL: the kernel's mask is larger
  }
  return std::max(1u, std::thread::hardware_concurrency());
}

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

// A place in one hierarchy of control groups: where it is mounted, and how far up that mount goes.
struct hierarchy {
  bool v2 = false;
  std::string mount;  // the folder of `top`
  std::string top;    // the group that is mounted there, seen from the hierarchy's root
  std::string group;  // of this process
};

// "36 25 0:31 /docker/1f /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct"
std::optional<hierarchy> parse_mount(const std::string& line) {
  std::istringstream words(line);
  std::string skip, type, source, options;
  hierarchy found;
  words >> skip >> skip >> skip >> found.top >> found.mount;
  while (words >> skip && skip != "-") {}
  words >> type >> source >> options;
  found.v2 = type == "cgroup2";
  if (found.v2 || (type == "cgroup" && has_word(options, "cpu"))) return found;
  return std::nullopt;
}

// "4:cpu,cpuacct:/docker/1f", and "0::/user.slice" of version 2.
std::optional<std::string> group_of(const std::string& root, bool v2) {
  std::ifstream file(root + "/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (v2 ? controllers.empty() : has_word(controllers, "cpu")) return line.substr(second + 1);
  }
  return std::nullopt;
}

std::vector<hierarchy> find_hierarchies(const std::string& root) {
  std::vector<hierarchy> all;
  std::ifstream file(root + "/proc/self/mountinfo");
  for (std::string line; std::getline(file, line);) {
    auto found = parse_mount(line);
    const auto group = found ? group_of(root, found->v2) : std::nullopt;
    if (!group) continue;
    found->group = *group;
    all.push_back(std::move(*found));
  }
  return all;
}

std::optional<double> ratio(double quota, double period) {
  return quota > 0 && period > 0 ? std::optional(quota / period) : std::nullopt;
}

std::optional<double> quota_in(const std::string& folder, bool v2) {
  double quota = -1, period = 0;
  if (v2) {
    std::ifstream(folder + "/cpu.max") >> quota >> period;  // "max 100000" is no number
  } else {
    std::ifstream(folder + "/cpu.cfs_quota_us") >> quota;
    std::ifstream(folder + "/cpu.cfs_period_us") >> period;
  }
  return ratio(quota, period);
}

// From the process's own group up to the mounted one: the narrowest counts.
std::optional<double> smallest_quota(const std::string& root, const hierarchy& in) {
  std::string below = in.group;
  const bool inside = below.starts_with(in.top) && (below.size() == in.top.size() || below[in.top.size()] == '/');
  if (inside && in.top != "/") below.erase(0, in.top.size());
  if (below.starts_with("/..")) below.clear();  // seen from a namespace that begins further down
  std::optional<double> smallest;
  for (int i = 0; i < deepest_group; ++i) {
    const auto found = quota_in(root + in.mount + (below == "/" ? "" : below), in.v2);
    if (found && (!smallest || *found < *smallest)) smallest = found;
    if (below.empty() || below == "/") break;
    below.erase(below.rfind('/') == std::string::npos ? 0 : below.rfind('/'));
  }
  return smallest;
}

}  // namespace

std::optional<double> processor_quota(const std::string& root) {
  std::optional<double> smallest;
  for (const hierarchy& one : find_hierarchies(root)) {
    const auto found = smallest_quota(root, one);
    if (found && (!smallest || *found < *smallest)) smallest = found;
  }
  return smallest;
}

std::size_t usable_processors() {
  const std::size_t of_mask = processors_of_mask();
  const auto quota = processor_quota();
  if (!quota || *quota >= static_cast<double>(of_mask)) return of_mask;
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(*quota)));
}

}  // namespace ramal::net
