// Decodes escaped text one character at a time, with its place in the bytes. For searching only: backslashes and line
// ends are skipped, however they are written and whatever they escape or separate.
#pragma once

#include <cstddef>
#include <string_view>

namespace ramal::rules {

enum class decoding : bool { json, json_and_percent };

class escaped_text {
 public:
  escaped_text(std::string_view bytes, decoding how) : bytes_(bytes), percent_(how == decoding::json_and_percent) {}

  // Goes on to the next character. False at the end.
  bool next();

  char value() const { return value_; }  // '\0' for what is no ASCII
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return at_; }

 private:
  char read_one();
  char read_escape();
  char read_percent();
  unsigned hex(std::size_t at, std::size_t digits, bool& good) const;

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  char value_ = '\0';
  bool percent_;
};

}  // namespace ramal::rules
