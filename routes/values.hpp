// The three values a client may send that Ramal judges: callee, call id, media URL (go-calls.md section 3).
#pragma once

#include <string>
#include <string_view>

#include "routes/failure.hpp"

namespace ramal::routes {

// Appends the callee's digits (8 to 15, no '+') to `digits`. `text` is the decoded string or the integer's text.
// Returns an empty view, or the text of the VALIDATION_ERROR and then leaves `digits` alone.
std::string_view parse_callee(std::string_view text, std::string& digits);

// Whether a decoded and trimmed call id may travel: 1 to 128 bytes, no path or query character, no control byte, no
// dot segment. Returns an empty view, or the text of the VALIDATION_ERROR.
std::string_view check_call_id(std::string_view id);

// Whether a decoded media URL is http(s) with a host, without user info, at most 2048 bytes. Returns as above.
std::string_view check_media_url(std::string_view url);

}  // namespace ramal::routes
