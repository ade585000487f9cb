// An engine that never comes to the end of its answer, and is never silent for long.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "tests/harness/socket.hpp"

namespace ramal::system_tests {

class dripping_engine {
 public:
  // Behind each request's head it sends `start` and then, every few milliseconds, `piece`, until the peer has gone.
  dripping_engine(std::string start, std::string piece);
  ~dripping_engine();
  dripping_engine(const dripping_engine&) = delete;
  dripping_engine& operator=(const dripping_engine&) = delete;

  std::string base_url() const { return "http://127.0.0.1:" + std::to_string(listener_.port()); }
  std::uint16_t port() const { return listener_.port(); }
  std::size_t requests() const { return requests_; }

 private:
  void run();
  void serve(tests::socket& peer);

  tests::listening_socket listener_;
  std::string start_;
  std::string piece_;
  std::atomic<std::size_t> requests_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace ramal::system_tests
