// The engine of the pure stage: an upstream over memory that answers by script and judges what it receives.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "proxy/flow/idle_connections.hpp"
#include "tests/contract/conversation.hpp"
#include "tests/contract/memory_stream.hpp"
#include "tests/harness/fake_engine.hpp"

namespace ramal::contract {

class memory_engine : public flow::upstream {
 public:
  // `dead`: no connection can be made.
  memory_engine(memory_loop& loop, std::string address, bool dead);

  void script(const std::vector<engine_turn>& turns) { script_.insert(script_.end(), turns.begin(), turns.end()); }
  const std::vector<tests::engine_request>& requests() const { return requests_; }
  std::vector<std::string> take_impurities() { return std::exchange(impurities_, {}); }

  flow::task<flow::connect_result> connect(flow::time_point deadline, flow::disconnect_watch& client) override;
  flow::connection take_idle(flow::connection_owner owner, bool idempotent, flow::time_point now) override;
  void give_back(flow::connection&& used, flow::time_point now) override;

 private:
  // The engine's end of one connection; lives as long as Ramal's end.
  struct peer {
    memory_stream* stream = nullptr;
    std::string received;
  };

  void receive(peer& from, std::string_view bytes);
  void act(peer& on, const tests::engine_request& request);

  memory_loop& loop_;
  tests::purity_rules rules_;
  bool dead_;
  std::deque<engine_turn> script_;
  flow::idle_connections idle_{rules::reuse_limits{}};
  std::vector<tests::engine_request> requests_;
  std::vector<std::string> impurities_;
};

}  // namespace ramal::contract
