// The paths of the doors: the calls layer, the native API (contracts/gateway.md section 1), the hooks of webhooks.
#pragma once

#include <string>
#include <string_view>

#include "config/model.hpp"
#include "config/schema.hpp"

namespace ramal::config {

// Whether a path is `parent` or below it.
bool is_within_path(std::string_view path, std::string_view parent);

// Below which the native API is served, such as /v1/calls; "" if it is not served.
std::string native_path(const gateway& settings);

// No path may mean two things.
void check_doors(context& load, const node& mapping, const gateway& settings);

}  // namespace ramal::config
