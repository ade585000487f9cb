// What the store gets for one event. Pure.
#pragma once

#include <memory>
#include <string>

#include "events/call_event.hpp"
#include "proxy/relay/destinations.hpp"
#include "store/requests.hpp"

namespace ramal::relay {

// An event on its way into the store.
struct incoming {
  settings_ptr settings;  // owns `key`
  const event_key* key = nullptr;
  std::string body;  // as the engine sent it; `event` has a view into it
  store::instant received{};
  store::origin source = store::origin::engine;
  events::call_event event;
  bool still_rings = false;  // an offer older than its life, of which the engine says that the call rings

  incoming() = default;
  incoming(const incoming&) = delete;
  incoming& operator=(const incoming&) = delete;
};
using incoming_ptr = std::shared_ptr<const incoming>;

// Whether the store has to hear of it: it tells a phase, some bot wants it, or it forbids an offer that may come later.
bool concerns_store(const incoming& from);

// An offer that was over its life already when it came: the engine is asked about it (webhooks.md section 6).
bool is_late_offer(const incoming& from);

store::call_ids ids_of(const incoming& from);

// What the store gets keeps `from`, and makes the bodies of it.
store::new_event new_event_of(incoming_ptr from);

// Why an event that the store has taken is nothing to a bot; `no` if it is.
events::ignored ignored_by(const incoming& from, const store::put_result& result);

}  // namespace ramal::relay
