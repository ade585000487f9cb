#include "proxy/relay/incoming.hpp"

#include <algorithm>
#include <utility>

#include "events/documents.hpp"
#include "events/identity.hpp"

namespace ramal::relay {
namespace {

using events::ignored;

milliseconds longest_life(const event_key& key) {
  milliseconds longest{0};
  for (const destination_ptr& one : key.destinations) longest = std::max(longest, one->offer_ttl);
  return longest;
}

std::vector<store::delivery> deliveries_of(const incoming& from, const store::call_record& call) {
  std::vector<store::delivery> made;
  const events::phase what = from.event.what;
  // An earlier event has said that our own side placed the call.
  if (what == events::phase::offer && call.way == store::direction::outbound) return made;
  events::call_event event = from.event;
  if (what != events::phase::none) event.call = call.x;  // what bots know it by
  for (const destination_ptr& to : from.key->destinations) {
    const auto since = from.still_rings ? std::nullopt : event.told.at;
    const auto end = events::life_end(what, since, from.received, to->offer_ttl);
    for (events::document& one : events::documents(event, from.body, to->speaks, from.key->name, from.received))
      made.push_back({to->id, std::move(one.id), std::move(one.body), from.received, end});
  }
  return made;
}

// Without a phase nothing of a body depends on the call's record.
bool is_wanted(const incoming& from) {
  return std::ranges::any_of(from.key->destinations, [&](const destination_ptr& to) {
    return !events::documents(from.event, from.body, to->speaks, from.key->name, from.received).empty();
  });
}

bool forbids_offers(const incoming& from) { return from.event.why == ignored::outbound && !from.event.call.empty(); }

}  // namespace

bool concerns_store(const incoming& from) {
  return from.event.what != events::phase::none || forbids_offers(from) || is_wanted(from);
}

bool is_late_offer(const incoming& from) {
  return events::is_stale(from.event.what, from.event.told.at, from.received, longest_life(*from.key));
}

store::call_ids ids_of(const incoming& from) {
  if (from.event.call.empty()) return {"", events::body_name(from.body)};
  return {from.event.told.native_id, from.event.told.external_id};
}

store::new_event new_event_of(incoming_ptr from) {
  const events::call_event& event = from->event;
  store::new_event made;
  made.key = from->key->name;
  made.ids = ids_of(*from);
  made.place = static_cast<store::phase>(event.what);
  made.name = event.go_name.empty() ? event.told.name : std::string(event.go_name);
  made.native = event.told.name;
  made.source = from->source;
  made.peer = event.peer;
  made.way = static_cast<store::direction>(event.way);
  made.happened = event.told.at.value_or(from->received);
  made.now = from->received;
  made.bytes = from->body.size() * (1 + from->key->destinations.size()) + 2'048;
  made.make = [from = std::move(from)](const store::call_record& call) { return deliveries_of(*from, call); };
  return made;
}

ignored ignored_by(const incoming& from, const store::put_result& result) {
  if (result.verdict == store::put_verdict::duplicate) return ignored::duplicate;
  if (result.verdict == store::put_verdict::late) return ignored::late;
  if (result.deliveries != 0) return ignored::no;
  if (from.event.what == events::phase::none)
    return from.event.why == ignored::outbound ? ignored::outbound : ignored::duplicate;
  const bool own = from.event.what == events::phase::offer && result.call.way == store::direction::outbound;
  return own ? ignored::outbound : ignored::no;
}

}  // namespace ramal::relay
