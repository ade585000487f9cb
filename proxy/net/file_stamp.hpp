// What tells a file from what it was before.
#pragma once

#include <sys/stat.h>

#include <string>

namespace ramal::net {

// The file behind a path, links followed, at one moment: taken before it is read, it tells later whether what was read
// still stands. A file that is not there has a stamp, too.
class file_stamp {
 public:
  explicit file_stamp(const std::string& path);

  // False for two stamps of a file that was written so shortly before one of them that the file system's clock could
  // not tell the next write apart.
  bool same_as(const file_stamp& other) const;

 private:
  struct stat status_ {};
  bool there_;
  bool settled_;
};

}  // namespace ramal::net
