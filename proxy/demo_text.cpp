#include "proxy/demo_text.hpp"

#include "config/addresses.hpp"
#include "proxy/own_addresses.hpp"

namespace ramal::net {
namespace {

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

std::string demo_event(const std::string& name, const std::string& call_id, bool inbound) {
  return "event / evento   " + name + "   " + call_id + (inbound ? "   inbound / recebida\n" : "   outbound / feita\n");
}

std::string demo_text(const command_line& line, const demo_ports& ports) {
  const std::string host = config::dialled_host(line.listen);
  std::string elsewhere;
  if (is_wildcard(line.listen)) {
    const std::string outer = first_outer_address();
    elsewhere = "  from elsewhere / de outra máquina: http://" +
                config::print_listener({outer.empty() ? "ADDRESS" : outer, ports.gateway}) +
                "/api/layer/evolution-go\n";
  }
  std::string shown = replace_all(page, "@GATEWAY@", config::print_listener({host, ports.gateway}));
  shown = replace_all(shown, "@ENGINE@", config::print_listener({host, ports.engine}));
  shown = replace_all(shown, "@MEDIA@", config::print_listener({host, ports.media}));
  shown = replace_all(shown, "@ELSEWHERE@", elsewhere);
  return replace_all(shown, "@WEBHOOK@\n", webhook_text(line) + messages_text(line));
}

}  // namespace ramal::net
