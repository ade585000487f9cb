#include "proxy/demo.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <cstring>

#include "config/addresses.hpp"
#include "proxy/net/loop/socket.hpp"
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

// Every line that is no comment works when pasted in this order: tests/clients/check_demo_text.py pastes them.
constexpr const char* page = R"text(
Ramal demo / demonstração

  gateway   http://@GATEWAY@/api/layer/evolution-go   apikey: demo
  engine    http://@ENGINE@/v1   media: ws://@MEDIA@
@ELSEWHERE@
Paste these into another terminal, in this order. / Cole em outro terminal, nesta ordem.

# 1. Start a call: 201; it rings and is answered 4 s later. / Inicie uma chamada: 201; toca e é atendida 4 s depois.
curl -si -H apikey:demo -d '{"number":"5511988887777"}' http://@GATEWAY@/api/layer/evolution-go/call/start; echo

# Shorthands for the lines below: the base URL, the newest call's id. / Atalhos: a URL base, o id da chamada mais nova.
B=http://@GATEWAY@/api/layer/evolution-go
newest() { curl -sS -H 'apikey: demo' "$B/call/list?limit=1" | cut -d '"' -f 10; }
CALL=$(newest)

# 2. List the calls. / Liste as chamadas.
curl -sS -H 'apikey: demo' "$B/call/list?limit=25"; echo

# 3. Get this call, until it is answered or over. / Consulte a chamada, até ser atendida ou terminar.
until curl -s -H 'apikey: demo' "$B/call/get?callId=$CALL" | grep -E '"state":"(active|ended|failed)"'; do sleep 1; done

# 4. Play a file into it. / Toque um áudio na chamada.
curl -sS -H 'apikey: demo' -d '{"callId":"'$CALL'","mediaUrl":"https://example.com/ola.mp3"}' $B/call/media/play; echo

# 5. Open live audio: dial the wsUrl in the answer. / Abra o áudio ao vivo: conecte-se à wsUrl da resposta.
curl -sS -H 'apikey: demo' -d '{"callId":"'$CALL'","mode":"talk"}' $B/call/media/realtime/session; echo

# 6. Hang up. / Desligue.
curl -sS -H 'apikey: demo' -d '{"callId":"'$CALL'"}' $B/call/hangup; echo

# 7. Somebody calls: answer. / Alguém liga: atenda.
curl -sS -H 'x-api-key: ps_demo_web' -d '{"from":"5521977776666"}' http://@ENGINE@/_engine/calls/inbound; echo
curl -sS -H 'apikey: demo' -d '{"callId":"'$(newest)'"}' $B/call/answer; echo

# 8. Somebody else calls: reject. / Outra pessoa liga: recuse.
curl -sS -H 'x-api-key: ps_demo_web' -d '{"from":"5521955554444"}' http://@ENGINE@/_engine/calls/inbound; echo
curl -sS -H 'apikey: demo' -d '{"callId":"'$(newest)'"}' $B/call/reject; echo

Other keys / Outras chaves:
  demo-meta     an official number, needs sdp / um número oficial, exige sdp
  demo-offline  a number that is not connected / um número desconectado
  demo-other    a number that cannot make calls / um número que não pode fazer chamadas
  demo-tenant   a key of the whole account, which calls refuse / uma chave da conta inteira, recusada em chamadas
The last digits called choose a story: 205 hangs up after 5 s, 486 rejects, 408 never answers (engine/README.md).
Os últimos dígitos chamados escolhem o cenário: 205 desliga após 5 s, 486 recusa, 408 não atende.
@WEBHOOK@
Below: one line of JSON for each request. Ctrl+C ends. / Abaixo: uma linha de JSON por requisição. Ctrl+C encerra.

)text";

std::string replace_all(std::string where, const std::string& what, const std::string& with) {
  for (auto at = where.find(what); at != std::string::npos; at = where.find(what, at + with.size()))
    where.replace(at, what.size(), with);
  return where;
}

bool is_wildcard(const std::string& host) { return host == "0.0.0.0" || host == "::"; }

// What a client on this machine dials to reach what listens on `host`.
std::string dialled(const std::string& host) {
  if (host == "0.0.0.0") return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

std::string text_of(const std::string& host, std::uint16_t port) { return config::print_listener({host, port}); }

// A machine without IPv6 has no [::1].
bool has_ipv6_loopback() { return open_listener(parse_address("::1", 0).value()).has_value(); }

// The first address of this machine by which another one may reach it; "" if there is none.
std::string first_outer_address() {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return {};
  std::string found;
  for (const ifaddrs* one = all; one != nullptr && found.empty(); one = one->ifa_next) {
    if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
    if ((one->ifa_flags & IFF_UP) == 0 || (one->ifa_flags & IFF_LOOPBACK) != 0) continue;
    socket_address address;
    std::memcpy(&address.storage, one->ifa_addr, sizeof(sockaddr_in));
    const std::string with_port = to_text(address);
    found = with_port.substr(0, with_port.rfind(':'));
  }
  ::freeifaddrs(all);
  return found;
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

std::string webhook_text(const command_line& line) {
  if (!line.webhook_url.empty()) return "Events go to / Os eventos vão para " + line.webhook_url + "\n";
  return "What a bot would get is shown below; --webhook URL sends it to yours.\n"
         "O que um bot receberia aparece abaixo; --webhook URL envia ao seu.\n";
}

std::string messages_text(const command_line& line) {
  if (line.go_url.empty()) return {};
  return "What is no call of the key demo goes to / O que não é chamada da chave demo vai para " + line.go_url + "\n";
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
  return "http://" + text_of(dialled(line.listen), gateway_port) + config::webhook_settings().path + "/" +
         std::string(hook.hook.reveal());
}

std::string demo_event(const std::string& name, const std::string& call_id, bool inbound) {
  return "event / evento   " + name + "   " + call_id + (inbound ? "   inbound / recebida\n" : "   outbound / feita\n");
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
  gateway.engine.host = dialled(line.listen);
  // the engine's wsUrl has the host that it was asked by: one that another machine can dial, too
  if (const std::string outer = is_wildcard(line.listen) ? first_outer_address() : ""; !outer.empty())
    gateway.engine.host = outer;
  gateway.engine.port = engine_port;
  const std::string own_bot = "http://" + text_of(dialled(line.listen), engine_port) + engine_bot_path;
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

std::string demo_text(const command_line& line, const demo_ports& ports) {
  const std::string host = dialled(line.listen);
  std::string elsewhere;
  if (is_wildcard(line.listen)) {
    const std::string outer = first_outer_address();
    elsewhere = "  from elsewhere / de outra máquina: http://" +
                text_of(outer.empty() ? "ADDRESS" : outer, ports.gateway) + "/api/layer/evolution-go\n";
  }
  std::string shown = replace_all(page, "@GATEWAY@", text_of(host, ports.gateway));
  shown = replace_all(shown, "@ENGINE@", text_of(host, ports.engine));
  shown = replace_all(shown, "@MEDIA@", text_of(host, ports.media));
  shown = replace_all(shown, "@ELSEWHERE@", elsewhere);
  return replace_all(shown, "@WEBHOOK@\n", webhook_text(line) + messages_text(line));
}

}  // namespace ramal::net
