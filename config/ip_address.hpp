// IP addresses as bytes: one form for both versions, so that tables and comparisons need not tell them apart.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ramal::config {

// IPv4 as IPv4-mapped IPv6 (RFC 4291, 2.5.5.2).
using ip_address = std::array<std::uint8_t, 16>;

bool is_v4(const ip_address& value);

// A literal of either version, without brackets, port or zone. Takes nothing from the heap.
std::optional<ip_address> parse_ip(std::string_view text);
// The shortest text, IPv4 in dots.
std::string print_ip(const ip_address& value);

}  // namespace ramal::config
