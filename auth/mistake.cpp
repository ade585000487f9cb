#include "auth/mistake.hpp"

#include <algorithm>
#include <iterator>

#include "config/letters.hpp"

namespace ramal::auth {
namespace {

using routes::reason;

// What stands there if the client's own configuration was not filled in.
constexpr std::string_view unfilled_words[] = {
    "undefined",       "null",   "none",    "nil",     "nan",          "false",        "true",
    "[object object]", "apikey", "api-key", "api_key", "your-api-key", "your_api_key", "yourapikey"};
constexpr std::string_view unfilled_marks[] = {"{{", "}}", "${", "$(", "$json", "process.env", "os.environ", "<%"};
constexpr std::string_view words_in_front[] = {"bearer", "apikey", "api-key", "x-api-key", "key", "token", "basic"};

bool is_unfilled(std::string_view value) {
  const auto is_value = [&](std::string_view word) { return config::equal_ignoring_case(word, value); };
  const auto is_inside = [&](std::string_view mark) { return value.find(mark) != std::string_view::npos; };
  const auto between = [&](char first, char last) {
    return value.size() > 1 && value.front() == first && value.back() == last;
  };
  return std::any_of(std::begin(unfilled_words), std::end(unfilled_words), is_value) ||
         std::any_of(std::begin(unfilled_marks), std::end(unfilled_marks), is_inside) || between('"', '"') ||
         between('\'', '\'') || between('<', '>') || between('%', '%') || value.front() == '$';
}

// "Bearer KEY", "apikey: KEY", "token=KEY"
bool has_word_in_front(std::string_view value) {
  const std::size_t end = value.find_first_of(" :=");
  if (end == std::string_view::npos) return false;
  const std::string_view first = value.substr(0, end);
  return std::any_of(std::begin(words_in_front), std::end(words_in_front),
                     [&](std::string_view word) { return config::equal_ignoring_case(word, first); });
}

}  // namespace

reason mistake_in(std::string_view value) {
  if (value.empty()) return reason::empty_key;
  if (is_unfilled(value)) return reason::key_placeholder;
  return has_word_in_front(value) ? reason::key_with_prefix : reason::unknown_key;
}

}  // namespace ramal::auth
