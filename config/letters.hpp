// ASCII letters, whatever the locale.
#pragma once

#include <string>
#include <string_view>

namespace ramal::config {

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

inline std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = to_lower(c);
  return result;
}

}  // namespace ramal::config
