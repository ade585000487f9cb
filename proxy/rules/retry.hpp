// Whether a request that did not get its answer may be sent again (http-rules.md U1 to U6). Pure.
#pragma once

#include <cstddef>

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

// Requests of one worker that are at the engine, and how many of them were sent a second time.
struct retry_load {
  std::size_t in_flight = 0;
  std::size_t again = 0;
};

struct retry_budget {
  unsigned percent = 20;  // of those in flight
  unsigned least = 3;     // whatever the percentage gives
};

// Whether one more may be sent again (U4): an engine that breaks many connections must not get twice the requests for
// it. A request of which nothing was sent needs no budget: U1 gives every method one more try, the engine has seen
// nothing of the first one, and the breaker (U14) ends this where nobody can connect.
bool allows_retry(const retry_load& now, const retry_budget& budget);

}  // namespace ramal::rules
