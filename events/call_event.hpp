// A native event as Ramal understands it: what it is for the bots of one key (webhooks.md sections 2, 4 and 5).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/mapping.hpp"
#include "events/native_event.hpp"

namespace ramal::events {

// Why an event is answered with 200 and not passed on as an event of Evolution GO.
enum class ignored : std::uint8_t {
  no,
  unknown_event,
  not_translated,  // known, but nothing of Evolution GO says it
  no_call_id,
  outbound,      // an offer of a call that our own side placed
  no_direction,  // an offer of which nothing says who placed the call
  over,          // an offer of a call whose status is final
  other_number,  // with number_check: strict
  other_source,  // the phases come in the other vocabulary
  duplicate,     // the phase of this call is stored
  late,          // a later phase of this call is stored
  stale,         // an offer older than its life, of a call that rings no more
};

// The `ignored` of the answer `{"ok":true,"ignored":"late"}`; "" for no.
std::string_view text(ignored why);

// Which vocabulary tells the phases of calls (section 7).
enum class source : std::uint8_t { normalized, go, any };

// What has to be known of the key whose hook was used. Views, which outlive the calls that take it.
struct key_facts {
  std::string_view name;
  std::string_view own_number;  // digits; "" if it is not configured
  source from = source::normalized;
  bool strict_number = false;  // number_check: strict
};

struct call_event {
  native_event told;  // its `data` is a view into the body
  phase what = phase::none;
  ignored why = ignored::no;  // why it has no phase; `no` with phase none: an event for those who list it by name
  std::string_view go_name;   // "CallOffer"; "" if Evolution GO has no event for it; static
  std::string call;           // X of section 5; "" if the event names no call
  direction way = direction::unknown;
  std::string peer, own;      // digits, may be empty
  ending end;                 // of terminate
  bool other_number = false;  // to be logged: no side of it is the key's number
};

// Pure: the same for the same arguments. Whether the phase is new for its call is decided by call_order.
call_event understand(native_event event, const key_facts& key);

}  // namespace ramal::events
