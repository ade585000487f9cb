// Addresses of this machine.
#pragma once

#include <string>

namespace ramal::net {

// "0.0.0.0" or "::": all addresses of the machine.
bool is_wildcard(const std::string& host);

// A machine without IPv6 has no [::1].
bool has_ipv6_loopback();

// The first IPv4 address of this machine by which another one may reach it; "" if there is none.
std::string first_outer_address();

}  // namespace ramal::net
