// The value of Host, or the authority of an absolute target (http-rules.md T1, T3; RFC 9110 section 7.2).
#pragma once

#include <cstdint>
#include <string_view>

namespace ramal::wire {

struct host_and_port {
  std::string_view host;  // an IPv6 literal keeps its brackets
  std::uint16_t port = 0;
  bool has_port = false;
};

// A name of letters, digits, '-', '.', '_' (an IPv4 address is one), or an IPv6 literal in brackets, with an optional
// port 0..65535. False for anything else: empty, a list, user info, a path, an empty port.
bool parse_host(std::string_view text, host_and_port& out);

// Case-insensitive; a missing port counts as `default_port`.
bool same_host(const host_and_port& a, const host_and_port& b, std::uint16_t default_port);

}  // namespace ramal::wire
