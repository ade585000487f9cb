// Keeps the injected key out of answers, whoever put it there and in whatever form (http-rules.md K4). What is found is
// overwritten with '*' in place, and counted. An empty key is nowhere.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace ramal::rules {

// The key as it is.
std::size_t mask_key(std::span<char> text, std::string_view key);

// The key with JSON's escapes (\u0070, \/) in it, and as it is. Costs little where `text` has no escape that could be
// of the key.
std::size_t mask_escaped_key(std::span<char> text, std::string_view key);

// The key in any form in which others decode it without effort: with JSON's escapes, percent-encoded, in hex, in base64
// of either alphabet with whatever in front of it, and these with escapes again. Linear. Costs little where `text` has
// no escape and no long word.
std::size_t mask_any_form_of_key(std::span<char> text, std::string_view key);

}  // namespace ramal::rules
