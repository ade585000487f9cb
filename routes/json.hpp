// A strict RFC 8259 reader that gives raw spans: what is not rewritten is copied as it came, so no value is ever
// decoded and encoded again. It checks every byte it passes, allocates nothing, and stops at its limits
// (http-rules.md L11). UTF-8 is checked apart, by is_utf8(). Why no library: see routes/README.md.
#pragma once

#include <climits>
#include <cstdint>
#include <string_view>

namespace ramal::routes::json {

struct limits {
  unsigned depth = 32;     // the top value has depth 1 if it is an object or array
  unsigned keys = 1'000;   // members of all objects together
  unsigned number = 64;    // bytes of one number
};

// For the engine's answers: bounded by their size, but lists are long.
inline constexpr limits answer_limits{64, UINT_MAX, 1'024};

enum class problem : std::uint8_t { none, syntax, too_deep, too_many_keys, number_too_long };

class cursor {
 public:
  explicit cursor(std::string_view text, const limits& bounds = limits{})
      : at_(text.data()), end_(text.data() + text.size()), bounds_(bounds) {}

  // Reads an object; `on_member(name)` gets each name (raw, between its quotes) with the cursor before the value and
  // must read exactly that value. False, and problem() set, if anything is malformed or on_member returned false.
  template <class OnMember>
  bool members(OnMember&& on_member);
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
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool skip();
  bool skip_number();
  bool skip_word(std::string_view word);
  bool skip_escape();

  const char* at_;
  const char* end_;
  limits bounds_;
  unsigned depth_ = 0;
  unsigned keys_ = 0;
  problem problem_ = problem::none;
};

template <class OnMember>
bool cursor::members(OnMember&& on_member) {
  blanks();
  if (!take('{')) return fail(problem::syntax);
  if (++depth_ > bounds_.depth) return fail(problem::too_deep);
  blanks();
  if (!take('}')) {
    do {
      blanks();
      std::string_view name;
      if (!string(name)) return false;
      if (++keys_ > bounds_.keys) return fail(problem::too_many_keys);
      blanks();
      if (!take(':')) return fail(problem::syntax);
      blanks();
      if (!on_member(name)) return fail(problem::syntax);
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
inline std::string_view inside(std::string_view string_token) { return string_token.substr(1, string_token.size() - 2); }

bool is_utf8(std::string_view text);

}  // namespace ramal::routes::json
