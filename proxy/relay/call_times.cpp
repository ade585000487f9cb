#include "proxy/relay/call_times.hpp"

#include <algorithm>

#include "config/letters.hpp"

namespace ramal::relay {
namespace {

using events::phase;

// What the engine says of a call that is over. Without an error, only the length of the call tells whether somebody had
// answered: an answered one has it, and then the event that said so is missing.
std::optional<ring_outcome> ending_of(const events::call_event& event) {
  const std::string& reason = event.end.reason;
  if (config::equal_ignoring_case(reason, "reject")) return ring_outcome::rejected;
  if (config::equal_ignoring_case(reason, "timeout")) return ring_outcome::missed;
  if (config::equal_ignoring_case(reason, "failed")) return ring_outcome::failed;
  if (!reason.empty()) return ring_outcome::other;
  const bool is_unanswered = config::equal_ignoring_case(event.told.status, "COMPLETED") && !event.told.duration;
  return is_unanswered ? std::optional(ring_outcome::cancelled) : std::nullopt;
}

// Nothing where the order is odd.
std::optional<milliseconds> between(std::optional<store::instant> from, std::optional<store::instant> until) {
  if (!from || !until || *until < *from || *until - *from > call_times::longest) return std::nullopt;
  return *until - *from;
}

phase phase_of(const events::call_event& event, const store::put_result& stored) {
  if (stored.verdict != store::put_verdict::stored || event.call.empty()) return phase::none;
  const bool is_own_offer = event.what == phase::none && event.why == events::ignored::outbound;
  if (!is_own_offer) return event.what;
  return stored.call.phases == 0 ? phase::offer : phase::none;
}

}  // namespace

template <std::size_t Classes>
void time_classes<Classes>::observe(milliseconds took, const std::array<double, Classes>& ends) {
  const double seconds = static_cast<double>(took.count()) / 1e3;
  ++counts[static_cast<std::size_t>(std::ranges::lower_bound(ends, seconds) - ends.begin())];
  sum += took;
}

std::optional<told_phase> told_by(const events::call_event& event, const store::put_result& stored) {
  told_phase told{stored.call.id, phase_of(event, stored), stored.call.way, event.told.at, {}, stored.absorbed};
  if (told.what == phase::none && told.absorbed == 0) return std::nullopt;
  if (told.what == phase::terminate) told.ending = ending_of(event);
  told.is_over = told.what == phase::none && stored.call.ended.has_value();
  return told;
}

void call_times::take(const told_phase& told, time_point now) {
  drop_old(now);
  if (told.absorbed != 0) unite(told);
  if (told.is_over) return forget(told.call);
  switch (told.what) {
    case phase::none: return;
    case phase::offer: return ring(told, now);
    case phase::accept: return accept(told, now);
    case phase::terminate: return end(told);
  }
}

// One entry that knows what both have known.
void call_times::unite(const told_phase& told) {
  const auto other = by_id_.find(told.absorbed);
  if (other == by_id_.end()) return;
  if (watched_call* const own = find(told); own != nullptr) {
    if (!own->rings_since) own->rings_since = other->second->rings_since;
    if (!own->accepted) own->accepted = other->second->accepted;
    return forget(told.absorbed);
  }
  auto renamed = by_id_.extract(other);
  renamed.key() = renamed.mapped()->id = told.call;
  by_id_.insert(std::move(renamed));
}

// Of two the first one counts.
void call_times::ring(const told_phase& told, time_point now) {
  if (told.at && find(told) == nullptr) add(told, now).rings_since = told.at;
}

// A call without this time can be counted no more: neither how long it rang nor how long it was.
void call_times::accept(const told_phase& told, time_point now) {
  watched_call* call = find(told);
  if (!told.at) return forget(told.call);
  if (call == nullptr) call = &add(told, now);
  if (call->accepted) return;
  count_ring(*call, *told.at, ring_outcome::answered);
  call->accepted = told.at;
}

void call_times::end(const told_phase& told) {
  const watched_call* const call = find(told);
  if (call == nullptr) return;
  const bool was_never_answered = told.ending == ring_outcome::rejected || told.ending == ring_outcome::missed;
  if (call->accepted) {
    const auto took = between(call->accepted, told.at);
    if (took && !was_never_answered) durations[static_cast<std::size_t>(call->way)].observe(*took, call_classes);
  } else if (told.at && told.ending) {
    count_ring(*call, *told.at, *told.ending);
  }
  forget(told.call);
}

// What is known of its way grows.
call_times::watched_call* call_times::find(const told_phase& told) {
  const auto found = by_id_.find(told.call);
  if (found == by_id_.end()) return nullptr;
  if (told.way != store::direction::unknown) found->second->way = told.way;
  return &*found->second;
}

call_times::watched_call& call_times::add(const told_phase& told, time_point now) {
  if (calls_.size() >= most_calls) {
    forget(calls_.front().id);
    ++given_up_full;
  }
  const place made = calls_.insert(calls_.end(), {told.call, told.way, {}, {}, now});
  by_id_.emplace(told.call, made);
  return *made;
}

void call_times::forget(std::int64_t call) {
  const auto found = by_id_.find(call);
  if (found == by_id_.end()) return;
  calls_.erase(found->second);
  by_id_.erase(found);
}

void call_times::count_ring(const watched_call& of, store::instant until, ring_outcome how) {
  if (const auto took = between(of.rings_since, until))
    rings[static_cast<std::size_t>(of.way)][static_cast<std::size_t>(how)].observe(*took, ring_classes);
}

void call_times::drop_old(time_point now) {
  while (!calls_.empty() && now - calls_.front().born > longest) {
    forget(calls_.front().id);
    ++given_up_old;
  }
}

}  // namespace ramal::relay
