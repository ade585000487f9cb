// Bodies as stock Evolution GO and the hosted platform write them (webhooks.md sections 5.1 and 5.3).
#pragma once

#include <string>

#include "events/call_event.hpp"
#include "events/destination.hpp"

namespace ramal::events {

// `received` stands for a time that the event does not say. Both are for events with a `go_name`; what came in
// Evolution GO's own words passes byte for byte as `data`.

// {"data","event","instanceId","instanceName"[,"instanceToken"]}
std::string go_document(const call_event& event, const destination& to, time_point received);

// {"event","instance","data"}
std::string pilot_document(const call_event& event, const destination& to, time_point received);

}  // namespace ramal::events
