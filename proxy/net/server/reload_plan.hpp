// What a reload changes: decided before anything is changed (http-rules.md O1, O2). Pure.
#pragma once

#include <string>
#include <vector>

#include "config/model.hpp"

namespace ramal::net {

struct reload_plan {
  config::gateway settings;        // to be put in force
  std::vector<std::string> kept;   // names of settings that only a restart changes: they have their old values
  bool keeps_addresses = false;    // the engine's name is the same
  bool keeps_connections = false;  // to the engine, unless what they were verified by has changed
  bool moves_access_log = false;
};

reload_plan plan_reload(const config::gateway& now, config::gateway next);

}  // namespace ramal::net
