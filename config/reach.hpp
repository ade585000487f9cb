// Who can reach an address: this machine, a network of one's own, or everybody.
#pragma once

#include <string_view>

#include "config/ip_address.hpp"

namespace ramal::config {

bool is_loopback(const ip_address& address);
bool is_wildcard(const ip_address& address);  // 0.0.0.0, ::

// Whether the internet may route to it: neither loopback, nor private, nor of one link, nor for documents.
bool is_public(const ip_address& address);

// A host of a URL: a literal as above; a name is not public if it has no dot (a container, a machine of this network)
// or ends as names of private networks do (.local, .internal, ...).
bool is_public_host(std::string_view host);
bool is_loopback_host(std::string_view host);

}  // namespace ramal::config
