#include <algorithm>
#include <map>

#include "store/line_rules.hpp"
#include "store/memory/memory_backend.hpp"

namespace ramal::store {

std::optional<call_record> memory_backend::read(const find_call& request) {
  auto found = call_with(request.key, &call_ids::native, request.ids.native);
  return found ? found : call_with(request.key, &call_ids::external, request.ids.external);
}

std::vector<call_record> memory_backend::read(const open_calls& request) {
  std::vector<call_record> result;
  const auto most = static_cast<std::size_t>(bounded(request.most, limits_.rows));
  for (auto one = state_.calls.upper_bound(request.after); one != state_.calls.end() && result.size() < most; ++one)
    if (!one->second.ended && one->second.born < request.before) result.push_back(one->second);
  return result;
}

std::vector<event_record> memory_backend::read(const list_events& request) {
  std::vector<event_record> result;
  const auto most = static_cast<std::size_t>(bounded(request.most, limits_.rows));
  for (auto one = state_.events.upper_bound(request.after); one != state_.events.end() && result.size() < most; ++one) {
    const event_record& event = one->second.record;
    if ((request.state && event.state != *request.state) || (!request.key.empty() && event.key != request.key) ||
        (!request.destination.empty() && event.destination != request.destination))
      continue;
    result.push_back(event);
    result.back().body.clear();
  }
  return result;
}

std::optional<event_details> memory_backend::read(const show_event& request) {
  const event_record* event = event_with(request.webhook_id);
  if (event == nullptr) return std::nullopt;
  event_details result{*event, {}};
  for (const auto& one : state_.attempts)
    if (one.webhook_id == request.webhook_id) result.attempts.push_back(one);
  if (result.attempts.size() > 100) result.attempts.erase(result.attempts.begin(), result.attempts.end() - 100);
  return result;
}

totals memory_backend::read(const summary&) {
  std::map<std::string, key_summary> keys;
  std::map<std::string, destination_summary> destinations;
  totals result;
  for (const auto& [name, state] : state_.destinations)
    destinations[name] = {name, 0, state.paused, state.reason, state.failing_since};
  for (const auto& [seq, held] : state_.events) {
    const event_record& event = held.record;
    if (event.state != event_state::dead && event.state > event_state::busy) continue;
    key_summary& key = keys[event.key];
    key.key = event.key;
    if (event.state == event_state::dead) {
      ++key.dead;
      continue;
    }
    ++key.pending, ++result.pending;
    if (!key.oldest || event.born < *key.oldest) key.oldest = event.born;
    destination_summary& destination = destinations[event.destination];
    destination.destination = event.destination;
    ++destination.pending;
  }
  for (const auto& [id, call] : state_.calls) result.identities += phases_in(call);
  for (auto& [name, one] : keys) result.keys.push_back(std::move(one));
  for (auto& [name, one] : destinations) result.destinations.push_back(std::move(one));
  return result;
}

}  // namespace ramal::store
