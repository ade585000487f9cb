// Keeps the injected key out of answers, whoever put it there (http-rules.md K4).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace ramal::rules {

// Overwrites every occurrence of `key` in `text` with '*' and returns how many there were. An empty key is nowhere.
std::size_t mask_key(std::span<char> text, std::string_view key);

}  // namespace ramal::rules
