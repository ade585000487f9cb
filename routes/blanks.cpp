#include "routes/blanks.hpp"

#include <cstdint>
#include <iterator>

namespace ramal::routes {
namespace {

// The first character of a text; one of more than three bytes, or half of one, counts as none.
struct character {
  std::uint32_t code = 0;
  std::size_t size = 0;
};

character first_of(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) return {};
  if (byte(0) < 0x80) return {byte(0), 1};
  if (byte(0) < 0xE0) return text.size() < 2 ? character{} : character{(byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU), 2};
  if (byte(0) >= 0xF0 || text.size() < 3) return {};
  return {(byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU), 3};
}

struct range {
  std::uint32_t first, last;
};
constexpr range blanks[] = {
    {'\t', '\r'},     {' ', ' '},       {0x85, 0x85},     {0xA0, 0xA0},     {0x61C, 0x61C},   {0x1680, 0x1680},
    {0x180E, 0x180E}, {0x2000, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x206F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF},
};
constexpr range hyphens[] = {
    {'-', '-'},       {0xAD, 0xAD},     {0x2010, 0x2015}, {0x2043, 0x2043},
    {0x2212, 0x2212}, {0xFE58, 0xFE58}, {0xFE63, 0xFE63}, {0xFF0D, 0xFF0D},
};

template <std::size_t N>
std::size_t size_among(const range (&ranges)[N], std::string_view text) {
  const character c = first_of(text);
  for (const range& r : ranges)
    if (c.code >= r.first && c.code <= r.last) return c.size;
  return 0;
}

bool is_visible(char c) { return c > ' ' && c < 0x7F; }

}  // namespace

std::size_t blank_size(std::string_view text) { return size_among(blanks, text); }
std::size_t hyphen_size(std::string_view text) { return size_among(hyphens, text); }

std::string_view trim(std::string_view text) {
  while (!text.empty() && !is_visible(text.front())) {
    const std::size_t size = blank_size(text);
    if (size == 0) break;
    text.remove_prefix(size);
  }
  while (!text.empty() && !is_visible(text.back())) {
    std::size_t start = text.size() - 1;  // of the last character
    while (start > 0 && text.size() - start < 3 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    if (const std::size_t size = blank_size(text.substr(start)); size == 0 || start + size != text.size()) break;
    text.remove_suffix(text.size() - start);
  }
  return text;
}

}  // namespace ramal::routes
