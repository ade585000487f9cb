// What tells a file from what it was before.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <string>

namespace ramal::net {

// The file behind a path, links followed, at one moment: taken before it is read, it tells later whether what was read
// still stands. A file that is not there has a stamp, too.
class file_stamp {
 public:
  explicit file_stamp(const std::string& path);

  bool is_there() const { return there_; }
  // False for two stamps of a file that was written so shortly before one of them that the file system's clock could
  // not tell the next write apart.
  bool same_as(const file_stamp& other) const { return same_state(other) && settled_ && other.settled_; }
  // The same as far as the file system's clock tells.
  bool same_state(const file_stamp& other) const;
  // Whether it is one file, whatever was written into it. Both are there.
  bool same_file(const file_stamp& other) const;
  bool is_empty() const { return there_ && status_.st_size == 0; }
  // Whether its content had not changed for so long when this was taken; true if it changed in the future.
  bool is_older_than(std::chrono::milliseconds time) const;

 private:
  struct stat status_ {};
  std::chrono::nanoseconds taken_;  // since 1970
  bool there_;
  bool settled_;
};

}  // namespace ramal::net
