// Fast looks at text: eight bytes at a time, no table.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "config/letters.hpp"
#include "proxy/wire/chars.hpp"

namespace ramal::wire {

// What a field value holds that it should not.
struct text_marks {
  bool control = false;  // a control byte but TAB, or DEL (F13)
  bool high = false;     // a byte >= 0x80
};

namespace detail {

inline constexpr std::uint64_t each_byte = 0x0101010101010101U;
inline constexpr std::uint64_t top_bits = each_byte * 0x80;

template <class Word>
Word load(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

inline void mark_bytes(const char* from, std::size_t size, text_marks& marks) {
  for (std::size_t i = 0; i < size; ++i) {
    if (!is(from[i], text_char)) marks.control = true;
    if ((static_cast<unsigned char>(from[i]) & 0x80U) != 0) marks.high = true;
  }
}

inline void mark_word(const char* from, text_marks& marks) {
  const auto word = load<std::uint64_t>(from);
  const std::uint64_t below_space = (word - each_byte * 0x20) & ~word & top_bits;
  const std::uint64_t not_del = word ^ (each_byte * 0x7f);
  const std::uint64_t del = (not_del - each_byte) & ~not_del & top_bits;
  if (((below_space | del | word) & top_bits) != 0) mark_bytes(from, sizeof word, marks);
}

}  // namespace detail

inline text_marks scan_text(std::string_view text) {
  text_marks marks;
  if (text.size() < 8) {
    detail::mark_bytes(text.data(), text.size(), marks);
    return marks;
  }
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) detail::mark_word(text.data() + i, marks);
  detail::mark_word(text.data() + text.size() - 8, marks);
  return marks;
}

// Whether the token `name` (already checked to be one) is `lower`, a literal of small letters and '-', in any case.
// Setting bit 5 maps capitals onto small letters and nothing else of a token onto these characters.
template <std::size_t Size>
bool is_name(std::string_view name, const char (&lower)[Size]) {
  constexpr std::size_t size = Size - 1;
  if (name.size() != size) return false;
  const char* a = name.data();
  if constexpr (size >= 8) {
    constexpr std::uint64_t bit5 = detail::each_byte * 0x20;
    std::uint64_t differ = 0;
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      differ |= (detail::load<std::uint64_t>(a + i) | bit5) ^ detail::load<std::uint64_t>(lower + i);
    }
    differ |= (detail::load<std::uint64_t>(a + size - 8) | bit5) ^ detail::load<std::uint64_t>(lower + size - 8);
    return differ == 0;
  } else {
    unsigned differ = 0;
    for (std::size_t i = 0; i < size; ++i) differ |= (unsigned(a[i]) | 0x20U) ^ unsigned(lower[i]);
    return differ == 0;
  }
}

using config::equal_ignoring_case;

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

// Without the optional white space around it (RFC 9110 section 5.6.3).
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Cuts the next comma-separated element off `list`, trimmed; `list` becomes what follows the comma.
constexpr std::string_view next_element(std::string_view& list) {
  const std::size_t comma = list.find(',');
  const std::string_view element = trim(list.substr(0, comma));
  list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  return element;
}

}  // namespace ramal::wire
