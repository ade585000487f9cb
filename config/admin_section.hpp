// `admin` and `metrics` of the gateway (contracts/console.md): the interface for operators, and who may read counters.
#pragma once

#include <string>
#include <string_view>

#include "config/model.hpp"
#include "config/schema.hpp"

namespace ramal::config {

const section& admin_section();
const section& metrics_section();

// "127.0.0.1:9901", "[::1]:9901", "unix:/run/ramal/admin.sock", "off".
parsed<admin_address> parse_admin_address(std::string_view text);
std::string print_admin_address(const admin_address& value);

}  // namespace ramal::config
