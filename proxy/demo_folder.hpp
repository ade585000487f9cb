// Where `ramal demo` keeps events that a bot has not taken.
#pragma once

#include <string>

namespace ramal::net {

// A folder below the system's temporary one that goes with its owner, and that is locked (flock) for as long as it is
// there. Those of demos that were killed are removed first.
class demo_folder {
 public:
  demo_folder();  // throws std::system_error
  ~demo_folder();
  demo_folder(const demo_folder&) = delete;
  demo_folder& operator=(const demo_folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int lock_ = -1;
};

}  // namespace ramal::net
