// Shapes of ids, by which the inspector tells them from phone numbers and from keys.
#pragma once

#include <cstddef>
#include <string_view>

#include "config/letters.hpp"

namespace ramal::inspector {

inline constexpr std::string_view shape_of_uuid = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
// What the id of a call begins with, at Meta.
inline constexpr std::string_view meta_mark = "wacid.";

inline bool is_alphanumeric(char c) {
  return config::is_digit(c) || (config::to_lower(c) >= 'a' && config::to_lower(c) <= 'z');
}

// URL-safe base64, with its padding.
inline bool is_of_base64(char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '='; }

// In `shape` 'd' is a digit, 'x' a hexadecimal one, and another character itself.
inline bool begins_as(std::string_view text, std::string_view shape) {
  if (text.size() < shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const char c = text[i];
    const bool fits = shape[i] == 'd' ? config::is_digit(c) : shape[i] == 'x' ? config::is_hex_digit(c) : c == shape[i];
    if (!fits) return false;
  }
  return true;
}

}  // namespace ramal::inspector
