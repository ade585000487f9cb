// The last exchanges of a gateway, and the switch that turns their capture on (console.md section 3). There are two rings:
// workers push requests into one, the control loop pushes deliveries into the other, so that a bot that is down, with all
// its retries, drives no request out. `seq` is theirs together and is the order in which exchanges can be read: a reader
// that asks for what came after the last one it knows misses none.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "proxy/inspector/exchange.hpp"

namespace ramal::inspector {

struct recorder_limits {
  std::size_t exchanges = 500;
  std::size_t bytes = std::size_t{16} << 20;  // of all of them together
  std::size_t deliveries = 250;
  std::size_t delivery_bytes = std::size_t{1} << 20;
};

// Any thread may call anything.
class recorder {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  using shown = std::shared_ptr<const exchange>;

  explicit recorder(recorder_limits limits = {})
      : requests_(limits.exchanges, limits.bytes), deliveries_(limits.deliveries, limits.delivery_bytes) {}

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

  // The oldest ones of the same ring go where there are too many, or too many bytes. Returns bytes_of() the exchange.
  std::size_t push(exchange&& made) { return push(std::move(made), requests_); }
  void push_delivery(exchange&& made) { push(std::move(made), deliveries_); }
  // At most `most` of those behind `seq`, the newest ones, the oldest first.
  std::vector<shown> behind(std::uint64_t seq, std::size_t most) const;
  // The same, but the oldest ones: a reader that goes on where it stopped misses none that is still there.
  std::vector<shown> next_behind(std::uint64_t seq, std::size_t most) const;
  shown find(std::uint64_t seq) const;  // null: it is not there any more, or never was
  std::uint64_t last() const;           // the newest one's seq; 0: there was none yet

 private:
  using ticks = std::chrono::steady_clock::rep;
  static constexpr ticks off = 0, endless = -1;

  struct ring {
    ring(std::size_t count, std::size_t size) : most(count), most_bytes(size) {}
    const std::size_t most, most_bytes;
    mutable std::mutex mutex;  // of what follows
    std::deque<shown> kept;    // by seq
    std::size_t bytes = 0;

    std::deque<shown>::const_iterator first_behind(std::uint64_t seq) const;
    shown find(std::uint64_t seq) const;
  };

  std::size_t push(exchange&& made, ring& to);

  std::atomic<ticks> until_{off};
  // Grows under the mutex of a ring: who has both sees every exchange that has a number.
  std::atomic<std::uint64_t> last_{0};
  ring requests_, deliveries_;
};

}  // namespace ramal::inspector
