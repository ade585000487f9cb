#include "proxy/net/tls/file_stamp.hpp"

namespace ramal::net {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::milliseconds grain{20};  // of a file system's clock: a kernel tick, 10 ms at most

nanoseconds since_1970(const timespec& time) { return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec); }

// A clock that was set back says nothing.
bool is_just_before(nanoseconds change, nanoseconds now, nanoseconds span) {
  return now < change + span && change < now + span;
}

}  // namespace

// The change time also moves with the owner and the mode, which decide whether a secret may be read.
file_stamp::file_stamp(const std::string& path)
    : taken_(std::chrono::system_clock::now().time_since_epoch()), there_(::stat(path.c_str(), &status_) == 0),
      settled_(!there_ || !is_just_before(since_1970(status_.st_ctim), taken_, grain)) {}

bool file_stamp::same_file(const file_stamp& other) const {
  return status_.st_dev == other.status_.st_dev && status_.st_ino == other.status_.st_ino;
}

bool file_stamp::same_state(const file_stamp& other) const {
  if (!there_ || !other.there_) return there_ == other.there_;
  const struct stat& a = status_;
  const struct stat& b = other.status_;
  return same_file(other) && a.st_size == b.st_size && since_1970(a.st_mtim) == since_1970(b.st_mtim) &&
         since_1970(a.st_ctim) == since_1970(b.st_ctim);
}

bool file_stamp::is_older_than(std::chrono::milliseconds time) const {
  return !there_ || !is_just_before(since_1970(status_.st_mtim), taken_, time);
}

}  // namespace ramal::net
