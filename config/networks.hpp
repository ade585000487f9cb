// Blocks of addresses: text to bytes and back, and what lies in them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/model.hpp"
#include "config/scalars.hpp"

namespace ramal::config {

// "10.0.0.0/8", "2001:db8::/32", or one address. Bits behind the prefix must be zero.
parsed<network> parse_network(std::string_view text);
std::string print_network(const network& value);

bool any_holds(std::span<const network> blocks, const ip_address& address);

}  // namespace ramal::config
