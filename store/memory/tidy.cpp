#include <algorithm>
#include <map>

#include "store/line_rules.hpp"
#include "store/memory/memory_backend.hpp"

namespace ramal::store {

std::int64_t memory_backend::remove_events(const event_test& test) {
  std::int64_t count = 0;
  for (auto one = state_.events.begin(); one != state_.events.end() && count < limits_.rows;) {
    if (!test(one->second.record)) {
      ++one;
      continue;
    }
    one = state_.events.erase(one);
    ++count;
  }
  return count;
}

std::int64_t memory_backend::trim_dead_letters() {
  std::map<std::string, std::int64_t> of_key;
  for (const auto& [seq, held] : state_.events)
    if (held.record.state == event_state::dead) ++of_key[held.record.key];
  return remove_events([this, &of_key](const event_record& event) {
    if (event.state != event_state::dead || of_key[event.key] <= limits_.dead_of_key) return false;
    --of_key[event.key];
    return true;
  });
}

std::int64_t memory_backend::trim_attempts() {
  const auto before = state_.attempts.size();
  std::erase_if(state_.attempts,
                [this](const attempt_record& one) { return one.at < state_.aged - limits_.keep_attempts; });
  const auto most = static_cast<std::size_t>(limits_.attempts);
  if (state_.attempts.size() > most)
    state_.attempts.erase(state_.attempts.begin(), state_.attempts.end() - static_cast<std::ptrdiff_t>(most));
  return static_cast<std::int64_t>(before - state_.attempts.size());
}

// Ended calls first, then those that were silent for longest.
std::int64_t memory_backend::remove_old_calls() {
  std::int64_t identities = 0, count = 0;
  std::vector<call_record> calls;
  for (const auto& [id, call] : state_.calls) {
    identities += phases_in(call);
    calls.push_back(call);
  }
  std::stable_sort(calls.begin(), calls.end(), [](const call_record& a, const call_record& b) {
    return a.ended.has_value() != b.ended.has_value() ? a.ended.has_value()
                                                      : a.ended.value_or(a.seen) < b.ended.value_or(b.seen);
  });
  for (const auto& call : calls) {
    const bool old = call.ended && *call.ended < state_.aged - limits_.keep_calls;
    if ((!old && identities <= limits_.identities) || count == limits_.rows) break;
    identities -= phases_in(call);
    state_.calls.erase(call.id);
    ++count;
  }
  return count;
}

tidied memory_backend::apply(const tidy& request) {
  note_time(request.now);
  state_.aged = aged(state_.aged, request.now);
  for (auto& [seq, held] : state_.events)
    if (held.record.ended) held.record.ended = std::min(*held.record.ended, request.now);
  for (auto& [id, call] : state_.calls)
    if (call.ended) call.ended = std::min(*call.ended, request.now);
  tidied result;
  bool more = end_ready([&](const event_record& event) { return event.life_end <= request.now; }, std::nullopt,
                        life_was_over, request.now, &result) == limits_.rows;
  more |= end_ready([this](const event_record& event) { return is_paused(event.destination); }, event_state::dead,
                    "paused", request.now, &result) == limits_.rows;
  const auto is_old = [this](const event_record& event) {
    if (event.state < event_state::done) return false;
    const auto kept = event.state == event_state::dead ? limits_.keep_dead : limits_.keep_done;
    return *event.ended < state_.aged - kept;
  };
  for (const auto removed : {remove_events(is_old), trim_dead_letters(), trim_attempts(), remove_old_calls()}) {
    result.removed += removed;
    more |= removed >= limits_.rows;
  }
  result.more = more;
  return result;
}

}  // namespace ramal::store
