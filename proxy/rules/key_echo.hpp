// Keeps the injected key out of answers, in every form and wherever it came from (http-rules.md K4). What is found is
// overwritten with '*' in place, and counted. An empty key is never found.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace ramal::rules {

// The key as it is.
std::size_t mask_key(std::span<char> text, std::string_view key);

// The key with JSON's escapes (\u0070, \/) in it. Nothing is done where `text` has no escape that could be of the key:
// call mask_key as well.
std::size_t mask_escaped_key(std::span<char> text, std::string_view key);

// The key as it is, and in every form that is easy to decode: with JSON's escapes, percent-encoded, in hex, in base64
// of both alphabets at any offset, and all of these with escapes again. Linear. Costs little where `text` has no escape
// and no long word.
std::size_t mask_any_form_of_key(std::span<char> text, std::string_view key);

}  // namespace ramal::rules
