// Configurations of a gateway for tests, as YAML text (config/README.md).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ramal::tests {

// What every test configuration holds unless a setting says otherwise: three clients, each bound to a native key.
inline constexpr const char* client_key = "demo-client-key";
inline constexpr const char* native_key = "ps_demo_native_key";
inline constexpr const char* client_key_by_id = "by-id-client-key";  // bound to a key id: x-api-key-id
inline constexpr const char* native_key_id = "kid_demo_native_id";
inline constexpr const char* client_key_by_digest = "by-digest-client-key";  // only its SHA-256 is configured
inline constexpr const char* native_key_of_digest = "ps_digest_native_key";
inline constexpr const char* default_mount = "/api/layer/evolution-go";

// A dotted key path and its YAML value on one line: {"cors.origins", "[https://app.example]"}.
using setting = std::pair<std::string, std::string>;

// One listener on a free loopback port, the engine at `engine_url`, the access log in `${dir}/access.log`, no bounds
// for one address, one key or one connection, an hour for whatever a client may take its time with, no watch on files;
// `settings` replace or add keys.
std::string gateway_yaml(const std::string& engine_url, const std::vector<setting>& settings = {});

}  // namespace ramal::tests
