// The tables: native event to phase of a call, name in Evolution GO, `Reason` and status (webhooks.md section 5).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ramal::events {

// In the order in which a call goes through them.
enum class phase : std::uint8_t { none, offer, accept, terminate };

// How an event's name is understood.
struct event_row {
  std::string_view name;     // as the engine writes it
  phase what;                // none: it tells no phase
  std::string_view go_name;  // of the event that a bot of Evolution GO gets; "": it gets none
};

// The row of an event, or null if no row names it.
const event_row* find_event(std::string_view name);

// How a call ended, for the bot.
struct ending {
  std::string reason;          // `Reason` of CallTerminate
  std::string_view v2_status;  // `status` of Evolution API v2's `call`; static
};

// Of a normalized event: the status decides, and the name only if the status is none of the final ones.
ending ending_of(std::string_view event_name, std::string_view status);

// Of Evolution GO's `CallTerminate`, whose `Reason` stays as it is.
ending ending_of_go(std::string_view reason);

// Whether a call with this status is over. An event that says otherwise is not to be believed.
bool is_final(std::string_view status);

// "offer", "accept", "terminate"; "" for none.
std::string_view text(phase what);

}  // namespace ramal::events
