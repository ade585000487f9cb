#include "store/line_rules.hpp"

#include <algorithm>
#include <bit>

#include "store/limits.hpp"

namespace ramal::store {
namespace {

void fill_in(std::string& value, const std::string& other) {
  if (value.empty()) value = other;
}

void fill_in(call_record& call, const std::string& native, const std::string& external, const std::string& peer,
             direction way) {
  fill_in(call.ids.native, native);
  fill_in(call.ids.external, external);
  fill_in(call.peer, peer);
  if (call.way == direction::unknown) call.way = way;
}

call_record new_call(const new_event& event) {
  call_record call;
  call.key = event.key;
  call.x = event.ids.external.empty() ? event.ids.native : event.ids.external;
  call.born = call.seen = event.now;
  return call;
}

}  // namespace

unsigned phase_bit(phase place) { return place == phase::none ? 0 : 1U << static_cast<unsigned>(place); }

bool has_phase(const call_record& call, phase place) { return (call.phases & phase_bit(place)) != 0; }

std::int64_t phases_in(const call_record& call) { return std::popcount(call.phases); }

put_verdict judge(const call_record& call, phase place) {
  if (place == phase::none) return put_verdict::stored;
  if (has_phase(call, place)) return put_verdict::duplicate;
  return call.phases > phase_bit(place) ? put_verdict::late : put_verdict::stored;
}

united_call unite(const std::optional<call_record>& by_native, const std::optional<call_record>& by_external,
                  const new_event& event) {
  united_call result;
  if (by_native && by_external && by_native->id != by_external->id) {
    const bool native_first = by_native->id < by_external->id;
    const call_record& other = native_first ? *by_external : *by_native;
    result.call = native_first ? *by_native : *by_external;
    result.absorbed = other.id;
    result.call.phases |= other.phases;
    result.call.seen = std::max(result.call.seen, other.seen);
    if (!result.call.ended) result.call.ended = other.ended;
    fill_in(result.call, other.ids.native, other.ids.external, other.peer, other.way);
  } else {
    result.call = by_native ? *by_native : by_external ? *by_external : new_call(event);
  }
  fill_in(result.call, event.ids.native, event.ids.external, event.peer, event.way);
  return result;
}

call_record after(call_record call, const new_event& event) {
  call.phases |= phase_bit(event.place);
  call.seen = event.now;
  if (event.place == phase::terminate) call.ended = event.now;
  return call;
}

event_state end_of_life(phase place) { return place == phase::offer ? event_state::expired : event_state::dead; }

event_state after_attempt(const event_record& event, const attempt_result& attempt, bool later_delivered) {
  switch (attempt.verdict) {
    case attempt_verdict::delivered: return event_state::done;
    case attempt_verdict::give_up: return event_state::dead;
    case attempt_verdict::expire: return event_state::expired;
    case attempt_verdict::retry: break;
  }
  if (event.place == phase::offer && later_delivered) return event_state::expired;
  return attempt.due >= event.life_end ? end_of_life(event.place) : event_state::ready;
}

instant aged(instant before, instant now) {
  return before == instant{} ? now : std::min(now, before + std::chrono::duration_cast<milliseconds>(aging_step));
}

}  // namespace ramal::store
