// Listener addresses, base URLs, origins and mounts: text to parts and back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/model.hpp"
#include "config/scalars.hpp"

namespace ramal::config {

// "127.0.0.1:8080", "[::1]:8080"; the host is a literal, the port 0 to 65535.
parsed<listener> parse_listener(std::string_view text);
std::string print_listener(const listener& value);
// What a client on this machine dials to reach what listens on `host`: of "0.0.0.0" and "::" the loopback address.
std::string dialled_host(const std::string& host);

// The parts of "https://host[:port][/prefix]". Neither user info nor query nor fragment; trailing '/' are dropped.
struct base_url {
  bool tls = true;
  std::string host;  // IPv6 without brackets
  std::uint16_t port = 443;
  std::string path_prefix;
};
parsed<base_url> parse_base_url(std::string_view text);
std::string print_base_url(const base_url& value);

// A host name, or an IPv4 literal, without a port.
parsed<std::string> parse_server_name(std::string_view text);

// "*", "null", or an origin as a browser sends it: any scheme in lower case, a host, no path; of the web's schemes no
// default port and a host in lower case.
parsed<std::string> parse_origin(std::string_view text);

// "/", or "/api/layer/evolution-go": begins with '/', does not end with one, plain segments.
parsed<std::string> parse_mount(std::string_view text);
// The same, or "off".
parsed<std::string> parse_native_mount(std::string_view text);

// "+5511999990001" or "5511999990001": 8 to 15 digits, with a '+' only where it is `allowed`.
parsed<std::string> parse_number(std::string_view text, bool plus_allowed);

}  // namespace ramal::config
