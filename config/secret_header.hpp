// Header lines whose values may be credentials: of deliveries to bots, and of what a collector of spans gets.
#pragma once

#include <string>
#include <vector>

#include "config/model.hpp"
#include "config/schema.hpp"

namespace ramal::config {

// `name`, and `value` in its three forms.
const section& secret_header_section();

// No name twice in `headers` of `mapping`, in any case.
void check_secret_headers(context& load, const node& mapping, const std::string& path,
                          const std::vector<secret_header_line>& lines);

}  // namespace ramal::config
