// Exchanges as JSON: the rows of the list, one exchange whole, and the events of a stream.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "proxy/inspector/exchange.hpp"

namespace ramal::inspector {

// RFC 3339 in UTC, with milliseconds.
std::string time_text(std::chrono::system_clock::time_point at);

void write_row(const exchange& one, std::string& out);
// The row with the four panes and what has changed between them.
void write_whole(const exchange& one, std::string& out);
// {"on":true,"until":"..."}; none: it does not end by itself.
void write_state(bool on, std::optional<std::chrono::system_clock::time_point> until, std::string& out);

// Plain text as a JSON string, quotes included; bytes that are no UTF-8 are question marks.
void write_text(std::string_view text, std::string& out);

}  // namespace ramal::inspector
