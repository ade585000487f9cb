// The keys of the configuration that say what a client key may be used for (contracts/gateway.md section 2).
#pragma once

#include "config/model.hpp"
#include "config/schema.hpp"

namespace ramal::config {

// Adds `allow`, `callees`, `expires` and `addresses` to the entries of a key.
void add_scope_fields(std::vector<field>& to);

// `mapping`: of the key `entry`, which was read from it.
void check_scope(context& load, const node& mapping, const std::string& path, const key& entry);

}  // namespace ramal::config
