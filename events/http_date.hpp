// Dates in headers.
#pragma once

#include <optional>
#include <string_view>

#include "events/time_text.hpp"

namespace ramal::events {

// "Fri, 03 Jul 2026 15:00:00 GMT", the one form of RFC 9110 that servers may still send; the name of the day is not
// compared with the date. Nothing if it is anything else.
std::optional<time_point> parse_http_date(std::string_view text);

}  // namespace ramal::events
