// Keys for the tests of this folder; no text of one is contained in another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/key_ring.hpp"

namespace ramal::auth {

inline config::key entry(std::string name, std::string_view client, std::string_view native,
                         config::native_key_kind kind = config::native_key_kind::key) {
  config::key result;
  result.name = std::move(name);
  result.client_key = config::secret(client);
  result.native_key = config::secret(native);
  result.kind = kind;
  return result;
}

inline config::key digest_entry(std::string name, std::string sha256_hex, std::string_view native) {
  config::key result = entry(std::move(name), "", native);
  result.client_key_sha256 = std::move(sha256_hex);
  return result;
}

inline std::vector<config::key> shop_and_bot() {
  return {entry("shop", "client-shop", "ps_native_shop"),
          entry("bot", "client-bot", "id_native_bot", config::native_key_kind::key_id)};
}

}  // namespace ramal::auth
