#include "events/answer.hpp"

#include <algorithm>

#include "config/letters.hpp"
#include "events/http_date.hpp"
#include "routes/text.hpp"

namespace ramal::events {
namespace {

constexpr milliseconds longest_wait = std::chrono::minutes(10), none(0);

// Digits without end are a long wait as well.
milliseconds wait_of(std::string_view digits) {
  milliseconds wait = none;
  for (const char c : digits) wait = std::min(longest_wait, wait * 10 + std::chrono::seconds(c - '0'));
  return wait;
}

}  // namespace

verdict judge_answer(unsigned status) {
  if (status >= 200 && status < 300) return verdict::delivered;
  switch (status) {
    case 410: return verdict::give_up_and_pause;
    case 413:
    case 414:
    case 431: return verdict::give_up;
    default: return verdict::retry;
  }
}

milliseconds retry_after(unsigned status, std::string_view value, time_point now) {
  if (status != 429 && status != 503) return none;
  value = routes::trim_blanks(value);
  if (value.empty()) return none;
  if (std::ranges::all_of(value, config::is_digit)) return wait_of(value);
  const auto until = parse_http_date(value);
  return until ? std::clamp(std::chrono::duration_cast<milliseconds>(*until - now), none, longest_wait) : none;
}

}  // namespace ramal::events
