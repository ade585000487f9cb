#include "tests/harness/gateway_yaml.hpp"

#include <algorithm>

namespace ramal::tests {
namespace {

std::string default_keys() {
  const auto entry = [](const char* name, const char* client, const std::string& client_value, const char* native,
                        const char* native_value) {
    return std::string("{name: ") + name + ", " + client + ": " + client_value + ", " + native + ": " + native_value +
           "}";
  };
  // The digest is that of `client_key_by_digest`.
  return "[" + entry("demo", "client_key", client_key, "native_key", native_key) + ", " +
         entry("by-id", "client_key", client_key_by_id, "native_key_id", native_key_id) + ", " +
         entry("by-digest", "client_key_sha256", "\"2d23cf2e53f5f601eccf6a659a44b59c0a4bf6dd8497160de273434de2965c2b\"",
               "native_key", native_key_of_digest) +
         "]";
}

// Writes the settings below one level: those without a dot as they are, the others grouped by their first word.
void emit(std::string& yaml, const std::vector<setting>& settings, const std::string& indent) {
  std::vector<std::string> done;
  for (const auto& [path, value] : settings) {
    const auto dot = path.find('.');
    const auto word = path.substr(0, dot);
    if (dot == std::string::npos) {
      yaml += indent + path + ": " + value + "\n";
      continue;
    }
    if (std::find(done.begin(), done.end(), word) != done.end()) continue;
    done.push_back(word);
    std::vector<setting> inner;
    for (const auto& [other_path, other_value] : settings)
      if (other_path.substr(0, dot + 1) == word + ".") inner.emplace_back(other_path.substr(dot + 1), other_value);
    yaml += indent + word + ":\n";
    emit(yaml, inner, indent + "  ");
  }
}

}  // namespace

std::string gateway_yaml(const std::string& engine_url, const std::vector<setting>& settings) {
  // In tests all clients have one address and a few keys, so the limits of one address, key or connection are far away;
  // only the tests of a limit set it. The same holds for time limits: a connection that ends in a test was ended by
  // what is tested. `watch_files` is off, since the file was written just now and would be read again in the middle of
  // a test. `drain_delay` is 0, since clients come while a program ends in the tests of that only.
  std::vector<setting> all{{"limits.connections_per_address", "1000000"},
                           {"limits.requests_per_connection", "1000000"},
                           {"limits.key_rate", "1000000"},
                           {"limits.key_burst", "1000000"},
                           {"limits.key_concurrency", "1000000"},
                           {"limits.unauthorized_per_minute", "1000000"},
                           {"limits.tls_handshake_timeout", "1h"},
                           {"limits.head_timeout", "1h"},
                           {"limits.crowded_head_timeout", "1h"},
                           {"limits.body_timeout", "1h"},
                           {"limits.idle_timeout", "1h"},
                           {"limits.write_timeout", "1h"},
                           {"limits.queue_timeout", "1m"},
                           {"limits.drain_delay", "0ms"},
                           {"listeners", "[{address: \"127.0.0.1:0\"}]"},
                           {"workers", "1"},
                           {"watch_files", "false"},
                           {"engine.base_url", "\"" + engine_url + "\""},
                           {"keys", default_keys()},
                           {"log.access", "\"${dir}/access.log\""}};
  for (const auto& each : settings) {
    const auto same = std::find_if(all.begin(), all.end(), [&](const setting& s) { return s.first == each.first; });
    if (same == all.end()) all.push_back(each);
    else same->second = each.second;
  }
  std::string yaml;
  emit(yaml, all, "");
  return yaml;
}

}  // namespace ramal::tests
