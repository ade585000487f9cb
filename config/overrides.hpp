// Environment variables RAMAL_<PATH> that replace or add single values of the file.
#pragma once

#include <string>
#include <vector>

#include "config/schema.hpp"

namespace ramal::config {

// Puts the value of each RAMAL_ variable into the tree, where the strict readers find it: RAMAL_ENGINE_BASE_URL is
// engine.base_url, RAMAL_KEYS_0_NAME is keys[0].name; the index after a list's last item adds one. A variable that
// names no key is a problem, unless the file itself names it in a key that ends with _env, or Kubernetes or Docker made
// it (link_variables.hpp).
void apply_overrides(context& load, const section& shape, node& document);

// The variable of a key path: "keys[0].name" is RAMAL_KEYS_0_NAME.
std::string variable_of(const std::string& path);

}  // namespace ramal::config
