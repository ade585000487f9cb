// A bot that gets events (contracts/webhooks.md section 6): it keeps each request as it came and
// answers with any bytes. bot_stub answers with a status.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/harness/socket.hpp"

namespace ramal::system_tests {

class event_bot {
 public:
  // `answer`: to each request, whole; on any thread; "" ends the connection. None: 200 without a body.
  explicit event_bot(std::function<std::string(const std::string& request)> answer = {});
  ~event_bot();
  event_bot(const event_bot&) = delete;
  event_bot& operator=(const event_bot&) = delete;

  // "http://127.0.0.1:PORT" and `target`.
  std::string url(const std::string& target = "/bot") const;
  std::uint16_t port() const { return listener_.port(); }
  std::vector<std::string> requests() const;
  // Waits until so many have come.
  bool wait_for(std::size_t count) const;

 private:
  void run();
  void serve(tests::socket& client);

  const std::function<std::string(const std::string&)> answer_;
  tests::listening_socket listener_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<std::thread> clients_;
  std::vector<std::shared_ptr<tests::socket>> sockets_;
  std::thread thread_;
};

// An answer with this status line and body.
std::string bot_answer(const std::string& status, const std::string& body = "");

}  // namespace ramal::system_tests
