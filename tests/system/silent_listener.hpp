// Addresses of engines that never complete a connection.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/harness/socket.hpp"

namespace ramal::system_tests {

// Listens with a queue that is full: the kernel drops whatever wants to connect.
class silent_listener {
 public:
  // `host`: one of 127/8; `port` 0: any that is free there.
  explicit silent_listener(const char* host = "127.0.0.1", std::uint16_t port = 0);
  std::string base_url() const;
  std::uint16_t port() const { return port_; }

 private:
  tests::socket listener_;
  std::vector<tests::socket> queue_;
  std::string host_;
  std::uint16_t port_;
};

}  // namespace ramal::system_tests
