// Times as webhooks write them, and what Ramal makes of them. No clock: times come from the body or from the caller.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ramal::events {

using std::chrono::milliseconds;
using time_point = std::chrono::sys_time<milliseconds>;

// RFC 3339: date, `T`, time with seconds, a fraction of up to nine digits (finer than ms is cut), `Z` or `+hh:mm`. The
// years 1970 to 9998, so that every offset can be written. Nothing if it is anything else.
std::optional<time_point> parse_time(std::string_view text);

// "2026-07-03T15:00:00.412Z"
std::string time_with_ms(time_point at);

// "2026-07-03T15:00:00Z", whole seconds (cut); with an `offset` other than 0 "2026-07-03T12:00:00-03:00"
// (webhooks.md section 5.1). `offset` is less than a day.
std::string time_in_seconds(time_point at, std::chrono::minutes offset);

}  // namespace ramal::events
