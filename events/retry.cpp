#include "events/retry.hpp"

#include <algorithm>
#include <span>

namespace ramal::events {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

constexpr seconds offer_delays[] = {0s, 1s, 2s, 4s, 8s, 15s, 25s};
constexpr seconds accept_delays[] = {0s, 1s, 5s, 30s, 2min, 10min};
constexpr seconds terminate_delays[] = {0s, 1s, 5s, 30s, 2min, 10min, 30min, 1h, 3h, 6h, 12h};
constexpr seconds stock_delays[] = {0s, 30s, 30s, 30s, 30s};

constexpr milliseconds accept_life = 15min, terminate_life = 24h, before_the_end = 1s;
constexpr int jitter_divisor = 5;  // 20 %

std::span<const seconds> delays(phase what, retry_policy policy) {
  if (policy == retry_policy::stock) return stock_delays;
  switch (what) {
    case phase::offer: return offer_delays;
    case phase::terminate: return terminate_delays;
    case phase::none:
    case phase::accept: break;
  }
  return accept_delays;
}

}  // namespace

std::optional<milliseconds> delay_before(phase what, unsigned number, retry_policy policy, unsigned jitter) {
  const auto table = delays(what, policy);
  if (number == 0 || number > table.size()) return std::nullopt;
  const milliseconds delay = table[number - 1];
  return delay + delay / jitter_divisor * std::min(jitter, most_jitter) / most_jitter;
}

time_point life_end(phase what, std::optional<time_point> native, time_point received, milliseconds offer_ttl) {
  if (what == phase::offer) return std::min(native.value_or(received), received) + offer_ttl;
  return received + (what == phase::terminate ? terminate_life : accept_life);
}

bool is_stale(phase what, std::optional<time_point> native, time_point received, milliseconds offer_ttl) {
  return life_end(what, native, received, offer_ttl) <= received;
}

std::optional<time_point> next_attempt(const failed_attempt& of, retry_policy policy, unsigned jitter) {
  if (of.what == phase::offer && of.later_delivered) return std::nullopt;
  const auto delay = delay_before(of.what, of.number + 1, policy, jitter);
  if (!delay || of.now + *delay > of.end) return std::nullopt;
  const time_point asked = std::min(of.now + of.retry_after, of.end - before_the_end);
  return std::max(of.now + *delay, asked);
}

leftover leftover_of(phase what) { return what == phase::offer ? leftover::expired : leftover::dead_letter; }

}  // namespace ramal::events
