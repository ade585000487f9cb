#include <algorithm>

#include "store/line_rules.hpp"
#include "store/memory/memory_backend.hpp"

namespace ramal::store {

bool memory_backend::apply(const pause& request) {
  note_time(request.now);
  if (is_paused(request.destination)) return false;
  auto& destination = state_.destinations[request.destination];
  destination.paused = request.now;
  destination.reason = cut(request.reason, error_bytes);
  return true;
}

bool memory_backend::apply(const resume& request) {
  note_time(request.now);
  if (!is_paused(request.destination)) return false;
  state_.destinations[request.destination] = {};
  return true;
}

// `state` none: as the phase says.
std::int64_t memory_backend::end_ready(const event_test& test, std::optional<event_state> state, const std::string& why,
                                       instant now, tidied* counts) {
  std::int64_t count = 0;
  for (auto& [seq, held] : state_.events) {
    if (held.record.state != event_state::ready || !test(held.record) || count == limits_.rows) continue;
    finish(held, state.value_or(end_of_life(held.record.place)), now, why);
    ++count;
    if (counts != nullptr) ++(held.record.state == event_state::expired ? counts->expired : counts->dead);
  }
  return count;
}

std::int64_t memory_backend::apply(const give_up& request) {
  note_time(request.now);
  return end_ready([&](const event_record& event) { return event.destination == request.destination; },
                   event_state::dead, cut(request.reason, error_bytes), request.now);
}

std::vector<std::int64_t> memory_backend::selected(const selection& which) const {
  std::vector<std::int64_t> result;
  for (const auto& [seq, held] : state_.events) {
    const event_record& event = held.record;
    const bool fits = !which.webhook_id.empty()
                          ? event.webhook_id == which.webhook_id
                          : event.key == which.key && event.state == event_state::dead &&
                                (which.destination.empty() || event.destination == which.destination);
    if (fits && result.size() < static_cast<std::size_t>(limits_.rows)) result.push_back(seq);
  }
  return result;
}

bool memory_backend::replay_one(held_event& held, const replay& request) {
  event_record& event = held.record;
  if (event.state != event_state::dead || event.place == phase::offer || is_paused(event.destination)) return false;
  event.state = event_state::ready;
  event.attempts = 0;
  event.due = request.now;
  event.life_end = request.now + request.life;
  event.ended.reset();
  return true;
}

replayed memory_backend::apply(const replay& request) {
  note_time(request.now);
  const auto chosen = selected(request.which);
  refuse_if_full(static_cast<std::int64_t>(chosen.size()));
  replayed result;
  for (const auto seq : chosen) ++(replay_one(state_.events.at(seq), request) ? result.replayed : result.skipped);
  return result;
}

std::int64_t memory_backend::apply(const drop& request) {
  note_time(request.now);
  std::int64_t count = 0;
  for (const auto seq : selected(request.which)) {
    if (state_.events.at(seq).record.state == event_state::busy) continue;
    state_.events.erase(seq);
    ++count;
  }
  return count;
}

bool memory_backend::apply(const end_call& request) {
  note_time(request.now);
  const auto found = state_.calls.find(request.call);
  if (found == state_.calls.end() || found->second.ended) return false;
  found->second.ended = request.now;
  return true;
}

}  // namespace ramal::store
