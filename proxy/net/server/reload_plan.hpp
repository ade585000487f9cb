// What a reload changes: decided before anything is changed (http-rules.md O1, O2). Pure.
#pragma once

#include <string>
#include <vector>

#include "proxy/net/server/configuration.hpp"

namespace ramal::net {

struct reload_plan {
  configuration next;               // to be put in force
  std::vector<std::string> kept;    // names of settings that only a restart changes: they have their old values
  bool keeps_addresses = false;     // the engine's name is the same
  bool keeps_connections = false;   // to the engine: they are as good as new ones
  bool keeps_go_addresses = false;  // the same two of Evolution GO
  bool keeps_go_connections = false;
  // The file has other listeners, but the old ones stay: `next.tls` belongs to the listeners of the file, and has to be
  // read again for those that stay.
  bool lacks_certificates = false;
  bool moves_access_log = false;
};

reload_plan plan_reload(const configuration& now, configuration next);

}  // namespace ramal::net
