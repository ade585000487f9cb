#include "config/gateway_warnings.hpp"

#include <algorithm>
#include <array>

#include "config/addresses.hpp"
#include "config/reach.hpp"
#include "config/visible_mistakes.hpp"
#include "config/webhook_checks.hpp"

namespace ramal::config {
namespace {

constexpr std::size_t usual_native_key = 8;  // the engine's are longer

// proxy/demo.cpp
bool is_of_demo(std::string_view client_key) {
  constexpr std::array<std::string_view, 5> keys{demo_client_key, "demo-meta", "demo-offline", "demo-other",
                                                 "demo-tenant"};
  return std::find(keys.begin(), keys.end(), client_key) != keys.end();
}

// What is right behind a proxy or inside of a container's network, and wrong on the internet.
void warn_of_plain_text(context& load, const node& mapping, const gateway& settings) {
  const node* list = mapping.find("listeners");
  for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
    const std::string path = "listeners[" + std::to_string(i) + "].address";
    const node* address = list->items[i].find("address");
    const auto literal = parse_ip(settings.listeners[i].host);
    if (address == nullptr || !load.clean(path) || !literal || settings.listeners[i].tls) continue;
    if (is_wildcard(*literal) || is_public(*literal))
      load.warn(address->at, path,
                "can be reached from elsewhere and speaks plain HTTP: keys and numbers can be read on the way. Add tls "
                "to it, or let only a proxy that speaks TLS reach it");
  }
  const node* engine = mapping.find("engine");
  const node* url = engine == nullptr ? nullptr : given(load, *engine, "engine", "base_url");
  if (url == nullptr || settings.engine.tls || !is_public_host(settings.engine.host)) return;
  load.warn(url->at, "engine.base_url",
            "is plain http:// to a host on the internet: native keys and numbers can be read on the way. Write "
            "https://");
}

// The server would be this gateway: every request would end with LOOP_DETECTED. `group`: engine or evolution_go.
void warn_of_loop(context& load, const node& mapping, const gateway& settings, const upstream_engine& server,
                  const std::string& group) {
  const node* own = mapping.find(group);
  const node* url = own == nullptr ? nullptr : given(load, *own, group, "base_url");
  if (url == nullptr || !is_loopback_host(server.host)) return;
  for (const auto& one : settings.listeners) {
    const auto literal = parse_ip(one.host);
    if (one.port != server.port || !literal || !(is_loopback(*literal) || is_wildcard(*literal))) continue;
    return load.warn(url->at, group + ".base_url",
                     "leads back to this gateway, which listens on " + print_listener(one) + ": write the " +
                         (group == "engine" ? "engine's" : "server's") + " own address");
  }
}

void warn_of_keys(context& load, const node& mapping, const gateway& settings) {
  const node* list = mapping.find("keys");
  for (std::size_t i = 0; list != nullptr && i < list->items.size() && i < settings.keys.size(); ++i) {
    const key& one = settings.keys[i];
    const std::string path = "keys[" + std::to_string(i) + "]";
    if (is_of_demo(one.client_key.reveal()) && is_public_host(settings.engine.host))
      load.warn(list->items[i].at, path,
                "has a key of the demo, which everybody knows, and its engine is on the "
                "internet: write a key of its own, such as openssl rand -hex 24 prints");
    if (!one.native_key.empty() && one.native_key.reveal().size() < usual_native_key)
      load.warn(list->items[i].at, path,
                "has a native key of only " + std::to_string(one.native_key.reveal().size()) +
                    " characters: compare it with the one that you were given");
    if (!one.client_key.empty() && one.client_key.reveal() == one.native_key.reveal())
      load.warn(list->items[i].at, path,
                "has one text as client key and as native key, so its client holds the native "
                "key: write a client key of its own");
  }
}

}  // namespace

void warn_of_gateway(context& load, const node& mapping, const gateway& settings) {
  warn_of_plain_text(load, mapping, settings);
  warn_of_loop(load, mapping, settings, settings.engine, "engine");
  if (settings.evolution_go) warn_of_loop(load, mapping, settings, *settings.evolution_go, "evolution_go");
  warn_of_keys(load, mapping, settings);
  warn_of_webhooks(load, mapping, settings);
}

}  // namespace ramal::config
