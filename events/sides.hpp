// Which number of an event is the peer's, and which is our own (webhooks.md section 4).
#pragma once

#include <string>
#include <string_view>

#include "events/native_event.hpp"

namespace ramal::events {

// Numbers are digits, empty if nothing says them.
struct sides {
  direction way = direction::unknown;  // unknown: neither the event nor the own number says it
  std::string peer;
  std::string own;
  bool other_number = false;     // the event is of a number that is not `own_number`
  bool from_own_number = false;  // our own side placed the call, whatever the event says
};

// `own_number`: digits of the key's number, or empty. An unknown direction is taken as inbound where one is needed.
sides sides_of(const native_event& event, std::string_view own_number);

}  // namespace ramal::events
