// A stage between real sockets: a client of what is tested and, with `--loop`, its engine.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/net/link.hpp"
#include "contract/net/loop_engine.hpp"
#include "contract/result.hpp"
#include "contract/stage.hpp"

namespace ramal::contract {

class socket_stage : public stage {
 public:
  // `engine`: null, if it is somebody else's; `gateway`: false if the engine itself is asked. `safe_key`: if it is set,
  // nothing leaves in which find_danger finds something (safety.hpp), whatever the case has become by what it keeps.
  // All must outlive the stage.
  socket_stage(const remote_address& to, loop_engine* engine, bool gateway, std::optional<std::string> safe_key)
      : to_(to), engine_(engine), gateway_(gateway), safe_key_(std::move(safe_key)) {}

  void connect() override;
  void send(std::string_view bytes) override;
  void half_close() override;
  answer read_answer(bool of_head_request) override;
  void pause(std::chrono::milliseconds time) override;
  bool is_closed_by_ramal() override;
  bool sees_engine() const override { return engine_ != nullptr; }
  bool is_gateway() const override { return gateway_; }
  void expect_door(door through) override;
  void script_engine(const std::vector<engine_turn>& turns) override;
  void wait_for_engine() override;
  std::vector<engine_request> engine_requests() override;
  std::size_t engine_requests_before() override;
  std::vector<std::string> take_impurities() override;
  std::string engine_address() const override { return engine_ == nullptr ? "" : engine_->address(); }

  // Everything that was said so far, in order, the engine's requests behind it.
  std::vector<utterance> said() const;
  // Whether anything was answered.
  bool was_answered() const { return answered_; }
  // Retry-After of a 429 that was among the answers; 0: there was none.
  std::chrono::seconds asked_to_wait() const { return asked_to_wait_; }

 private:
  const remote_address& to_;
  loop_engine* engine_;
  bool gateway_;
  std::optional<std::string> safe_key_;
  std::string refused_;  // why the last bytes were not sent
  bool answered_ = false;
  std::chrono::seconds asked_to_wait_{0};
  std::unique_ptr<link> link_;
  std::string unread_;
  std::vector<utterance> said_;
};

}  // namespace ramal::contract
