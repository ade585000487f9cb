// An instant as people write it: a day, a time and a zone (ISO 8601, the form of RFC 3339).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "config/scalars.hpp"

namespace ramal::config {

// "2027-01-31T23:59:59-03:00" or "2027-02-01T02:59Z"; a fraction of a second is dropped. A zone is required: without
// one the file would mean another instant on another machine.
parsed<std::chrono::sys_seconds> parse_instant(std::string_view text);

// In UTC: "2027-02-01T02:59:59Z".
std::string print_instant(std::chrono::sys_seconds value);

}  // namespace ramal::config
