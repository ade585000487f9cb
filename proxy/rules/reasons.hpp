// What the logs say of a routes::reason: a short word for the access log, a sentence for the program's log.
#pragma once

#include <string_view>

#include "routes/failure.hpp"

namespace ramal::rules {

struct reason_text {
  std::string_view word;  // "certificate-expired"; "" for none
  std::string_view what;  // "its certificate has expired"
  std::string_view next;  // what the operator does about it
};

const reason_text& text_of(routes::reason why);
inline std::string_view word_of(routes::reason why) { return text_of(why).word; }

}  // namespace ramal::rules
