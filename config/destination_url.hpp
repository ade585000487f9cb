// The URL of a bot: where its events go (contracts/webhooks.md section 10).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/scalars.hpp"

namespace ramal::config {

struct destination_url {
  bool tls = true;
  std::string host;  // lower case; IPv6 without brackets
  std::uint16_t port = 443;
  std::string target;  // path and query as written; "/" if there is none
};

// `http` or `https`, a host, optionally a port, a path and a query; no user info, no fragment, nothing that needs an
// escape.
parsed<destination_url> parse_destination_url(std::string_view text);

// Without what stands behind '?', which may be a credential.
std::string without_query(std::string_view url);

}  // namespace ramal::config
