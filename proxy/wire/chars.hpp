// Classes of bytes, as one table of bits: the readers ask it instead of comparing ranges.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ramal::wire {

enum char_class : std::uint8_t {
  token_char = 1,    // RFC 9110 section 5.6.2
  target_char = 2,   // may stand raw in a path or query (http-rules.md T8); '%' needs a look at the next two
  name_char = 4,     // of a host name: letters, digits, '-', '.', '_'
  id_char = 8,       // of a request id: [A-Za-z0-9._-] (H1)
  lower_hex = 16,    // of a traceparent
  text_char = 32,    // of a field value: no control byte but TAB, no DEL (F13)
  quoted_char = 64,  // may stand unescaped in a quoted string, ASCII only (RFC 9110 section 5.6.4)
};

namespace detail {

constexpr bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

constexpr std::uint8_t classes_of(unsigned byte) {
  const char c = static_cast<char>(byte);
  const bool digit = c >= '0' && c <= '9';
  const bool alnum = digit || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool visible = byte > 0x20 && byte < 0x7f;
  unsigned bits = 0;
  if (alnum || (visible && is_one_of(c, "!#$%&'*+-.^_`|~"))) bits |= token_char;
  if (visible && !is_one_of(c, "#\\\"<>^{}|`%")) bits |= target_char;
  if (alnum || is_one_of(c, "-._")) bits |= name_char | id_char;
  if (digit || (c >= 'a' && c <= 'f')) bits |= lower_hex;
  if (c == '\t' || (byte >= 0x20 && byte != 0x7f)) bits |= text_char;
  if ((c == '\t' || c == ' ' || visible) && c != '"' && c != '\\') bits |= quoted_char;
  return static_cast<std::uint8_t>(bits);
}

constexpr std::array<std::uint8_t, 256> make_char_table() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) table[byte] = classes_of(byte);
  return table;
}

inline constexpr std::array<std::uint8_t, 256> char_table = make_char_table();

}  // namespace detail

constexpr bool is(char c, char_class wanted) {
  return (detail::char_table[static_cast<unsigned char>(c)] & wanted) != 0;
}

constexpr bool all(std::string_view text, char_class wanted) {
  for (const char c : text) {
    if (!is(c, wanted)) return false;
  }
  return true;
}

// 0..15, or -1 for a byte that is no hexadecimal digit.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace ramal::wire
