// A bot's HTTP server on loopback: notes every delivery, answers what the test says.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/harness/contract_names.hpp"
#include "tests/harness/socket.hpp"

namespace ramal::system_tests {

struct bot_delivery {
  tests::head_text head;
  std::string body;

  std::string header(std::string_view name) const;  // "" if there is none
  std::string id() const { return header("webhook-id"); }
};

class bot_stub {
 public:
  // The status to answer with, or one of these.
  using handler = std::function<int(const bot_delivery&)>;
  static constexpr int no_answer = 0;   // ends the connection
  static constexpr int silence = -1;    // leaves the other side to end it
  static constexpr int cut_answer = 1;  // ends the connection in the middle of a head that says 200

  explicit bot_stub(handler answer = [](const bot_delivery&) { return 200; });
  ~bot_stub();
  bot_stub(const bot_stub&) = delete;
  bot_stub& operator=(const bot_stub&) = delete;

  std::uint16_t port() const { return port_.number(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_.number()) + "/hook"; }
  std::vector<bot_delivery> deliveries() const;
  // Waits for that many; false if they do not come before the deadline.
  bool wait_for(std::size_t count, tests::deadline until = tests::within());
  // Ends every connection and refuses new ones, until come_back().
  void go_away();
  void come_back();

 private:
  struct connection {
    tests::socket peer;
    std::thread thread;
  };

  void accept();
  void serve(tests::socket& peer);
  bool answer_one(tests::socket& peer, std::string& bytes);

  const tests::reserved_port port_;
  std::optional<tests::listening_socket> listener_;  // none: away
  const handler answer_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<bot_delivery> deliveries_;
  std::list<connection> connections_;
  std::thread acceptor_;
};

}  // namespace ramal::system_tests
