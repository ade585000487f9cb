// An Evolution GO server over memory, played by the test: it holds what came, and says what it wants when it wants.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "proxy/flow/idle_connections.hpp"
#include "tests/memory/stream.hpp"

namespace ramal::test {

class go_server : public flow::upstream {
 public:
  explicit go_server(memory_loop& loop) : loop_(loop) {}

  // The test's side. Of the connection that was made last; `put` runs the loop.
  void put(std::string_view bytes) {
    stream()->put(bytes);
    loop_.run();
  }
  void end() {
    stream()->put_end();
    loop_.run();
  }
  void reset() {
    stream()->break_off();
    loop_.run();
  }
  memory_stream* stream() { return peers_.empty() ? nullptr : peers_.back()->stream; }
  // All that came on it.
  const std::string& received() const { return peers_.back()->received; }
  std::string take_received() { return std::exchange(peers_.back()->received, {}); }
  // The first whole head that came on each connection.
  std::vector<std::string> first_heads() const;
  std::size_t connects() const { return connects_; }
  std::size_t idle() const { return idle_.size(); }
  bool refuses = false;                         // connections
  std::size_t takes = memory_stream::no_bound;  // bytes on a new connection before writing blocks

  flow::task<flow::connect_result> connect(flow::time_point, flow::disconnect_watch&) override;
  flow::connection take_idle(flow::connection_owner owner, bool idempotent, flow::time_point now) override {
    return idle_.take(owner, idempotent, now);
  }
  void give_back(flow::connection&& used, flow::time_point now) override { idle_.put(std::move(used), now); }

 private:
  struct peer {
    memory_stream* stream = nullptr;
    std::string received;
    std::string head;  // of its first request, as far as it came
    void take(std::string_view bytes);
  };
  class server_stream;

  memory_loop& loop_;
  std::vector<std::unique_ptr<peer>> peers_;
  flow::idle_connections idle_{rules::reuse_limits{}};
  std::size_t connects_ = 0;
};

}  // namespace ramal::test
