// Engine time. Every decision takes the time as an argument; only the server asks a clock.
#pragma once

#include <atomic>
#include <chrono>

namespace ramal::engine {

using std::chrono::milliseconds;
using time_point = std::chrono::sys_time<milliseconds>;  // UTC, what the native API shows

class clock {
 public:
  virtual ~clock() = default;
  virtual time_point now() const = 0;
  // How long a thread has to wait, in real time, until `now()` reaches `at`; 0 if it already has.
  virtual std::chrono::nanoseconds wait_until(time_point at) const = 0;
};

// Starts at the machine's time and runs `speed` times as fast (0.001 to 100,000; anything else counts as 1).
class scaled_clock final : public clock {
 public:
  explicit scaled_clock(double speed);
  time_point now() const override;
  std::chrono::nanoseconds wait_until(time_point at) const override;

 private:
  double speed_;
  time_point origin_;
  std::chrono::steady_clock::time_point started_;
};

// Stands still until it is moved; a server on it acts on `server::wake()` only.
class manual_clock final : public clock {
 public:
  explicit manual_clock(time_point start) : now_(start) {}
  time_point now() const override { return now_.load(); }
  std::chrono::nanoseconds wait_until(time_point) const override { return std::chrono::hours(24); }
  void advance(milliseconds by) { now_ = now_.load() + by; }

 private:
  std::atomic<time_point> now_;
};

}  // namespace ramal::engine
