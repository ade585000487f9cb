// `--config`, where it may be left out.
#pragma once

#include <CLI/CLI.hpp>

#include "proxy/command_line.hpp"

namespace ramal::net {

inline void add_config(CLI::App* sub, command_line& line) {
  sub->add_option("-c,--config", line.config_file, "the YAML file ($RAMAL_CONFIG, else /etc/ramal/ramal.yaml)")
      ->type_name("FILE");
}

}  // namespace ramal::net
