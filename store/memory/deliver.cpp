#include <algorithm>

#include "store/line_rules.hpp"
#include "store/memory/memory_backend.hpp"

namespace ramal::store {

std::optional<instant> memory_backend::free_at(const event_record& event, const claim& request) const {
  instant free = event.due;
  if (request.order == line_order::none) return free;
  for (const auto& [seq, held] : state_.events) {
    const event_record& other = held.record;
    if (seq >= event.seq) break;
    if (other.call != event.call || other.destination != event.destination || other.state > event_state::busy) continue;
    if (request.order == line_order::strict || other.state == event_state::ready || !held.sent) return std::nullopt;
    free = std::max(free, *held.sent + request.patience);
  }
  return free;
}

void memory_backend::finish(held_event& held, event_state state, instant now, const std::string& why) {
  held.record.state = state;
  held.record.ended = now;
  held.sent.reset();
  if (!why.empty()) held.record.last_error = why;
}

std::string memory_backend::why_over(const event_record& event, instant now) const {
  if (event.life_end <= now) return life_was_over;
  const bool passed = event.place == phase::offer &&
                      std::any_of(state_.events.begin(), state_.events.end(), [&event](const auto& one) {
                        const event_record& other = one.second.record;
                        return other.call == event.call && other.destination == event.destination &&
                               other.place > phase::offer &&
                               (other.state == event_state::done || other.seq < event.seq);
                      });
  return passed ? was_passed : "";
}

claimed memory_backend::apply(const claim& request) {
  note_time(request.now);
  claimed result;
  if (is_paused(request.destination)) return result;
  const auto most = static_cast<std::size_t>(bounded(request.most, most_claimed));
  while (result.events.size() < most) {
    held_event* best = nullptr;
    for (auto& [seq, held] : state_.events) {
      if (held.record.state != event_state::ready || held.record.destination != request.destination) continue;
      const auto free = free_at(held.record, request);
      if (!free || *free > request.now) continue;
      if (best == nullptr || held.record.due < best->record.due) best = &held;
    }
    if (best == nullptr) break;
    if (const std::string why = why_over(best->record, request.now); !why.empty()) {
      finish(*best, end_of_life(best->record.place), request.now, why);
      result.ended.push_back(best->record);
      result.ended.back().body.clear();
      continue;
    }
    best->record.state = event_state::busy;
    ++best->record.attempts;
    best->sent.reset();
    result.events.push_back(best->record);
  }
  for (const auto& [seq, held] : state_.events) {
    if (held.record.state != event_state::ready || held.record.destination != request.destination) continue;
    const auto free = free_at(held.record, request);
    if (free && (!result.next || *free < *result.next)) result.next = free;
  }
  return result;
}

bool memory_backend::apply(const mark_sent& request) {
  note_time(request.now);
  const auto found = state_.events.find(request.seq);
  if (found == state_.events.end() || found->second.record.state != event_state::busy) return false;
  found->second.sent = request.now;
  return true;
}

bool memory_backend::later_is_done(const event_record& event) const {
  return std::any_of(state_.events.upper_bound(event.seq), state_.events.end(), [&event](const auto& one) {
    const event_record& other = one.second.record;
    return other.call == event.call && other.destination == event.destination && other.state == event_state::done;
  });
}

std::int64_t memory_backend::expire_earlier_offers(const event_record& event, instant now) {
  std::int64_t count = 0;
  for (auto& [seq, held] : state_.events) {
    const event_record& other = held.record;
    if (seq >= event.seq) break;
    if (other.call != event.call || other.destination != event.destination || other.place != phase::offer ||
        other.state != event_state::ready)
      continue;
    finish(held, event_state::expired, now, was_passed);
    ++count;
  }
  return count;
}

void memory_backend::note_destination(const std::string& name, bool delivered, instant now, recorded& answer) {
  if (delivered && !state_.destinations.contains(name)) return;
  destination_state& destination = state_.destinations[name];
  if (delivered) return destination.failing_since.reset();
  const std::int64_t today = day_of(now);
  if (!destination.failing_since) destination.failing_days = 0;
  if (!destination.failing_since || destination.failing_day < today) {
    ++destination.failing_days;
    destination.failing_day = today;
  }
  if (!destination.failing_since) destination.failing_since = now;
  answer.failing_since = destination.failing_since;
  answer.failing_days = destination.failing_days;
}

recorded memory_backend::apply(const attempt_result& request) {
  note_time(request.now);
  const auto found = state_.events.find(request.seq);
  if (found == state_.events.end()) return {};
  held_event& held = found->second;
  event_record& event = held.record;
  state_.attempts.push_back({event.webhook_id, event.attempts, request.now, request.took, request.status,
                             cut(request.error, error_bytes), cut(request.answer, answer_bytes)});
  const bool delivered = request.verdict == attempt_verdict::delivered;
  recorded answer{event.state, true, {}, 0};
  note_destination(event.destination, delivered, request.now, answer);
  if (event.state == event_state::busy || (delivered && event.state != event_state::done)) {
    event.last_status = request.status;
    event.last_error = cut(request.error, error_bytes);
    const event_state state = after_attempt(event, request, later_is_done(event));
    if (state == event_state::ready) event.due = request.due, event.state = state, held.sent.reset();
    else finish(held, state, request.now);
    if (state == event_state::done) answer.passed = expire_earlier_offers(event, request.now);
  }
  answer.state = event.state;
  return answer;
}

}  // namespace ramal::store
