// The last exchanges of a gateway, and the switch that turns their capture on (console.md section 3). Workers push, the
// control loop reads. There is one for all workers, so that the order of `seq` is the order in which they can be read: a
// reader that asks for what came after the last one it knows misses none.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "proxy/inspector/exchange.hpp"

namespace ramal::inspector {

struct recorder_limits {
  std::size_t exchanges = 500;
  std::size_t bytes = std::size_t{16} << 20;  // of all of them together
};

// Any thread may call anything.
class recorder {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  using shown = std::shared_ptr<const exchange>;

  explicit recorder(recorder_limits limits = {}) : limits_(limits) {}

  // All that a request pays while nothing is captured. On: takes() still may be false.
  bool is_on() const { return until_.load(std::memory_order_relaxed) != off; }
  // Ends the capture when its time is over.
  bool takes(time_point now);
  void turn_on() { until_ = endless; }
  void turn_on_until(time_point end);
  void turn_off() { until_ = off; }
  struct state {
    bool on;
    std::optional<time_point> until;  // none: it is off, or does not end by itself
  };
  state look(time_point now);

  // The oldest ones go where there are too many, or too many bytes.
  void push(exchange&& made);
  // At most `most` of those behind `seq`, the newest ones, the oldest first.
  std::vector<shown> behind(std::uint64_t seq, std::size_t most) const;
  // The same, but the oldest ones: a reader that goes on where it stopped misses none that is still there.
  std::vector<shown> next_behind(std::uint64_t seq, std::size_t most) const;
  shown find(std::uint64_t seq) const;  // null: it is not there any more, or never was
  std::uint64_t last() const;           // the newest one's seq; 0: there was none yet

 private:
  using ticks = std::chrono::steady_clock::rep;
  static constexpr ticks off = 0, endless = -1;

  std::deque<shown>::const_iterator first_behind(std::uint64_t seq) const;

  const recorder_limits limits_;
  std::atomic<ticks> until_{off};
  mutable std::mutex mutex_;  // of what follows
  std::deque<shown> kept_;    // by seq
  std::size_t bytes_ = 0;
  std::uint64_t last_ = 0;
};

}  // namespace ramal::inspector
