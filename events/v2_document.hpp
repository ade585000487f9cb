// Bodies as Evolution API v2 writes its event `call` (webhooks.md section 5.2).
#pragma once

#include <string>
#include <string_view>

#include "events/call_event.hpp"
#include "events/destination.hpp"

namespace ramal::events {

// One body with this `status`; the event has a phase. `received` is its `date_time`, and stands for a time that the
// event does not say.
std::string v2_document(const call_event& event, std::string_view status, const destination& to, time_point received);

}  // namespace ramal::events
