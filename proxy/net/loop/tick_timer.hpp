// When a loop's next tick is due, and whether the loop was held up: the program was stopped, or one piece of work took
// very long.
#pragma once

#include <chrono>

#include "proxy/flow/ready.hpp"

namespace ramal::net {

class tick_timer {
 public:
  void begin(flow::time_point now, std::chrono::milliseconds length) {
    length_ = length;
    next_ = now + length;
  }
  bool is_due(flow::time_point now) const { return now >= next_; }
  int milliseconds_left(flow::time_point now) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_ - now).count();
    return left < 0 ? 0 : static_cast<int>(left);
  }
  // A tick takes place. Not twice in a row is it said that the loop was held up: one that is always late must end waits,
  // too.
  void passed(flow::time_point now) {
    if (now - next_ > held_up * length_ && now - resumed_ > 2 * patience * length_) resumed_ = now;
    next_ = now + length_;
  }
  // What others sent while the loop was held up may still be on its way to us (http-rules.md O7).
  bool has_just_resumed(flow::time_point now) const { return now - resumed_ < patience * length_; }
  // A wait whose deadline passed up to here has some more time.
  flow::time_point spared(flow::time_point now) const {
    return has_just_resumed(now) ? resumed_ : flow::time_point::min();
  }

 private:
  // In ticks: one that is later than this says that the loop was held up, and deadlines that passed meanwhile get that.
  static constexpr int held_up = 5;
  static constexpr int patience = 10;

  std::chrono::milliseconds length_{0};
  flow::time_point next_{};
  flow::time_point resumed_{};  // when the loop ran again after it was held up
};

}  // namespace ramal::net
