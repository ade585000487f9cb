// The two stages of events.
#pragma once

#include <memory>

#include "tests/contract/event_stage.hpp"

namespace ramal::contract {

// events/ alone: time stands still but for the delays of repeated attempts.
std::unique_ptr<event_stage> make_pure_events(const event_case& what);

// The real program between an engine that posts and a bot on loopback.
std::unique_ptr<event_stage> make_binary_events(const event_case& what);

// The configuration that both read. `bot_url` has no path behind `/bot`; `${dir}` is the program's directory.
std::string events_yaml(const event_case& what, const std::string& engine_url, const std::string& bot_url);

}  // namespace ramal::contract
