// Plays a case of events on a stage.
#pragma once

#include "tests/contract/event_stage.hpp"
#include "contract/expectation.hpp"

namespace ramal::contract {

inline constexpr const char* hook_token = "contract-hook-token-of-32-letters";

// What went otherwise than the case says, each with its place in the file.
complaints play_events(const event_case& what, event_stage& on);

}  // namespace ramal::contract
