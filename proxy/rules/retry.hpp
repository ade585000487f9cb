// Whether a request that did not get its answer may be sent again (http-rules.md U1 to U6). Pure.
#pragma once

#include "routes/failure.hpp"

namespace ramal::rules {

// How one attempt ended.
struct attempt {
  bool sent = false;       // a byte of it was handed to the socket or the TLS layer
  bool answered = false;   // a byte of the answer came
  bool timed_out = false;  // a deadline ended it
};

inline constexpr unsigned most_attempts = 2;

// Nothing sent: any method may try again. Sent: only a GET, and only if the engine closed before it answered.
bool may_retry(const attempt& ended, bool idempotent, unsigned attempts_so_far);

}  // namespace ramal::rules
