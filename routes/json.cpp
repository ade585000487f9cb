#include "routes/json.hpp"

#include <simdjson.h>

#include <cstring>

#include "config/letters.hpp"

namespace ramal::routes::json {
namespace {

using config::is_digit;

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

}  // namespace

void cursor::skip_blanks() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
}

bool cursor::finish() {
  blanks();
  return at_ == end_ || fail(problem::syntax);
}

// From the first byte that is no plain text to the quote that ends the string.
bool cursor::skip_escaped_string() {
  for (;;) {
    if (at_ == end_) return fail(problem::syntax);
    if (*at_ == '"') return true;
    if (*at_ != '\\' || !skip_escape()) return fail(problem::syntax);
    at_ = plain_end(at_, end_);
  }
}

bool cursor::skip_escape() {
  ++at_;
  if (at_ == end_) return false;
  switch (*at_++) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return true;
    case 'u':
      if (end_ - at_ < 4 || !is_hex(at_[0]) || !is_hex(at_[1]) || !is_hex(at_[2]) || !is_hex(at_[3])) return false;
      at_ += 4;
      return true;
    default: return false;
  }
}

bool cursor::skip_number() {
  const char* start = at_;
  take('-');
  if (!take('0')) {
    if (at_ == end_ || !is_digit(*at_)) return fail(problem::syntax);
    while (at_ != end_ && is_digit(*at_)) ++at_;
  }
  if (take('.')) {
    if (at_ == end_ || !is_digit(*at_)) return fail(problem::syntax);
    while (at_ != end_ && is_digit(*at_)) ++at_;
  }
  if (take('e') || take('E')) {
    if (!take('+')) take('-');
    if (at_ == end_ || !is_digit(*at_)) return fail(problem::syntax);
    while (at_ != end_ && is_digit(*at_)) ++at_;
  }
  return at_ - start <= static_cast<std::ptrdiff_t>(bounds_.number) || fail(problem::number_too_long);
}

template <std::size_t N>
bool cursor::skip_word(const char (&word)[N]) {
  constexpr std::size_t length = N - 1;
  if (static_cast<std::size_t>(end_ - at_) < length || std::memcmp(at_, word, length) != 0)
    return fail(problem::syntax);
  at_ += length;
  return true;
}

bool cursor::skip() {
  if (at_ == end_) return fail(problem::syntax);
  std::string_view ignored;
  switch (*at_) {
    case '"': return string(ignored);
    case '{': return members([this](std::string_view) { return skip(); });
    case '[': return elements([this] { return skip(); });
    case 't': return skip_word("true");
    case 'f': return skip_word("false");
    case 'n': return skip_word("null");
    default: return skip_number();
  }
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace ramal::routes::json
