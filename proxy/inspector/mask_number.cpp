#include "proxy/inspector/mask_number.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "config/letters.hpp"
#include "proxy/inspector/shapes.hpp"
#include "routes/blanks.hpp"

namespace ramal::inspector {
namespace {

using config::is_digit;

constexpr std::size_t least_digits = 8, shown_digits = 4, most_signs = 8;
constexpr std::string_view shape_of_date = "dddd-dd-dd";
constexpr std::string_view escaped_blank = "%20";

// 2026-11-29, and no digit behind it.
bool is_date(std::string_view text) {
  if (!begins_as(text, shape_of_date)) return false;
  const bool goes_on = text.size() > shape_of_date.size() && is_digit(text[shape_of_date.size()]);
  const bool has_month = text[5] == '0' || (text[5] == '1' && text[6] <= '2');
  return !goes_on && (text.starts_with("19") || text.starts_with("20")) && has_month && text[8] <= '3';
}

// Bytes of the sign that stands there, of which people type many kinds; 0: none does.
std::size_t sign_size(std::string_view text) {
  if (std::string_view(" -.()/+_~|").find(text.front()) != std::string_view::npos) return 1;
  if (text.starts_with(escaped_blank)) return escaped_blank.size();
  const std::size_t blank = static_cast<unsigned char>(text.front()) < '!' ? 0 : routes::blank_size(text);
  return blank != 0 ? blank : routes::hyphen_size(text);
}

// 351.912.345.678 is a number of Portugal.
bool is_address(std::string_view run) {
  in_addr address;
  return ::inet_pton(AF_INET, std::string(run).c_str(), &address) == 1;
}

std::size_t longest_run_of_digits(std::string_view word) {
  std::size_t longest = 0, run = 0;
  for (const char c : word) longest = std::max(longest, run = is_digit(c) ? run + 1 : 0);
  return longest;
}

bool has_one_case(std::string_view word) {
  const bool lower = std::ranges::any_of(word, [](char c) { return c >= 'a' && c <= 'f'; });
  const bool upper = std::ranges::any_of(word, [](char c) { return c >= 'A' && c <= 'F'; });
  return lower != upper;
}

// An id of a call or of a trace, a digest: as many hexadecimal digits as those have, letters all over it. A number that
// letters are glued to is none.
bool is_hex_id(std::string_view word) {
  // With the country's code. By chance an id has so many digits in a row one time in 30.
  constexpr std::size_t least_of_number = 12;
  const auto letters = word.size() - static_cast<std::size_t>(std::ranges::count_if(word, is_digit));
  const bool has_size = word.size() == 32 || word.size() == 40 || word.size() == 64;
  return has_size && letters >= word.size() / 4 && std::ranges::all_of(word, config::is_hex_digit) &&
         has_one_case(word) && longest_run_of_digits(word) < least_of_number;
}

bool begins_word(std::string_view text, std::size_t at) {
  return is_alphanumeric(text[at]) && (at == 0 || !is_alphanumeric(text[at - 1]));
}

// Behind the UUID or the id that begins there. Each word is judged once, where it begins.
std::size_t end_of_id(std::string_view text, std::size_t at) {
  constexpr std::size_t reach = 65;  // more than an id has, so that none is a part
  if (!begins_word(text, at)) return at;
  const std::size_t behind_uuid = at + shape_of_uuid.size();
  const bool goes_on = behind_uuid < text.size() && is_alphanumeric(text[behind_uuid]);
  if (begins_as(text.substr(at), shape_of_uuid) && !goes_on) return behind_uuid;
  std::size_t end = at;
  while (end < text.size() && end - at < reach && is_alphanumeric(text[end])) ++end;
  return is_hex_id(text.substr(at, end - at)) ? end : at;
}

// A call's id of Meta is base64 with the number in it. Letters take its place, so that a path stays one.
std::size_t hide_meta_id(std::string& text, std::size_t at) {
  const std::size_t begin = at + meta_mark.size();
  std::size_t end = begin;
  while (end < text.size() && is_of_base64(text[end])) ++end;
  const std::size_t shown = end - begin > 2 * shown_digits ? shown_digits : 0;
  std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end - shown),
            'x');
  return end;
}

// From the first digit to behind the last one; a few signs at most stand between two digits.
std::size_t end_of_run(std::string_view text, std::size_t from) {
  std::size_t end = from;
  for (std::size_t at = from, signs = 0, size = 1; at < text.size() && signs <= most_signs; at += size) {
    size = is_digit(text[at]) ? 1 : sign_size(text.substr(at));
    if (is_digit(text[at]) && signs > 0 && end_of_id(text, at) != at) break;
    if (is_digit(text[at])) end = at + 1, signs = 0;
    else if (size != 0) ++signs;
    else break;
  }
  return end;
}

}  // namespace

void mask_numbers(std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t behind = end_of_id(text, at); behind != at) {
      at = behind;
      continue;
    }
    if (!is_digit(text[at])) {
      at = std::string_view(text).substr(at).starts_with(meta_mark) ? hide_meta_id(text, at) : at + 1;
      continue;
    }
    const std::string_view rest = std::string_view(text).substr(at);
    if (is_date(rest)) {
      at += shape_of_date.size();
      continue;
    }
    const std::size_t end = end_of_run(text, at);
    auto hidden = static_cast<std::size_t>(
        std::count_if(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(end - at), is_digit));
    if (hidden >= least_digits && !is_address(rest.substr(0, end - at))) {
      hidden -= shown_digits;
      for (std::size_t i = at; hidden > 0; ++i)
        if (is_digit(text[i])) text[i] = '*', --hidden;
    }
    at = end;
  }
}

}  // namespace ramal::inspector
