// A stand-in of an Evolution GO server: it reads each request whole, as that server does, but keeps only the head and how
// much there was.
#pragma once

#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/harness/socket.hpp"

namespace ramal::system_tests {

// GET /...?bytes=N is answered with N bytes of image/png, everything else with {"received":N}.
class go_stub {
 public:
  go_stub();
  ~go_stub();  // reports what was impure
  go_stub(const go_stub&) = delete;
  go_stub& operator=(const go_stub&) = delete;

  std::string base_url() const { return "http://127.0.0.1:" + std::to_string(listener_.port()); }
  // Those of whole requests, so far.
  std::vector<std::string> heads() const;

 private:
  void accept_all();
  void serve(tests::socket& peer);

  tests::listening_socket listener_;
  mutable std::mutex mutex_;  // of what follows
  std::vector<std::string> heads_;
  std::list<tests::socket> open_;
  std::vector<std::thread> connections_;
  std::thread accepts_;
};

}  // namespace ramal::system_tests
