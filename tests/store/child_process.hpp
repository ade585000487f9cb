// A process of its own that uses the store: tests/store/store_child.cpp.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace ramal::store {

class child_process {
 public:
  // Starts store_child with these arguments; its standard output is read here.
  explicit child_process(const std::vector<std::string>& arguments);
  ~child_process();  // kills it
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  // The next whole line; "" at the end of the output or after 20 s.
  std::string line();
  void kill();

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string read_;
};

}  // namespace ramal::store
