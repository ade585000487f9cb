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

// Every line that is no comment works when pasted in this order: tests/clients/check_demo_text.py pastes them.
constexpr const char* text = R"text(
Ramal demo / demonstração

  gateway   http://@GATEWAY@/api/layer/evolution-go   apikey: demo
  engine    http://127.0.0.1:@ENGINE@/v1   media: ws://127.0.0.1:@MEDIA@

Paste these into another terminal, in this order. / Cole em outro terminal, nesta ordem.

# 1. Start a call: 201; it rings and is answered 4 s later. / Inicie uma chamada: 201; toca e é atendida 4 s depois.
curl -i -H 'apikey: demo' -d '{"number":"5511988887777"}' http://@GATEWAY@/api/layer/evolution-go/call/start; echo

# Shorthands for the lines below: the base URL, the newest call's id. / Atalhos: a URL base, o id da chamada mais nova.
B=http://@GATEWAY@/api/layer/evolution-go
newest() { curl -s -H 'apikey: demo' "$B/call/list?limit=1" | cut -d '"' -f 10; }
CALL=$(newest)

# 2. List the calls. / Liste as chamadas.
curl -H 'apikey: demo' "$B/call/list?limit=25"; echo

# 3. Get this call, until it is answered. / Consulte a chamada, até ser atendida.
until curl -s -H 'apikey: demo' "$B/call/get?callId=$CALL" | grep '"connected"'; do sleep 1; done

# 4. Play a file into it. / Toque um áudio na chamada.
curl -H 'apikey: demo' -d '{"callId":"'$CALL'","mediaUrl":"https://example.com/ola.mp3"}' $B/call/media/play; echo

# 5. Open live audio: dial the wsUrl in the answer. / Abra o áudio ao vivo: conecte-se à wsUrl da resposta.
curl -H 'apikey: demo' -d '{"callId":"'$CALL'","mode":"talk"}' $B/call/media/realtime/session; echo

# 6. Hang up. / Desligue.
curl -H 'apikey: demo' -d '{"callId":"'$CALL'"}' $B/call/hangup; echo

# 7. Somebody calls: answer. / Alguém liga: atenda.
curl -H 'x-api-key: ps_demo_web' -d '{"from":"5521977776666"}' http://127.0.0.1:@ENGINE@/_engine/calls/inbound; echo
curl -H 'apikey: demo' -d '{"callId":"'$(newest)'"}' $B/call/answer; echo

# 8. Somebody else calls: reject. / Outra pessoa liga: recuse.
curl -H 'x-api-key: ps_demo_web' -d '{"from":"5521955554444"}' http://127.0.0.1:@ENGINE@/_engine/calls/inbound; echo
curl -H 'apikey: demo' -d '{"callId":"'$(newest)'"}' $B/call/reject; echo

Other keys / Outras chaves: demo-meta (official number, needs sdp / número oficial, exige sdp),
  demo-offline (not connected / desconectado), demo-other (cannot call / não liga), demo-tenant (tenant key).
The last digits called choose a story: 205 hangs up after 5 s, 486 rejects, 408 never answers (engine/README.md).
Os últimos dígitos chamados escolhem a história: 205 desliga após 5 s, 486 recusa, 408 não atende.
Below: one line of JSON for each request. Ctrl+C ends. / Abaixo: uma linha de JSON por requisição. Ctrl+C encerra.

)text";

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
  // a script that is tried here may ask in a loop without a pause
  gateway.limits.key_rate = gateway.limits.key_burst = 10'000;
  return gateway;
}

std::string demo_text(const std::string& gateway_address, std::uint16_t engine_port, std::uint16_t media_port) {
  std::string shown = replace_all(text, "@GATEWAY@", gateway_address);
  shown = replace_all(shown, "@ENGINE@", std::to_string(engine_port));
  return replace_all(shown, "@MEDIA@", std::to_string(media_port));
}

}  // namespace ramal::net
