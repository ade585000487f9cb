// The options of `ramal contract`.
#pragma once

#include <CLI/CLI.hpp>

#include "proxy/command_line.hpp"

namespace ramal::net {

void add_contract(CLI::App& app, command_line& line);

}  // namespace ramal::net
