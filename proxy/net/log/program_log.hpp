// The program's own messages: one JSON object a line on stderr (http-rules.md K11). Where nobody reads it, lines are
// lost and counted.
#pragma once

#include <cstdint>

#include "config/model.hpp"

namespace ramal::net {

// Makes spdlog's default logger. Call once, before threads start.
void set_up_program_log(config::log_level level);

// Lines that could not be written, since the start. Any thread.
std::uint64_t lost_program_lines();

// Any thread.
void set_program_log_level(config::log_level level);

}  // namespace ramal::net
