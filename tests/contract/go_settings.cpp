#include "tests/contract/go_settings.hpp"

namespace ramal::contract {
namespace {

std::string quoted(const char* text) { return std::string("\"") + text + "\""; }

// As gateway_yaml.hpp has them.
std::string keys_with_tokens() {
  const std::string first = std::string("{name: demo, client_key: ") + client_key + ", native_key: " + native_key +
                            ", evolution_go_token: " + go_token + "}";
  const std::string second = std::string("{name: by-id, client_key: ") + client_key_by_id +
                             ", native_key_id: " + native_key_id + ", evolution_go_token: " + go_token_by_id +
                             ", evolution_go_admin_key: " + go_admin_key + "}";
  const std::string third = std::string("{name: by-digest, client_key: ") + client_key_by_digest +
                            ", native_key: " + native_key_of_digest + "}";
  return "[" + first + ", " + second + ", " + third + "]";
}

}  // namespace

std::vector<setting> with_go_server(const contract_case& what, const std::string& address) {
  if (what.go == contract_case::server::none) return what.settings;
  std::vector<setting> all{{"evolution_go.base_url", quoted(("http://" + address).c_str())},
                           {"keys", keys_with_tokens()}};
  all.insert(all.end(), what.settings.begin(), what.settings.end());
  return all;
}

}  // namespace ramal::contract
