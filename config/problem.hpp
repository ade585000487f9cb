// One mistake in a configuration: where it is and what to do about it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ramal::config {

// A position in the file (1-based; 0 = the file as a whole), or the environment variable that a value came from.
struct position {
  unsigned line = 0;
  unsigned column = 0;
  std::string variable{};
};

// `text` says what is wrong and what to write instead; it never holds a secret.
struct problem {
  std::string file;   // the file's name, or the environment variable's
  unsigned line = 0;  // 0: no line, e.g. a variable
  unsigned column = 0;
  std::string path;  // "keys[0].native_key", "" for the file as a whole
  std::string text;
  std::string nearest;  // the nearest known name, "" for none
};

// "ramal.yaml:3:5: keys[0].native_kye: unknown key (did you mean native_key?)"
std::string to_text(const problem& found);

// One line per problem, each ended with a newline.
std::string to_text(const std::vector<problem>& all);

// A piece of the user's text as it may stand in a message: in quotes, at most 40 bytes, no control bytes, and `***`
// where it looks like a native key.
std::string shown(std::string_view text);

}  // namespace ramal::config
