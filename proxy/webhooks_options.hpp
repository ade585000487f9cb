// The options of `ramal webhooks ...`, by CLI11.
#pragma once

#include <CLI/CLI.hpp>

#include "proxy/command_line.hpp"

namespace ramal::net {

// Adds the command with its own commands. `line` outlives the parsing.
void add_webhooks(CLI::App& app, command_line& line);

}  // namespace ramal::net
