// A strict RFC 8259 reader that gives raw spans: what is not rewritten is copied as it came, so no value is ever
// decoded and encoded again. It checks every byte it passes, allocates nothing, and stops at its limits
// (http-rules.md L11). UTF-8 is checked apart, by is_utf8(). Why no library: see routes/README.md.
#pragma once

#include <climits>
#include <cstdint>
#include <string_view>

#include "routes/short_text.hpp"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ramal::routes::json {

struct limits {
  unsigned depth = 32;     // the top value has depth 1 if it is an object or array
  unsigned keys = 1'000;   // members of all objects together
  unsigned number = 64;    // bytes of one number
};

// For the engine's answers: bounded by their size, but lists are long.
inline constexpr limits answer_limits{64, UINT_MAX, 1'024};

enum class problem : std::uint8_t { none, syntax, too_deep, too_many_keys, number_too_long };

// The first byte that ends or interrupts plain string text: a quote, a backslash or a control byte.
inline const char* plain_end(const char* at, const char* end) {
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

// What a rewritten answer goes through for every member is inline; the rest is in json.cpp.
class cursor {
 public:
  explicit cursor(std::string_view text, const limits& bounds = limits{})
      : at_(text.data()), end_(text.data() + text.size()), bounds_(bounds) {}

  // Reads an object; `on_member(name)` gets each name (raw, between its quotes) with the cursor before the value and
  // must read exactly that value. False, and problem() set, if anything is malformed or on_member returned false.
  template <class OnMember>
  bool members(OnMember&& on_member);
  // The same with a guess: `foresee()` gives the text that the next member probably begins with, `"name":`, or none;
  // it must be a JSON string with a colon behind. `on_member(name, foreseen)` is told whether it was that.
  template <class Foresee, class OnMember>
  bool members(Foresee&& foresee, OnMember&& on_member);
  // The same for an array; `on_element()` reads one element.
  template <class OnElement>
  bool elements(OnElement&& on_element);

  // Reads one value of any kind; `token` is its raw text without surrounding blanks.
  bool value(std::string_view& token);
  // Reads a string; `inside` is its raw text between the quotes.
  bool string(std::string_view& inside);
  // True if only blanks are left; else problem() is set.
  bool finish();

  char peek();  // next byte that is no blank, '\0' at the end
  const char* position() const { return at_; }
  problem what() const { return problem_; }
  bool fail(problem p) {
    if (problem_ == problem::none) problem_ = p;
    return false;
  }

 private:
  void blanks() {
    if (at_ != end_ && static_cast<unsigned char>(*at_) <= ' ') skip_blanks();
  }
  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view text) {
    if (text.empty() || static_cast<std::size_t>(end_ - at_) < text.size() ||
        !same_bytes(at_, text.data(), text.size()))
      return false;
    at_ += text.size();
    return true;
  }
  void skip_blanks();
  bool skip();
  bool skip_number();
  template <std::size_t N>
  bool skip_word(const char (&word)[N]);
  bool skip_escape();
  bool skip_escaped_string();

  const char* at_;
  const char* end_;
  limits bounds_;
  unsigned depth_ = 0;
  unsigned keys_ = 0;
  problem problem_ = problem::none;
};

inline bool cursor::string(std::string_view& inside_quotes) {
  if (!take('"')) return fail(problem::syntax);
  const char* start = at_;
  at_ = plain_end(at_, end_);
  if ((at_ == end_ || *at_ != '"') && !skip_escaped_string()) return false;
  inside_quotes = {start, static_cast<std::size_t>(at_ - start)};
  ++at_;
  return true;
}

inline bool cursor::value(std::string_view& token) {
  blanks();
  const char* start = at_;
  std::string_view inside;
  const bool good = at_ != end_ && *at_ == '"' ? string(inside) : skip();
  if (!good) return false;
  token = {start, static_cast<std::size_t>(at_ - start)};
  return true;
}

inline char cursor::peek() {
  blanks();
  return at_ == end_ ? '\0' : *at_;
}

template <class OnMember>
bool cursor::members(OnMember&& on_member) {
  return members([] { return std::string_view{}; }, [&](std::string_view name, bool) { return on_member(name); });
}

template <class Foresee, class OnMember>
bool cursor::members(Foresee&& foresee, OnMember&& on_member) {
  blanks();
  if (!take('{')) return fail(problem::syntax);
  if (++depth_ > bounds_.depth) return fail(problem::too_deep);
  blanks();
  if (!take('}')) {
    do {
      blanks();
      std::string_view name;
      const std::string_view probable = foresee();
      const bool foreseen = take(probable);
      if (foreseen) name = {at_ - probable.size() + 1, probable.size() - 3};
      else if (!string(name)) return false;
      if (++keys_ > bounds_.keys) return fail(problem::too_many_keys);
      if (!foreseen) {
        blanks();
        if (!take(':')) return fail(problem::syntax);
      }
      blanks();
      if (!on_member(name, foreseen)) return fail(problem::syntax);
      blanks();
    } while (take(','));
    if (!take('}')) return fail(problem::syntax);
  }
  --depth_;
  return true;
}

template <class OnElement>
bool cursor::elements(OnElement&& on_element) {
  blanks();
  if (!take('[')) return fail(problem::syntax);
  if (++depth_ > bounds_.depth) return fail(problem::too_deep);
  blanks();
  if (!take(']')) {
    do {
      blanks();
      if (!on_element()) return fail(problem::syntax);
      blanks();
    } while (take(','));
    if (!take(']')) return fail(problem::syntax);
  }
  --depth_;
  return true;
}

// Whether a raw token is of a kind, by its first byte (tokens come from a cursor, so they are well-formed).
inline bool is_string(std::string_view token) { return !token.empty() && token.front() == '"'; }
inline bool is_null(std::string_view token) { return token == "null"; }
inline std::string_view inside(std::string_view string_token) {
  return string_token.substr(1, string_token.size() - 2);
}

bool is_utf8(std::string_view text);

}  // namespace ramal::routes::json
