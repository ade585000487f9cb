// The time as the requests of one worker see it.
#pragma once

#include <array>
#include <chrono>
#include <ctime>
#include <string_view>

#include "proxy/flow/worker_parts.hpp"
#include "proxy/net/loop/poller.hpp"

namespace ramal::net {

class loop_clock final : public flow::worker_clock {
 public:
  // `loop` outlives this.
  explicit loop_clock(const poller& loop) : loop_(loop) { compare(); }

  flow::time_point now() override { return loop_.now(); }
  flow::time_point exactly_now() override { return flow::clock::now(); }
  std::chrono::system_clock::time_point wall_time() override;
  std::chrono::system_clock::time_point exact_wall_time() override { return std::chrono::system_clock::now(); }
  std::string_view date() override;

  // Looks at the wall clock, which may have been set: at each tick.
  void compare();

 private:
  const poller& loop_;
  std::array<char, 29> date_{};
  std::time_t date_second_ = -1;
  std::chrono::system_clock::duration wall_ahead_{};  // of the monotonic clock, when compared last
};

}  // namespace ramal::net
