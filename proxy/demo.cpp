#include "proxy/demo.hpp"

#include "config/addresses.hpp"
#include "proxy/net/loop/socket.hpp"
#include "proxy/own_addresses.hpp"
#include "proxy/webhooks.hpp"

namespace ramal::net {
namespace {

constexpr const char* engine_bot_path = "/_engine/bot";  // engine::bot_path, which only main.cpp may know

struct demo_number {
  const char* client_key;
  const char* native_key;
  const char* number;
  config::number_kind kind;
  bool connected;
};
constexpr demo_number numbers[] = {
    {"demo", "ps_demo_web", "5511910000001", config::number_kind::evo_go, true},
    {"demo-meta", "ps_demo_meta", "5511910000002", config::number_kind::meta, true},
    {"demo-offline", "ps_demo_offline", "5511910000003", config::number_kind::evo_go, false},
    {"demo-other", "ps_demo_other", "5511910000004", config::number_kind::other, true},
};
constexpr const char* tenant_client_key = "demo-tenant";
constexpr const char* tenant_native_key = "ps_demo_tenant";

config::key key_of(const char* client_key, const char* native_key, const char* number) {
  config::key key;
  key.name = client_key;
  key.client_key = config::secret(client_key);
  key.native_key = config::secret(native_key);
  key.number = number;
  return key;
}

// The usual one if nobody has it, else one that the system gives: another demo, or a gateway, may run here.
std::uint16_t console_port(const command_line& line, const config::admin_address& usual) {
  if (line.port == 0) return 0;
  const auto address = parse_address(usual.host, usual.port);
  return address && open_listener(*address).has_value() ? usual.port : std::uint16_t{0};
}

config::key_webhook webhook_of(const demo_hook& hook, const std::string& bot_url) {
  config::key_webhook webhook;
  webhook.hook = hook.hook;
  webhook.native_secrets.push_back(hook.native_secret);
  webhook.url = bot_url;
  return webhook;
}

// The number `demo` has an instance there.
void pass_on_messages(config::gateway& gateway, const command_line& line) {
  const config::base_url url = *config::parse_base_url(line.go_url);  // as the command line has checked
  config::evolution_go_server& server = gateway.evolution_go.emplace();
  server.tls = url.tls;
  server.host = url.host;
  server.port = url.port;
  server.path_prefix = url.path_prefix;
  gateway.keys.front().evolution_go_token = line.go_token;
}

}  // namespace

// Numbers that can call have events.
std::vector<demo_hook> make_demo_hooks() {
  std::vector<demo_hook> made;
  for (const demo_number& row : numbers) {
    if (row.kind == config::number_kind::other) continue;
    made.push_back({row.client_key, config::secret(new_hook()), config::secret(new_hook())});
  }
  return made;
}

std::string demo_hook_url(const command_line& line, std::uint16_t gateway_port, const demo_hook& hook) {
  return "http://" + config::print_listener({config::dialled_host(line.listen), gateway_port}) +
         config::webhook_settings().path + "/" + std::string(hook.hook.reveal());
}

// The engine's two ports follow the gateway's.
config::reference_engine demo_engine(const command_line& line) {
  config::reference_engine engine;
  const auto port = [&line](unsigned step) {
    return line.port == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(line.port + step);
  };
  engine.api = {line.listen, port(1)};
  engine.media = {line.listen, port(2)};
  for (const demo_number& row : numbers) {
    config::engine_number number;
    number.name = row.client_key;
    number.number = row.number;
    number.kind = row.kind;
    number.connected = row.connected;
    number.key = config::secret(row.native_key);
    engine.numbers.push_back(number);
  }
  engine.tenant_keys.emplace_back(tenant_native_key);
  engine.speed = line.speed;
  engine.seed = line.seed;
  return engine;
}

// Node's `localhost` is [::1] where there is one.
config::gateway demo_gateway(const command_line& line, std::uint16_t engine_port, const std::vector<demo_hook>& hooks,
                             const demo_folder& folder) {
  config::gateway gateway;
  gateway.listeners = {config::listener{line.listen, line.port}};
  if (line.listen == "127.0.0.1" && line.port != 0 && has_ipv6_loopback())
    gateway.listeners.push_back(config::listener{"::1", line.port});
  gateway.engine.tls = false;
  gateway.engine.host = config::dialled_host(line.listen);
  // the engine's wsUrl has the host that it was asked by: one that another machine can dial, too
  if (const std::string outer = is_wildcard(line.listen) ? first_outer_address() : ""; !outer.empty())
    gateway.engine.host = outer;
  gateway.engine.port = engine_port;
  const std::string own_bot = "http://" + config::print_listener({config::dialled_host(line.listen), engine_port}) +
                              engine_bot_path;
  const std::string bot_url = line.webhook_url.empty() ? own_bot : line.webhook_url;
  for (const demo_number& row : numbers) gateway.keys.push_back(key_of(row.client_key, row.native_key, row.number));
  gateway.keys.push_back(key_of(tenant_client_key, tenant_native_key, ""));
  for (config::key& key : gateway.keys) {
    for (const demo_hook& hook : hooks) {
      if (hook.key == key.name) key.webhook = webhook_of(hook, bot_url);
    }
  }
  if (!line.go_url.empty()) pass_on_messages(gateway, line);
  gateway.admin.dialler = gateway.admin.inspector = gateway.admin.address.on = true;
  gateway.admin.address.port = console_port(line, gateway.admin.address);
  gateway.webhooks.store = folder.path() + "/outbox.db";
  // a script that is tried here may ask in a loop without a pause
  gateway.limits.key_rate = gateway.limits.key_burst = 10'000;
  return gateway;
}

}  // namespace ramal::net
