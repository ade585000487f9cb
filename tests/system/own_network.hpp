// Addresses that no machine has: a network namespace with nothing but a loopback. And name servers, which every program
// finds in one file.
#pragma once

#include <filesystem>

namespace ramal::system_tests {

// From here to its end this thread, and what it starts meanwhile, see a loopback of their own.
class own_network {
 public:
  own_network();
  ~own_network();
  own_network(const own_network&) = delete;
  own_network& operator=(const own_network&) = delete;

  // False where the system does not allow it: it takes root, and IPv6.
  bool is_there() const { return is_there_; }
  // One more IPv6 address of the loopback; false if it cannot be had.
  bool add_address(const char* address);
  // Names are looked up at 127.0.0.1 from now on, at port 53; false if the system does not allow it. `folder` is there
  // for as long as this is.
  bool use_local_name_server(const std::filesystem::path& folder);

 private:
  int before_;             // the namespace to return to
  int files_before_ = -1;  // that of the file system, if there is another one now
  bool is_there_ = false;
};

}  // namespace ramal::system_tests
