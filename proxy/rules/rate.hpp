// How often something may happen, counted by GCRA ("generic cell rate algorithm"): a bucket that fills steadily, kept
// in one number, the time at which it will be full again. Pure: the time is an argument.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ramal::rules {

using std::chrono::nanoseconds;
using instant = std::chrono::steady_clock::time_point;

struct rate {
  nanoseconds interval{};  // between two events, on average
  nanoseconds ahead{};     // the burst, as time: how far events may be ahead of the average
};

// `count` in each `period`, and `burst` (at least 1) of them at once.
constexpr rate rate_of(std::size_t count, nanoseconds period, std::size_t burst) {
  const nanoseconds interval = period / static_cast<std::int64_t>(count);
  return {interval, interval * static_cast<std::int64_t>(burst)};
}

// Threads share a bucket without a lock. All bits zero: full. The rate is an argument, so that a reload may change it.
class bucket {
 public:
  // Zero: this event was counted. Else it was not, and the result is the time until one may come.
  nanoseconds take(instant now, const rate& limit);
  // The same without counting.
  nanoseconds wait(instant now, const rate& limit) const { return excess(full_at(), nanoseconds_of(now), limit); }
  // Nothing of the past matters any more.
  bool is_full(instant now) const { return full_at() <= nanoseconds_of(now); }
  // Was full again before the other one.
  bool older_than(const bucket& other) const { return full_at() < other.full_at(); }

 private:
  static std::int64_t nanoseconds_of(instant time) { return nanoseconds(time.time_since_epoch()).count(); }
  static nanoseconds excess(std::int64_t full_at, std::int64_t now, const rate& limit);
  std::int64_t full_at() const { return std::atomic_ref(full_at_).load(std::memory_order_relaxed); }

  alignas(8) mutable std::int64_t full_at_ = 0;  // no std::atomic: tables of these begin as untouched zero pages
};

// For Retry-After: whole seconds, rounded up, at least 1.
std::uint16_t seconds_of(nanoseconds wait);

}  // namespace ramal::rules
