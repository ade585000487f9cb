// When an event may be sent that stands behind another one of its call (webhooks.md sections 1 and 7).
#pragma once

#include <cstdint>

#include "events/time_text.hpp"

namespace ramal::events {

enum class order_rule : std::uint8_t { patient, strict, none };

inline constexpr milliseconds default_order_patience = std::chrono::seconds(5);

// The event in front of it, in the queue of (destination, call).
enum class before : std::uint8_t {
  finished,    // delivered, given up or expired
  waiting,     // for its first attempt or the next one, or its bytes are still being written
  unanswered,  // wholly written, and no answer yet
};

// Whether the event may be sent. `unanswered_for`: since the last byte of the attempt before was written.
bool may_send(order_rule rule, before state, milliseconds unanswered_for, milliseconds patience);

}  // namespace ramal::events
