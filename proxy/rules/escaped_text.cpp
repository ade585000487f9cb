#include "proxy/rules/escaped_text.hpp"

#include "config/letters.hpp"

namespace ramal::rules {

bool escaped_text::next() {
  do {
    if (at_ == bytes_.size()) return false;
    begin_ = at_;
    const char c = bytes_[at_++];
    value_ = c == '\\' ? read_escape() : c == '%' && percent_ ? read_percent() : c;
    if (static_cast<unsigned char>(value_) >= 0x80) value_ = '\0';
  } while (value_ == '\r' || value_ == '\n' || value_ == '\\');
  return true;
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

char escaped_text::read_percent() {
  bool good = true;
  const unsigned code = hex(at_, 2, good);
  if (!good) return '%';
  at_ += 2;
  return static_cast<char>(code);
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
