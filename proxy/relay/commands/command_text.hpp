// Records of the outbox as lines for people. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/requests.hpp"

namespace ramal::relay {

std::string_view state_text(store::event_state state);

// One line for each key that has events, and for each destination that is paused or fails.
std::string summary_text(const store::totals& all, store::instant now);
// A table, one event a line.
std::string events_text(const std::vector<store::event_record>& events, store::instant now);
// One event with its attempts. Bots' answers are shown in one line each, and their digits are masked.
std::string details_text(const store::event_details& found, store::instant now);

}  // namespace ramal::relay
