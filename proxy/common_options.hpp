// Commands, and the options that several of them have.
#pragma once

#include <CLI/CLI.hpp>

#include "proxy/command_line.hpp"

namespace ramal::net {

// A command that sets line.what. The line has to outlive the parsing.
inline CLI::App* add_command(CLI::App& app, command_line& line, command what, const char* name, const char* text) {
  CLI::App* sub = app.add_subcommand(name, text);
  sub->callback([&line, what] { line.what = what; });
  return sub;
}

// `--config`, where it may be left out.
inline void add_config(CLI::App* sub, command_line& line) {
  sub->add_option("-c,--config", line.config_file, "the YAML file ($RAMAL_CONFIG, else /etc/ramal/ramal.yaml)")
      ->type_name("FILE");
}

inline void add_console(CLI::App* sub, command_line& line) {
  sub->add_option("--ui-dir", line.ui_dir, "serve the console's files from this folder while you work on them")
      ->check(CLI::ExistingDirectory)
      ->type_name("FOLDER");
  sub->add_option("--docs-dir", line.docs_dir, "where Swagger UI is, for /docs (/usr/share/ramal/swagger-ui)")
      ->check(CLI::ExistingDirectory)
      ->type_name("FOLDER");
}

}  // namespace ramal::net
