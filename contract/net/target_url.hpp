// `--base-url`: where what is tested is reached, and what stands in front of every path.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "contract/net/link.hpp"

namespace ramal::contract {

struct target_url {
  remote_address at;
  std::string host;  // as a Host header: with the port unless it is the scheme's own
  std::string path;  // "" or "/api/layer/evolution-go", without '/' at its end
};

// "https://host[:port][/path]", without user, query or fragment.
std::optional<target_url> parse_target_url(std::string_view text);

// "127.0.0.1:9000", "[::1]:9000" or ":9000" (127.0.0.1).
std::optional<remote_address> parse_listen_address(std::string_view text);

}  // namespace ramal::contract
