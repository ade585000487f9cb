// Two values that a client may send and Ramal judges: call id and media URL (go-calls.md section 3).
#pragma once

#include <string>
#include <string_view>

namespace ramal::routes {

// Whether a decoded and trimmed call id may travel: 1 to 128 bytes, no path or query character, no control byte, no
// dot segment. Returns an empty view, or the text of the VALIDATION_ERROR.
std::string_view check_call_id(std::string_view id);

// Whether the routes would take back what a JSON token holds as a call id: the text of a string, or that of a number.
// `scratch` is for decoding.
bool is_call_id(std::string_view token, std::string& scratch);

// Whether a decoded and trimmed media URL is http(s) with a host, without user info and blanks, at most 2048 bytes.
// Returns as above.
std::string_view check_media_url(std::string_view url);

}  // namespace ramal::routes
