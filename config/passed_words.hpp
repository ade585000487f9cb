// First words of the paths that go to Evolution GO (contracts/gateway.md section 3).
#pragma once

#include <span>
#include <string_view>

namespace ramal::config {

// Those that go there without being configured.
std::span<const std::string_view> passed_words();

// Those that never go there, whatever is configured: call routes, and what is for people and for the server itself.
std::span<const std::string_view> unpassable_words();

bool is_passed_word(std::string_view word);
bool is_unpassable_word(std::string_view word);

}  // namespace ramal::config
