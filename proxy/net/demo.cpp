#include "proxy/net/demo.hpp"

namespace ramal::net {
namespace {

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

constexpr const char* text = R"(
Ramal demo / demonstracao
  gateway  http://@GATEWAY@/api/layer/evolution-go     apikey: demo
  engine   http://127.0.0.1:@ENGINE@/v1  (native API)        media ws://127.0.0.1:@MEDIA@

Paste these in another terminal. / Cole estas linhas em outro terminal.
# 0. once / uma vez
B=http://@GATEWAY@/api/layer/evolution-go
# 1. start a call: 201, it rings and is answered in 4 s / inicia uma chamada: 201, toca e e atendida em 4 s
curl -i -H 'apikey: demo' -d '{"number":"5511988887777"}' http://@GATEWAY@/api/layer/evolution-go/call/start
# 2. list the calls / lista as chamadas
curl -i -H 'apikey: demo' "$B/call/list?limit=25"
#    keep the newest call's id / guarda o id da chamada mais nova
CALL=$(curl -s -H 'apikey: demo' "$B/call/list?limit=1" | grep -o '"callId":"[^"]*"' | head -n 1 | cut -d '"' -f 4)
# 3. get that call / consulta a chamada
curl -i -H 'apikey: demo' "$B/call/get?callId=$CALL"
# 4. play a file into it / toca um audio na chamada
curl -i -H 'apikey: demo' -d '{"callId":"'$CALL'","mediaUrl":"https://example.com/ola.mp3"}' $B/call/media/play
# 5. open the live audio: dial the wsUrl it answers / abre o audio ao vivo: conecte no wsUrl da resposta
curl -i -H 'apikey: demo' -d '{"callId":"'$CALL'","mode":"talk"}' $B/call/media/realtime/session
# 6. hang up / desliga
curl -i -H 'apikey: demo' -d '{"callId":"'$CALL'"}' $B/call/hangup
# An incoming call, for 7 or 8 / uma chamada recebida, para 7 ou 8:
curl -i -H 'x-api-key: ps_demo_web' -d '{"from":"5521977776666"}' http://127.0.0.1:@ENGINE@/_engine/calls/inbound
CALL=$(curl -s -H 'apikey: demo' "$B/call/list?limit=1" | grep -o '"callId":"[^"]*"' | head -n 1 | cut -d '"' -f 4)
# 7. answer it / atende
curl -i -H 'apikey: demo' -d '{"callId":"'$CALL'"}' $B/call/answer
# 8. or reject it / ou rejeita
curl -i -H 'apikey: demo' -d '{"callId":"'$CALL'"}' $B/call/reject

Other keys / outras chaves: demo-meta (official number, needs sdp), demo-offline, demo-other, demo-tenant.
The callee's last digits choose a story (205 hangs up after 5 s, 486 rejects, 408 never answers): engine/README.md
Os ultimos digitos do numero escolhem a historia (205 desliga em 5 s, 486 rejeita, 408 nao atende): engine/README.md
Ctrl+C ends it / encerra.

)";

std::string replace_all(std::string where, const std::string& what, const std::string& with) {
  for (auto at = where.find(what); at != std::string::npos; at = where.find(what, at + with.size()))
    where.replace(at, what.size(), with);
  return where;
}

}  // namespace

config::reference_engine demo_engine(const command_line& line) {
  config::reference_engine engine;
  if (line.port == 0) engine.api.port = engine.media.port = 0;
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

config::gateway demo_gateway(const command_line& line, std::uint16_t engine_port) {
  config::gateway gateway;
  gateway.listeners = {config::listener{"127.0.0.1", line.port}};
  gateway.engine.tls = false;
  gateway.engine.host = "127.0.0.1";
  gateway.engine.port = engine_port;
  for (const demo_number& row : numbers) gateway.keys.push_back(key_of(row.client_key, row.native_key, row.number));
  gateway.keys.push_back(key_of(tenant_client_key, tenant_native_key, ""));
  return gateway;
}

std::string demo_text(const std::string& gateway_address, std::uint16_t engine_port, std::uint16_t media_port) {
  std::string shown = replace_all(text, "@GATEWAY@", gateway_address);
  shown = replace_all(shown, "@ENGINE@", std::to_string(engine_port));
  return replace_all(shown, "@MEDIA@", std::to_string(media_port));
}

}  // namespace ramal::net
