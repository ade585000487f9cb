// What a case is played with: the keys of the gateway under test, and where it is mounted.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace ramal::contract {

// A dotted key path of the configuration and its YAML value on one line: {"cors.origins", "[https://app.example]"}.
using setting = std::pair<std::string, std::string>;

// Three clients, each bound to a native key: what the cases name where `${key}` does not stand.
inline constexpr const char* client_key = "demo-client-key";
inline constexpr const char* native_key = "ps_demo_native_key";
inline constexpr const char* client_key_by_id = "by-id-client-key";  // bound to a key id: x-api-key-id
inline constexpr const char* native_key_id = "kid_demo_native_id";
inline constexpr const char* client_key_by_digest = "by-digest-client-key";  // only its SHA-256 is configured
inline constexpr const char* native_key_of_digest = "ps_digest_native_key";
// What an Evolution GO server knows them by: the first one's instance, the second one's, which has the global key, too.
inline constexpr const char* go_token = "token-of-instance";
inline constexpr const char* go_token_by_id = "token-of-other-instance";
inline constexpr const char* go_admin_key = "global-key-of-server";
inline constexpr const char* default_mount = "/api/layer/evolution-go";

struct deployment {
  std::string client_key = contract::client_key;
  std::string native_key = contract::native_key;  // what the engine must see for it
  std::string mount = default_mount;
  std::string host = "ramal.example";                       // the Host of requests that name none
  std::string callee{};                                     // whom a live case calls: ${callee}
  std::string media{};                                      // what a live case plays: ${media}; "": nothing
  std::vector<std::pair<std::string, std::string>> kept{};  // what the case has kept so far, by name

  bool operator==(const deployment&) const = default;
};

}  // namespace ramal::contract
