#include "proxy/rules/token_filter.hpp"

#include <algorithm>

#include "proxy/rules/key_echo.hpp"

namespace ramal::rules {
namespace {

// Of one character in the longest form: %70, each of its characters written as \u0025.
constexpr std::size_t longest_character = 18;

// A backslash belongs to the character behind it: what comes next is read as if nothing stood in front.
std::size_t before_backslashes(std::span<const char> text, std::size_t end) {
  const std::size_t start = end;
  while (end > 0 && text[end - 1] == '\\') --end;
  return end > 0 ? end : start - start % 2;
}

}  // namespace

std::size_t token_filter::pass(std::span<char> text, bool last) {
  const bool thorough = seen_ < thorough_bytes;
  found_ += thorough ? mask_any_form_of_key(text, token_) : mask_key(text, token_);
  std::size_t end = text.size();
  if (!last && !token_.empty()) {
    const std::size_t longest = token_.size() * (thorough ? longest_character : 1);
    end -= std::min(longest - 1, text.size() / 2);
    if (thorough) end = before_backslashes(text, end);
    end = std::max<std::size_t>(end, 1);
  }
  seen_ += end;
  return end;
}

}  // namespace ramal::rules
