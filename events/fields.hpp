// Reading single values of a native body (webhooks.md section 4). Everything is untrusted: what cannot be read counts
// as absent.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ramal::events {

// A member that is looked for: its name, and where its raw token goes. Tokens are views into what was read.
struct wanted {
  std::string_view name;  // case counts
  std::string_view* token;
};

// Reads a whole JSON object with blanks around it, at most 64 deep and with 20,000 members in all. Of a repeated name
// the last value counts. False if it is none or more than that; tokens may have been set then.
bool read_members(std::string_view object, std::span<const wanted> list);

// The text of a string token, decoded. "" for other tokens, for more than `most` bytes, and where an escape is half a
// surrogate pair.
std::string text_in(std::string_view token, std::size_t most);

// What the routes would take back as a call id: of a string its text, of an integer its digits. "" for all else.
std::string call_id_in(std::string_view token);

// phone_digits() of a string or of an integer. "" for all else.
std::string phone_in(std::string_view token);

// A JSON integer from 0 to 10 years.
std::optional<std::int64_t> seconds_in(std::string_view token);

}  // namespace ramal::events
