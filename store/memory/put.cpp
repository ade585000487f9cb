#include <algorithm>

#include "store/line_rules.hpp"
#include "store/memory/memory_backend.hpp"

namespace ramal::store {

// A clock that was set back: what waits, waits no longer than before.
void memory_backend::note_time(instant now) {
  if (now + clock_tolerance < state_.clock) {
    const auto back = state_.clock - now;
    for (auto& [seq, held] : state_.events) {
      if (held.record.state == event_state::ready && held.record.due > now) held.record.due -= back;
      if (held.sent) *held.sent -= back;
    }
    state_.clock = now;
  }
  state_.clock = std::max(state_.clock, now);
}

std::optional<call_record> memory_backend::call_with(const std::string& key, std::string call_ids::*which,
                                                     const std::string& id) const {
  if (id.empty()) return std::nullopt;
  for (const auto& [number, call] : state_.calls)
    if (call.key == key && call.ids.*which == id) return call;
  return std::nullopt;
}

const event_record* memory_backend::event_with(const std::string& webhook_id) const {
  for (const auto& [seq, held] : state_.events)
    if (held.record.webhook_id == webhook_id) return &held.record;
  return nullptr;
}

std::int64_t memory_backend::pending() const {
  return std::count_if(state_.events.begin(), state_.events.end(),
                       [](const auto& one) { return one.second.record.state <= event_state::busy; });
}

void memory_backend::refuse_if_full(std::int64_t more) const {
  if (more > 0 && pending() + more > limits_.pending) throw problem(problem::kind::full, "too many events wait");
}

bool memory_backend::is_paused(const std::string& destination) const {
  const auto found = state_.destinations.find(destination);
  return found != state_.destinations.end() && found->second.paused.has_value();
}

void memory_backend::add_event(const new_event& event, const call_record& call, const delivery& one) {
  held_event held;
  event_record& record = held.record;
  record.seq = state_.next_seq++;
  record.call = call.id;
  record.key = event.key;
  record.destination = one.destination;
  record.webhook_id = one.webhook_id;
  record.name = event.name;
  record.native = event.native;
  record.body = one.body;
  record.place = event.place;
  record.source = event.source;
  record.happened = event.happened;
  record.born = event.now;
  record.due = one.due;
  record.life_end = one.life_end;
  if (is_paused(one.destination)) finish(held, event_state::dead, event.now, "paused");
  state_.events.emplace(record.seq, std::move(held));
}

put_result memory_backend::apply(const new_event& event) {
  note_time(event.now);
  auto united = unite(call_with(event.key, &call_ids::native, event.ids.native),
                      call_with(event.key, &call_ids::external, event.ids.external), event);
  put_result result{judge(united.call, event.place), united.call};
  result.absorbed = united.absorbed;
  std::vector<delivery> deliveries;
  if (result.verdict == put_verdict::stored) {
    if (event.make) deliveries = event.make(united.call);
    refuse_if_full(static_cast<std::int64_t>(deliveries.size()));
    result.call = after(united.call, event);
  }
  if (result.call.id == 0) result.call.id = state_.next_call++;
  state_.calls[result.call.id] = result.call;
  state_.calls.erase(united.absorbed);
  for (auto& [seq, held] : state_.events)
    if (held.record.call == united.absorbed) held.record.call = result.call.id;
  for (const auto& one : deliveries) {
    if (event_with(one.webhook_id) != nullptr) continue;
    add_event(event, result.call, one);
    ++result.deliveries;
    result.dead += is_paused(one.destination) ? 1 : 0;
  }
  return result;
}

}  // namespace ramal::store
