// `ramal doctor --url`: asks by the base URL that clients have.
#pragma once

#include <string>
#include <vector>

#include "config/model.hpp"
#include "proxy/doctor/finding.hpp"

namespace ramal::net {

// Three requests, none with a key. Blocks, for some seconds at most.
std::vector<doctor::finding> look_from_outside(const std::string& url, const config::gateway& settings);

}  // namespace ramal::net
