#include "tests/system/small_disk.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

namespace ramal::system_tests {

small_disk::small_disk(const std::string& size) : before_(::open("/proc/thread-self/ns/mnt", O_RDONLY | O_CLOEXEC)) {
  is_there_ = before_ >= 0 && ::unshare(CLONE_NEWNS) == 0 &&
              ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
              ::mount("small", path().c_str(), "tmpfs", 0, ("mode=0700,size=" + size).c_str()) == 0;
}

small_disk::~small_disk() {
  if (before_ < 0) return;
  const auto folder = std::filesystem::current_path();  // which setns changes
  if (is_there_) ::umount2(path().c_str(), MNT_DETACH);
  ::setns(before_, CLONE_NEWNS);
  ::close(before_);
  std::filesystem::current_path(folder);
}

bool small_disk::resize(const std::string& size) const {
  return ::mount("small", path().c_str(), "tmpfs", MS_REMOUNT, ("mode=0700,size=" + size).c_str()) == 0;
}

}  // namespace ramal::system_tests
