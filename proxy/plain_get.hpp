// One GET without TLS, over TCP or a Unix socket: of the admin interface. Blocks, 5 s at most.
#pragma once

#include <string>

#include "config/model.hpp"

namespace ramal::net {

struct plain_answer {
  unsigned status = 0;  // 0: there is no whole answer
  std::string body;     // 64 MiB at most
  std::string error;    // why there is none
};

// `token`: sent as a bearer token; empty: none is.
plain_answer plain_get(const config::admin_address& from, const std::string& path, const config::secret& token);

}  // namespace ramal::net
