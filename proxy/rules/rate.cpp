#include "proxy/rules/rate.hpp"

#include <algorithm>
#include <limits>

namespace ramal::rules {

nanoseconds bucket::excess(std::int64_t full_at, std::int64_t now, const rate& limit) {
  return nanoseconds(std::max<std::int64_t>(full_at + limit.interval.count() - now - limit.ahead.count(), 0));
}

nanoseconds bucket::take(instant now, const rate& limit) {
  const std::int64_t time = nanoseconds_of(now);
  const std::atomic_ref shared(full_at_);
  std::int64_t seen = shared.load(std::memory_order_relaxed);
  for (;;) {
    const nanoseconds wait = excess(seen, time, limit);
    if (wait > nanoseconds::zero()) return wait;
    if (shared.compare_exchange_weak(seen, std::max(seen, time) + limit.interval.count(), std::memory_order_relaxed))
      return nanoseconds::zero();
  }
}

std::uint16_t seconds_of(nanoseconds wait) {
  constexpr std::int64_t most = std::numeric_limits<std::uint16_t>::max();
  const std::int64_t seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return static_cast<std::uint16_t>(std::clamp<std::int64_t>(seconds, 1, most));
}

}  // namespace ramal::rules
