// Reads cases of events (README.md, "Events").
#pragma once

#include <string>

#include "contract/case_text.hpp"
#include "tests/contract/event_case.hpp"

namespace ramal::contract {

// Whether the case is one of events: the engine speaks first.
bool is_event_case(const case_text& text);

// Throws case_error with file and line.
event_case build_event_case(const std::string& file, const case_text& text);

}  // namespace ramal::contract
