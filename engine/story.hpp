// What the other side does, chosen by the last digits of its number. The endings are the codes that SIP and HTTP
// give the same event, so that they are easy to remember and rarely hit by chance.
#pragma once

#include <span>
#include <string_view>

#include "engine/call.hpp"

namespace ramal::engine {

// How `POST /v1/calls` is refused before there is a call.
enum class refusal {
  none,
  too_many_requests,  // 429
  proxy_page,         // 502 with a page that is no JSON
  payment,            // META only, as the rest below
  permission,         // until a request for permission was granted
  calling_disabled,   // 138000
  call_limit,         // 138012
  not_allowed,        // 138015
};

// Times are engine time. Outbound: the call rings after `ring_after` (0 = never), `outcome` comes `outcome_after`
// later; an answered call goes on until someone ends it or `then` comes `then_after` later (0 = never).
// Inbound: the caller gives up after `patience`; `then` holds as above.
struct story {
  std::string_view ending;
  refusal start = refusal::none;
  milliseconds ring_after{1'000};
  call_event outcome = call_event::answer;
  milliseconds outcome_after{3'000};
  call_event then = call_event::hang_up;
  milliseconds then_after{0};
  milliseconds patience{30'000};
  std::string_view error_code{};  // of a FAILED call
  std::string_view error_message{};
  bool grants_permission = true;  // the answer to a request for permission
};

inline constexpr milliseconds permission_answer_after{3'000};
inline constexpr milliseconds longest_call{3'600'000};  // the engine ends an answered call after an hour

const story& story_of(std::string_view digits);
std::span<const story> stories();  // the table; the last row has an empty ending and is the default

}  // namespace ramal::engine
