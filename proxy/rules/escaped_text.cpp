#include "proxy/rules/escaped_text.hpp"

#include <array>

#include "config/letters.hpp"

namespace ramal::rules {

bool escaped_text::next() {
  do {
    if (at_ == bytes_.size()) return false;
    begin_ = at_;
    value_ = read_one();
    if (value_ == '%' && percent_) value_ = read_percent();
    if (static_cast<unsigned char>(value_) >= 0x80) value_ = '\0';
  } while (value_ == '\r' || value_ == '\n' || value_ == '\\');
  return true;
}

char escaped_text::read_one() {
  const char c = bytes_[at_++];
  return c == '\\' ? read_escape() : c;
}

// Behind a backslash; several of them are an escape that was escaped again.
char escaped_text::read_escape() {
  while (at_ != bytes_.size() && bytes_[at_] == '\\') ++at_;
  if (at_ == bytes_.size()) return '\0';
  const char c = bytes_[at_++];
  switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 'b':
    case 'f':
    case 't': return '\0';
    case 'u': break;
    default: return c;
  }
  bool good = true;
  const unsigned code = hex(at_, 4, good);
  if (!good) return c;
  at_ += 4;
  return code < 0x80 ? static_cast<char>(code) : '\0';
}

// The two digits may be escaped, as the '%' may be.
char escaped_text::read_percent() {
  const std::size_t back = at_;
  std::array<char, 2> digits{};
  for (char& digit : digits) digit = at_ == bytes_.size() ? '\0' : read_one();
  const escaped_text both({digits.data(), digits.size()}, decoding::json);
  bool good = true;
  const unsigned code = both.hex(0, 2, good);
  if (good) return static_cast<char>(code);
  at_ = back;
  return '%';
}

unsigned escaped_text::hex(std::size_t at, std::size_t digits, bool& good) const {
  unsigned number = 0;
  good = bytes_.size() - at >= digits;
  for (std::size_t i = at; good && i < at + digits; ++i) {
    const char c = config::to_lower(bytes_[i]);
    good = config::is_digit(c) || (c >= 'a' && c <= 'f');
    number = number * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return number;
}

}  // namespace ramal::rules
