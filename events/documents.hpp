// What one destination gets for one event (webhooks.md section 5).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "events/call_event.hpp"
#include "events/destination.hpp"

namespace ramal::events {

// One delivery. Every attempt sends the same bytes.
struct document {
  std::string id;      // `webhook-id`
  std::string status;  // of evolution-v2, else ""
  std::string body;
};

// None, one, or the two of an offer in evolution-v2, which are sent in this order. `event` is one that call_order
// took, `body` the engine's bytes that it was read from, `received` when they came. An event of a call that was
// refused (`arrive` gave other than `no`, and the event has a phase) must not come here.
std::vector<document> documents(const call_event& event, std::string_view body, const destination& to,
                                std::string_view key_name, time_point received);

}  // namespace ramal::events
