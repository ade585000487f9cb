// The keys of the operator's own Evolution GO server (contracts/gateway.md section 3).
#pragma once

#include <string>
#include <vector>

#include "config/model.hpp"
#include "config/schema.hpp"

namespace ramal::config {

const section& evolution_go_section();

// Of one key of the ring: evolution_go_token and evolution_go_admin_key, in all their forms.
void add_evolution_go_fields(std::vector<field>& to);
void read_evolution_go_secrets(context& load, const node& mapping, const std::string& path, key& entry);

// What has no effect without the other.
void check_evolution_go(context& load, const node& mapping, const gateway& settings);

}  // namespace ramal::config
