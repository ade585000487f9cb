// A disk that fails when the test says so: it stands between SQLite and the real one for every file that is opened
// while it is there. One at a time; threads may use it.
#pragma once

#include <atomic>

namespace ramal::store {

enum class disk_fault { none, full, read_only, broken_write, broken_sync };

class failing_disk {
 public:
  failing_disk();
  ~failing_disk();
  failing_disk(const failing_disk&) = delete;
  failing_disk& operator=(const failing_disk&) = delete;

  void fail_with(disk_fault fault);
  // How often a file was synchronised so far.
  int syncs() const;
};

}  // namespace ramal::store
