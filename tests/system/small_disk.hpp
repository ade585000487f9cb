// A file system of a few KiB that this thread, and what it starts meanwhile, see: one that gets full.
#pragma once

#include <filesystem>
#include <string>

#include "tests/harness/ramal_process.hpp"

namespace ramal::system_tests {

class small_disk {
 public:
  // `size` as mount takes it: "256k".
  explicit small_disk(const std::string& size);
  ~small_disk();
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;

  // False where the system does not allow it: it takes root.
  bool is_there() const { return is_there_; }
  const std::filesystem::path& path() const { return folder_.path(); }
  // From now on it has this size; false if that cannot be.
  bool resize(const std::string& size) const;

 private:
  const tests::temporary_directory folder_;
  int before_;  // the namespace to return to
  bool is_there_ = false;
};

}  // namespace ramal::system_tests
