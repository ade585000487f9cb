// The outer shape of a case file: cases, their sections, and the rows that multiply a case.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "contract/expansion.hpp"

namespace ramal::contract {

// A case file that cannot be understood, with its position: "calls.case:12: ...".
struct case_error : std::runtime_error {
  case_error(const std::string& file, int line, const std::string& what)
      : std::runtime_error(file + ":" + std::to_string(line) + ": " + what) {}
};

// A heading at the margin, "client sends raw, then half-closes:", and the indented lines below it.
struct section {
  std::string heading;                 // before the colon and the first comma
  std::vector<std::string> modifiers;  // "then half-closes"
  std::string text;                    // behind the colon, on the same line
  std::vector<std::string> lines;      // without the indentation, without empty lines at the end
  int line = 0;

  bool has_modifier(std::string_view modifier) const;
};

// One case, with its rows already put in.
struct case_text {
  std::string name;
  std::vector<section> sections;
  int line = 0;
};

// Takes a file's text apart; throws case_error. Sections are not judged here: a test program has a thousand cases to
// name before it plays one.
std::vector<case_text> split_cases(const std::string& file, std::string_view text);

}  // namespace ramal::contract
