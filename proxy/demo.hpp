// `ramal demo`: fixed settings for gateway and reference engine. Its text is in demo_text.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/model.hpp"
#include "proxy/command_line.hpp"
#include "proxy/demo_folder.hpp"

namespace ramal::net {

// A key of the demo whose events a bot gets: the last segment of the receiver's path, and what signs them on the way there.
// Both are made anew by each start.
struct demo_hook {
  std::string key;
  config::secret hook;
  config::secret native_secret;
};
std::vector<demo_hook> make_demo_hooks();

// Client keys: demo (a connected web number), demo-meta, demo-offline (not connected), demo-other (cannot call),
// demo-tenant (bound to a tenant-scoped key). The keys are no secrets: they open nothing but this demo.
config::reference_engine demo_engine(const command_line& line);
config::gateway demo_gateway(const command_line& line, std::uint16_t engine_port, const std::vector<demo_hook>& hooks,
                             const demo_folder& folder);

// Where the engine posts events of a hook, once the gateway has a port.
std::string demo_hook_url(const command_line& line, std::uint16_t gateway_port, const demo_hook& hook);

}  // namespace ramal::net
