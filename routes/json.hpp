// A strict RFC 8259 reader that gives raw spans: what is not rewritten is copied as it came, so no value is ever
// decoded and encoded again. It checks every byte it passes, allocates nothing, and stops at its limits
// (http-rules.md L11). UTF-8 is checked apart, by is_utf8(). Why no library: see routes/README.md.
#pragma once

#include <climits>
#include <cstdint>
#include <string_view>

#include "routes/plain_text.hpp"

namespace ramal::routes::json {

struct limits {
  unsigned depth = 32;    // the top value has depth 1 if it is an object or array
  unsigned keys = 1'000;  // members of all objects together
  unsigned number = 64;   // bytes of one number
};

// For the engine's answers: bounded by their size, but lists are long.
inline constexpr limits answer_limits{64, UINT_MAX, 1'024};

enum class problem : std::uint8_t { none, syntax, too_deep, too_many_keys, number_too_long };

// What a rewritten answer goes through for every member is inline; the rest is in json.cpp.
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

  // The steps of members(). enter() passes '{' or '['; next_member() the name and its colon, and is false behind the
  // last member, or where one is malformed; leave() passes the closing bracket, and is false if all was not well.
  bool enter(char bracket);
  bool next_member(bool first, std::string_view& name);
  bool leave(char bracket);
  // Goes on at `at`, behind `count` members that were read without this cursor.
  bool pass_members(const char* at, std::size_t count);

  // Reads one value of any kind; `token` is its raw text without surrounding blanks.
  bool value(std::string_view& token);
  // Reads a string; `inside` is its raw text between the quotes.
  bool string(std::string_view& inside);
  // True if only blanks are left; else problem() is set.
  bool finish();

  char peek();  // next byte that is no blank, '\0' at the end
  const char* position() const { return at_; }
  const char* end() const { return end_; }
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
  bool take_comma() {
    blanks();
    return take(',');
  }
  bool count_keys(std::size_t count) {
    if (count > bounds_.keys - keys_) return fail(problem::too_many_keys);
    keys_ += static_cast<unsigned>(count);
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

inline bool cursor::enter(char bracket) {
  blanks();
  if (!take(bracket)) return fail(problem::syntax);
  return ++depth_ <= bounds_.depth || fail(problem::too_deep);
}

inline bool cursor::leave(char bracket) {
  if (problem_ != problem::none) return false;
  blanks();
  if (!take(bracket)) return fail(problem::syntax);
  --depth_;
  return true;
}

inline bool cursor::next_member(bool first, std::string_view& name) {
  if (first ? peek() == '}' : !take_comma()) return false;
  blanks();
  if (!string(name) || !count_keys(1)) return false;
  blanks();
  if (!take(':')) return fail(problem::syntax);
  blanks();
  return true;
}

inline bool cursor::pass_members(const char* at, std::size_t count) {
  at_ = at;
  return count_keys(count);
}

template <class OnMember>
bool cursor::members(OnMember&& on_member) {
  if (!enter('{')) return false;
  std::string_view name;
  for (bool first = true; next_member(first, name); first = false)
    if (!on_member(name)) return fail(problem::syntax);
  return leave('}');
}

template <class OnElement>
bool cursor::elements(OnElement&& on_element) {
  if (!enter('[')) return false;
  for (bool first = true; first ? peek() != ']' : take_comma(); first = false) {
    blanks();
    if (!on_element()) return fail(problem::syntax);
  }
  return leave(']');
}

// Whether a raw token is of a kind, by its first byte (tokens come from a cursor, so they are well-formed).
inline bool is_string(std::string_view token) { return !token.empty() && token.front() == '"'; }
inline bool is_null(std::string_view token) { return token == "null"; }
inline std::string_view inside(std::string_view string_token) {
  return string_token.substr(1, string_token.size() - 2);
}

bool is_utf8(std::string_view text);

}  // namespace ramal::routes::json
