// `ramal demo`: fixed settings for gateway and reference engine, and the text that shows what to try.
#pragma once

#include <cstdint>
#include <string>

#include "config/model.hpp"
#include "proxy/command_line.hpp"

namespace ramal::net {

// Client keys: demo (a connected web number), demo-meta, demo-offline (not connected), demo-other (cannot call),
// demo-tenant (bound to a tenant-scoped key). The keys are no secrets: they open nothing but this demo.
config::reference_engine demo_engine(const command_line& line);
config::gateway demo_gateway(const command_line& line, std::uint16_t engine_port);

// The ports that were bound.
struct demo_ports {
  std::uint16_t gateway;
  std::uint16_t engine;
  std::uint16_t media;
};

// A curl line for each route, in English and Portuguese.
std::string demo_text(const command_line& line, const demo_ports& ports);

}  // namespace ramal::net
