// What `ramal demo` prints, in English and Portuguese.
#pragma once

#include <cstdint>
#include <string>

#include "proxy/command_line.hpp"

namespace ramal::net {

// The ports that were bound.
struct demo_ports {
  std::uint16_t gateway;
  std::uint16_t engine;
  std::uint16_t media;
};

// An event that the bot got, for those who have no bot: one line.
std::string demo_event(const std::string& name, const std::string& call_id, bool inbound);

// A curl line for each route.
std::string demo_text(const command_line& line, const demo_ports& ports);

}  // namespace ramal::net
