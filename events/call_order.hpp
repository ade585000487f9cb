// Which events of one call go to the bots: each phase once, none after a later one (webhooks.md section 7). A value
// without a clock: the store keeps one for each call and applies one event after the other to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/call_event.hpp"

namespace ramal::events {

struct call_state {
  std::string told_id;      // the id that bots got first and get in every event; "" as long as they got none
  std::string native_id;    // "" as long as no event named it
  std::string external_id;  // the same
  std::uint8_t stored = 0;  // bit n: phase n was taken
  direction way = direction::unknown;

  friend bool operator==(const call_state&, const call_state&) = default;
};

bool has(const call_state& call, phase what);
phase highest(const call_state& call);  // none if there is none

// The ids under which the state of an event's call may be known, one or two; empty if it names no call.
std::vector<std::string_view> ids_of(const call_event& event);

// Whether the event is taken (`no`) or why not; only then is its phase stored. What it says of ids and direction is
// learnt in any case. An event of a call that bots know by another id gets that id as its `call`.
ignored arrive(call_state& call, call_event& event);

// Two states that turn out to be of one call, because an event names both of its ids; `first` is the older one.
call_state merged(const call_state& first, const call_state& second);

}  // namespace ramal::events
