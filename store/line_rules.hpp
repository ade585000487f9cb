// The rules that both implementations share, as pure functions (webhooks.md sections 6 and 7).
#pragma once

#include <optional>

#include "store/requests.hpp"

namespace ramal::store {

// The set of phases in call_record::phases.
unsigned phase_bit(phase place);
bool has_phase(const call_record& call, phase place);
std::int64_t phases_in(const call_record& call);

put_verdict judge(const call_record& call, phase place);

struct united_call {
  call_record call;           // what the new event belongs to; id 0: a new one
  std::int64_t absorbed = 0;  // another record of the same call, whose events move to `call`
};

// The call of a new event, from the record that has its native id and the one that has its external id. The older record
// stays, and `x` with it.
united_call unite(const std::optional<call_record>& by_native, const std::optional<call_record>& by_external,
                  const new_event& event);

// The record once the event is stored.
call_record after(call_record call, const new_event& event);

// Why an event has ended without an answer.
inline constexpr const char* life_was_over = "its life was over";
inline constexpr const char* was_passed = "a later event was delivered";

// How an event ends whose life is over, or that may not be tried again.
event_state end_of_life(phase place);

// What becomes of an event after an attempt.
event_state after_attempt(const event_record& event, const attempt_result& attempt, bool later_delivered);

// The clock of ages after a tidying.
instant aged(instant before, instant now);

// The day since 1970, UTC.
inline std::int64_t day_of(instant time) {
  return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}

}  // namespace ramal::store
