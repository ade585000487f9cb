// What `${...}` stands for in a case of events.
#pragma once

#include <chrono>
#include <string>

#include "contract/expansion.hpp"

namespace ramal::contract {

// Stands for any text within a body that is compared as a whole: `${any}`.
inline constexpr char any_text = '\x01';

// Known when the case is read. Those that are known when it is played stay as they are: `${now}`, `${now s}`,
// `${now s -03:00}`, `${old}`, `${bot}`.
const variables& event_variables();

// The others: `now` is the time of the engine's events, `old` two minutes before it, `bot` the bot's URL.
variables played_variables(std::chrono::system_clock::time_point now, const std::string& bot_url);

}  // namespace ramal::contract
