// Blanks and hyphens of every kind that people type, and that come along when text is copied (go-calls.md section 3).
#pragma once

#include <cstddef>
#include <string_view>

namespace ramal::routes {

// Bytes of the blank that UTF-8 text begins with, 0 if it begins with none. Invisible marks (zero-width characters,
// marks of direction, the byte order mark) count as blanks.
std::size_t blank_size(std::string_view text);

// The same for a hyphen, dash or minus sign.
std::size_t hyphen_size(std::string_view text);

// Without the blanks at both ends.
std::string_view trim(std::string_view text);

}  // namespace ramal::routes
