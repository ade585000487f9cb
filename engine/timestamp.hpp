// Times as the native API writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/clock.hpp"

namespace ramal::engine {

// "2026-01-31T12:00:00.000Z"
std::string format_time(time_point at);

// As Meta writes them: whole seconds since 1970.
std::int64_t unix_seconds(time_point at);

// ISO 8601 date, or date and time with optional seconds, fraction (finer than ms is cut) and zone (`Z`, `+hh:mm`,
// `-hh:mm`; none means UTC). Nothing else, no blanks.
std::optional<time_point> parse_time(std::string_view text);

}  // namespace ramal::engine
