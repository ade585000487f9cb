// The outbox file beside SQLite: who has it, how it is made, and how a damaged one is set aside.
#pragma once

#include <string>

#include "store/model.hpp"

namespace ramal::store {

// Holds PATH.lock, so that two processes never deliver from the same outbox. Ends with the object or the process.
class file_lock {
 public:
  file_lock() = default;
  ~file_lock() { release(); }
  file_lock(const file_lock&) = delete;
  file_lock& operator=(const file_lock&) = delete;

  // Does nothing if it is held. Throws `problem` if it cannot be had.
  void acquire(const std::string& path);
  void release() noexcept;

 private:
  int descriptor_ = -1;
};

// Makes an empty file that only this user may read, unless there is one; takes the rights of others from an outbox that
// is there. True: it was there, with something in it.
bool make_private_file(const std::string& path);

// Moves the file and its write-ahead log to PATH.damaged-TIME (`-2`, ... if that exists) and returns the new path.
// Throws `problem` if it cannot.
std::string set_aside(const std::string& path, instant now);

}  // namespace ramal::store
