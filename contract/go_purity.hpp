// What Ramal may send to an Evolution GO server (contracts/gateway.md section 3): the judge of the third door, beside
// wire_purity.hpp, which has those of the engine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ramal::contract {

struct go_rules {
  std::string path_prefix{};  // of evolution_go.base_url
  // That may be sent, the admin key among them only if admin routes may be asked for; empty: any one will do.
  std::vector<std::string> tokens{};
  std::vector<std::string> secrets{};  // that must stand nowhere: client keys, native keys
};

// Everything wrong with `head`, the raw bytes of one head with its empty line; empty if it is pure.
std::vector<std::string> find_go_impurities(std::string_view head, const go_rules& rules);

}  // namespace ramal::contract
