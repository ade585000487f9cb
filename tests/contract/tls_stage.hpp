// The real binary behind TLS, whose client sends every byte as a record of its own.
#pragma once

#include <optional>

#include "contract/stage.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::contract {

class tls_stage : public stage {
 public:
  tls_stage() : both_({}, {}) {}

  void connect() override { client_.emplace(both_.port()); }
  void send(std::string_view bytes) override { client_->send_records(bytes, 1); }
  void half_close() override { client_->end(); }
  tests::answer read_answer(bool) override { return client_->read_answer(); }
  bool is_closed_by_ramal() override { return client_->is_closed_by_peer(); }
  void expect_door(tests::door through) override { both_.engine.expect_door(through); }
  void script_engine(const std::vector<engine_turn>& turns) override {
    for (const auto& turn : turns) both_.engine.reply_next(to_reply(turn));
  }
  void wait_for_engine() override { both_.engine.wait_until_quiet(); }
  std::vector<tests::engine_request> engine_requests() override { return both_.engine.requests(); }
  std::vector<std::string> take_impurities() override { return both_.engine.take_impurities(); }
  std::string engine_address() const override { return both_.engine.address(); }

 private:
  system_tests::tls_gateway_fixture both_;
  std::optional<system_tests::tls_client> client_;
};

}  // namespace ramal::contract
