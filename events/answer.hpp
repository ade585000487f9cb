// What a bot's answer to a delivery means (webhooks.md section 6).
#pragma once

#include <cstdint>
#include <string_view>

#include "events/time_text.hpp"

namespace ramal::events {

enum class verdict : std::uint8_t {
  delivered,          // 2xx
  retry,              // no answer, or any other status: redirects, which are never followed, and other 4xx too
  give_up,            // 413, 414, 431: this event will never be taken
  give_up_and_pause,  // 410: nothing more for this destination until an operator says so
};

// `status` of an answer whose headers are complete; 0 if there was none.
verdict judge_answer(unsigned status);

// How long the answer asks to wait, at most 10 min; 0 if it does not. Only 429 and 503 may: then `value`, that of
// `Retry-After`, is a number of seconds or a date.
milliseconds retry_after(unsigned status, std::string_view value, time_point now);

}  // namespace ramal::events
