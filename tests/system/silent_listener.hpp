// Addresses of engines that never complete a connection.
#pragma once

#include <string>
#include <vector>

#include "tests/harness/socket.hpp"

namespace ramal::system_tests {

// Listens with a queue that is full: the kernel drops whatever wants to connect.
class silent_listener {
 public:
  silent_listener();
  std::string base_url() const;

 private:
  tests::socket listener_;
  std::vector<tests::socket> queue_;
  std::uint16_t port_ = 0;
};

}  // namespace ramal::system_tests
