// A line of the logs as `ramal tail` shows it (console.md section 6). Pure.
#pragma once

#include <string>
#include <string_view>

namespace ramal::doctor {

struct line_choice {
  std::string key;       // requests of this key alone; "": of all
  bool errors = false;   // answers of 400 and above, warnings and errors alone
  bool colored = false;  // for a terminal
};

// A line of the access log or of the program's own, without its end. "" if it is not chosen, else what is shown, with its
// end. No byte of it can order a terminal anything, whatever the line holds.
std::string shown_line(std::string_view line, const line_choice& choice);

}  // namespace ramal::doctor
