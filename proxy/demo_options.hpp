// The options of `ramal demo`.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "proxy/command_line.hpp"

namespace ramal::net {

// What is given as text; it becomes settings once the whole line is read.
struct demo_options {
  std::string listen;
  std::string log_level = "info";
  std::string go_token_variable = "EVOLUTION_GO_TOKEN";
  CLI::Option* port = nullptr;
};

void add_demo(CLI::App& app, command_line& line, demo_options& given);

// Once the line is read: listener, log level, and the token from the environment. Throws CLI::ValidationError.
void take_demo(const demo_options& given, command_line& line);

}  // namespace ramal::net
