// Configurations of a gateway for tests, as YAML text (config/README.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/harness/contract_names.hpp"

namespace ramal::tests {

// One listener on a free loopback port, the engine at `engine_url`, the access log in `${dir}/access.log`, no bounds
// for one address, one key or one connection, an hour for whatever a client may take its time with, no watch on files;
// `settings` replace or add keys.
std::string gateway_yaml(const std::string& engine_url, const std::vector<setting>& settings = {});

}  // namespace ramal::tests
