#include "proxy/net/server/processors.hpp"

#include <sched.h>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace ramal::net {
namespace {

namespace fs = std::filesystem;

// The files of a system, below a folder that goes with it.
struct made_system {
  made_system() {
    char name[] = "/tmp/ramal-system-XXXXXX";
    root = ::mkdtemp(name);
  }
  ~made_system() { fs::remove_all(root); }
  void put(const std::string& path, const std::string& text) const {
    fs::create_directories((root + path).substr(0, (root + path).rfind('/')));
    std::ofstream(root + path) << text;
  }
  std::optional<double> quota() const { return processor_quota(root); }
  std::string root;
};

const std::string unified = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
const std::string legacy = "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct\n";
const std::string others =
    "33 31 0:31 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
    "22 1 8:1 / / rw,relatime - ext4 /dev/root rw\n";

}  // namespace

TEST_CASE("O4b a quota of version 2 counts in processors, the narrowest of all groups above") {
  made_system at;
  at.put("/proc/self/mountinfo", others + unified);
  at.put("/proc/self/cgroup", "0::/system.slice/ramal.service\n");
  CHECK_FALSE(at.quota().has_value());
  at.put("/sys/fs/cgroup/system.slice/ramal.service/cpu.max", "max 100000\n");
  CHECK_FALSE(at.quota().has_value());
  at.put("/sys/fs/cgroup/system.slice/ramal.service/cpu.max", "150000 100000\n");
  CHECK(at.quota() == 1.5);
  at.put("/sys/fs/cgroup/system.slice/cpu.max", "400000 100000\n");
  CHECK(at.quota() == 1.5);
  at.put("/sys/fs/cgroup/system.slice/cpu.max", "25000 50000\n");
  CHECK(at.quota() == 0.5);
}

TEST_CASE("O4b a container's own view of version 2") {
  made_system at;
  at.put("/proc/self/mountinfo", unified);
  at.put("/proc/self/cgroup", "0::/\n");
  at.put("/sys/fs/cgroup/cpu.max", "200000 100000\n");
  CHECK(at.quota() == 2.0);
  at.put("/proc/self/cgroup", "0::/../other\n");  // moved out of what it can see
  CHECK(at.quota() == 2.0);
}

TEST_CASE("O4b a quota of version 1, also where a container sees the paths of its host") {
  made_system at;
  at.put("/proc/self/mountinfo", others + legacy);
  at.put("/proc/self/cgroup", "3:cpuset:/\n1:cpu,cpuacct:/docker/1f\n0::/docker/1f\n");
  const std::string group = "/sys/fs/cgroup/cpu,cpuacct/docker/1f";
  at.put(group + "/cpu.cfs_quota_us", "-1\n");
  at.put(group + "/cpu.cfs_period_us", "100000\n");
  CHECK_FALSE(at.quota().has_value());
  at.put(group + "/cpu.cfs_quota_us", "300000\n");
  CHECK(at.quota() == 3.0);
  at.put("/sys/fs/cgroup/cpu,cpuacct/docker/cpu.cfs_quota_us", "100000\n");
  at.put("/sys/fs/cgroup/cpu,cpuacct/docker/cpu.cfs_period_us", "50000\n");
  CHECK(at.quota() == 2.0);

  made_system inside;
  inside.put("/proc/self/mountinfo",
             "32 31 0:29 /docker/1f /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n");
  inside.put("/proc/self/cgroup", "1:cpu,cpuacct:/docker/1f\n");
  inside.put("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000\n");
  inside.put("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  CHECK(inside.quota() == 0.5);
}

TEST_CASE("O4b a system that tells nothing, or nonsense, has no quota") {
  made_system at;
  CHECK_FALSE(at.quota().has_value());
  at.put("/proc/self/mountinfo", "\nnonsense\n- - -\n" + unified + legacy);
  at.put("/proc/self/cgroup", "nonsense\n:\n0::/\n1:cpu:/\n");
  at.put("/sys/fs/cgroup/cpu.max", "-5 0\n");
  at.put("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "100\n");
  at.put("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "0\n");
  CHECK_FALSE(at.quota().has_value());
}

TEST_CASE("O4b processors that the affinity mask leaves out do not count") {
  cpu_set_t before;
  REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
  const std::size_t all = usable_processors();
  CHECK(all >= 1);
  CHECK(all <= static_cast<std::size_t>(CPU_COUNT(&before)));
  std::size_t seen = 0;
  std::thread([&] {  // the mask is a thread's own
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i)
      if (CPU_ISSET(i, &before)) CPU_SET(i, &one);
    if (::sched_setaffinity(0, sizeof one, &one) == 0) seen = usable_processors();
  })
      .join();
  CHECK(seen == 1);
}

}  // namespace ramal::net
