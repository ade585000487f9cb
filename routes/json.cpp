#include "routes/json.hpp"

#include <simdjson.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ramal::routes::json {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// The first byte that ends or interrupts plain string text: a quote, a backslash or a control byte.
const char* plain_end(const char* at, const char* end) {
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i slash = _mm_set1_epi8('\\');
  const __m128i last_control = _mm_set1_epi8(0x1f);
  while (end - at >= 16) {
    const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i stop = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(chunk, quote), _mm_cmpeq_epi8(chunk, slash)),
                                      _mm_cmpeq_epi8(_mm_min_epu8(chunk, last_control), chunk));
    const int mask = _mm_movemask_epi8(stop);
    if (mask != 0) return at + __builtin_ctz(static_cast<unsigned>(mask));
    at += 16;
  }
#endif
  while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) ++at;
  return at;
}

}  // namespace

char cursor::peek() {
  blanks();
  return at_ == end_ ? '\0' : *at_;
}

bool cursor::finish() {
  blanks();
  return at_ == end_ || fail(problem::syntax);
}

bool cursor::string(std::string_view& inside_quotes) {
  if (!take('"')) return fail(problem::syntax);
  const char* start = at_;
  for (;;) {
    at_ = plain_end(at_, end_);
    if (at_ == end_) return fail(problem::syntax);
    if (*at_ == '"') break;
    if (*at_ != '\\' || !skip_escape()) return fail(problem::syntax);
  }
  inside_quotes = {start, static_cast<std::size_t>(at_ - start)};
  ++at_;
  return true;
}

bool cursor::skip_escape() {
  ++at_;
  if (at_ == end_) return false;
  switch (*at_++) {
    case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
      return true;
    case 'u':
      if (end_ - at_ < 4 || !is_hex(at_[0]) || !is_hex(at_[1]) || !is_hex(at_[2]) || !is_hex(at_[3])) return false;
      at_ += 4;
      return true;
    default:
      return false;
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

bool cursor::skip_word(std::string_view word) {
  if (static_cast<std::size_t>(end_ - at_) < word.size() || std::string_view(at_, word.size()) != word)
    return fail(problem::syntax);
  at_ += word.size();
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

bool cursor::value(std::string_view& token) {
  blanks();
  const char* start = at_;
  if (!skip()) return false;
  token = {start, static_cast<std::size_t>(at_ - start)};
  return true;
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace ramal::routes::json
