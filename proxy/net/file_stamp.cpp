#include "proxy/net/file_stamp.hpp"

#include <chrono>

namespace ramal::net {
namespace {

constexpr std::chrono::milliseconds grain{20};  // of a file system's clock: a kernel tick, 10 ms at most

bool same_time(const timespec& one, const timespec& other) {
  return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

bool changed_just_now(const struct stat& status) {
  using namespace std::chrono;
  const auto changed = seconds(status.st_ctim.tv_sec) + nanoseconds(status.st_ctim.tv_nsec);
  const auto now = system_clock::now().time_since_epoch();
  return now < changed + grain && changed < now + grain;  // a clock that was set back says nothing
}

}  // namespace

file_stamp::file_stamp(const std::string& path)
    : there_(::stat(path.c_str(), &status_) == 0), settled_(!there_ || !changed_just_now(status_)) {}

// The change time also moves with the owner and the mode, which decide whether a secret may be read.
bool file_stamp::same_as(const file_stamp& other) const {
  if (!there_ || !other.there_) return there_ == other.there_;
  const struct stat& a = status_;
  const struct stat& b = other.status_;
  return settled_ && other.settled_ && a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         same_time(a.st_mtim, b.st_mtim) && same_time(a.st_ctim, b.st_ctim);
}

}  // namespace ramal::net
