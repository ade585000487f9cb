// The real binary, started for one case, between a raw client and the fake engine.
#pragma once

#include <optional>

#include "contract/stage.hpp"
#include "tests/harness/fake_engine.hpp"
#include "tests/harness/ramal_process.hpp"
#include "tests/harness/raw_client.hpp"

namespace ramal::contract {

// A case's turn as the fake engine takes it.
tests::engine_reply to_reply(const engine_turn& turn);

class binary_stage : public stage {
 public:
  explicit binary_stage(const contract_case& what);

  void connect() override { client_.emplace(ramal_.port()); }
  void send(std::string_view bytes) override { client_->send(bytes); }
  void half_close() override { client_->half_close(); }
  tests::answer read_answer(bool of_head_request) override { return client_->read_answer(of_head_request); }
  bool is_closed_by_ramal() override { return client_->is_closed_by_peer(); }
  void expect_door(tests::door through) override { engine_.expect_door(through); }
  void script_engine(const std::vector<engine_turn>& turns) override;
  void script_go(const std::vector<engine_turn>& turns) override;
  void wait_for_engine() override;
  std::vector<tests::engine_request> engine_requests() override { return engine_.requests(); }
  std::vector<tests::engine_request> go_requests() override { return go_.requests(); }
  std::vector<std::string> take_impurities() override;
  std::string engine_address() const override { return address_; }

 private:
  std::string go_address(const contract_case& what) const;

  tests::fake_engine engine_, go_;
  std::string address_;
  tests::ramal_process ramal_;
  std::optional<tests::raw_client> client_;
};

}  // namespace ramal::contract
