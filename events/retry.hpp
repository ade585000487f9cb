// When an event is sent again, and for how long (webhooks.md section 6). No clock and no randomness: both are arguments.
#pragma once

#include <cstdint>
#include <optional>

#include "events/mapping.hpp"
#include "events/time_text.hpp"

namespace ramal::events {

// standard: the table of section 6. stock: as Evolution GO, five attempts, 30 s apart.
enum class retry_policy : std::uint8_t { standard, stock };

inline constexpr milliseconds default_offer_ttl = std::chrono::seconds(60);
inline constexpr unsigned most_jitter = 1'000;

// How long attempt `number` (from 1) waits behind the one before it; nothing if there is none of that number. `jitter`,
// 0 to most_jitter, adds 0 to 20 %. An event without a phase is sent like an accept.
std::optional<milliseconds> delay_before(phase what, unsigned number, retry_policy policy, unsigned jitter);

// Behind this time there is no attempt. An offer lives `offer_ttl` from the time that the engine says, or from
// `received` if that is earlier or it says none; the others 15 min and 24 h from `received`.
time_point life_end(phase what, std::optional<time_point> native, time_point received, milliseconds offer_ttl);

// Whether an event was over its life already when it came: an offer that the engine is asked about once. One that
// still rings then lives from `received`.
bool is_stale(phase what, std::optional<time_point> native, time_point received, milliseconds offer_ttl);

// An attempt that failed in a way that allows another one.
struct failed_attempt {
  phase what = phase::none;
  unsigned number = 1;  // from 1
  time_point now{};
  time_point end{};              // life_end()
  milliseconds retry_after{0};   // what the answer asked for (answer.hpp); 0 if nothing
  bool later_delivered = false;  // a later event of the same call reached the destination
};

// When to try again; nothing if no more. A `Retry-After` delays, but never beyond the event's life: then the attempt
// is made a second before its end.
std::optional<time_point> next_attempt(const failed_attempt& of, retry_policy policy, unsigned jitter);

// What becomes of an event that was not delivered.
enum class leftover : std::uint8_t { expired, dead_letter };

leftover leftover_of(phase what);  // an offer expires: who is called later about it would be misled

}  // namespace ramal::events
