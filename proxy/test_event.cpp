#include "proxy/test_event.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <random>
#include <stdexcept>
#include <thread>

#include "config/addresses.hpp"
#include "config/destination_url.hpp"
#include "events/destination.hpp"
#include "events/digest.hpp"
#include "events/identity.hpp"
#include "events/time_text.hpp"
#include "proxy/find_webhook_key.hpp"
#include "proxy/one_request.hpp"
#include "proxy/relay/client/client_tls.hpp"
#include "proxy/relay/commands/command_socket.hpp"
#include "proxy/relay/outbox_file.hpp"

namespace ramal::net {
namespace {

namespace json = boost::json;
using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::chrono::seconds bot_patience{10};  // for one event to reach its bots
constexpr milliseconds look_again{100};

struct made_event {
  const char* event;
  const char* status;
  const char* go_name;
};
constexpr std::array<made_event, 3> story{{{"call.ringing", "RINGING", "CallOffer"},
                                           {"call.connected", "IN_PROGRESS", "CallAccept"},
                                           {"call.ended", "COMPLETED", "CallTerminate"}}};

// RAMALTEST and random letters, as long as WhatsApp's own ids.
std::string made_call_id() {
  std::random_device device;
  std::string id = "RAMALTEST";
  while (id.size() < 32) id += "0123456789ABCDEF"[device() & 15u];
  return id;
}

std::string body_of(const made_event& one, const config::key& key, const std::string& call) {
  const std::string own = key.number.starts_with('+') ? key.number.substr(1) : key.number;
  json::object body;
  body["event"] = one.event;
  body["callId"] = "test_" + call;
  body["externalCallId"] = call;
  body["direction"] = "INBOUND";
  body["status"] = one.status;
  body["from"] = "5500000000000";  // nobody can have it: no area code is 00
  body["to"] = own.empty() ? "5500000000001" : own;
  body["timestamp"] = events::time_with_ms(relay::wall_now());
  if (std::string_view(one.event) == "call.ended") body["duration"] = 1;
  return json::serialize(body);
}

// How this machine reaches the gateway.
config::destination_url base_of(const config::gateway& settings, const webhooks_line& line) {
  const config::listener& first = settings.listeners.front();
  const bool any = first.host == "0.0.0.0" || first.host == "::";
  const config::listener here{any ? "127.0.0.1" : first.host, first.port};
  const std::string url = line.url.empty() ? (first.tls ? "https://" : "http://") + config::print_listener(here)
                                           : line.url;
  const auto parsed = config::parse_destination_url(url);
  if (!parsed.has_value() || parsed->port == 0)
    throw std::runtime_error("write with --url how this machine reaches the gateway");
  return *parsed;
}

relay::http_exchange exchange_of(const config::gateway& settings, const config::key& key,
                                 const config::destination_url& base, const relay::client_tls_ptr& tls) {
  std::string front = base.target;
  while (front.ends_with('/')) front.pop_back();
  relay::http_exchange what;
  what.what.destination = key.name;
  what.what.url = {base.tls, base.host, base.port,
                   front + settings.webhooks.path + "/" + std::string(key.webhook->hook.reveal())};
  what.what.tls = tls;
  what.what.timeout = bot_patience + std::chrono::seconds(5);
  what.what.headers.emplace_back("Content-Type", "application/json");
  return what;
}

bool post(relay::http_exchange what, const config::key& key, const made_event& one, std::string body) {
  if (!key.webhook->native_secrets.empty()) {
    const events::digest sum = events::hmac_sha256(key.webhook->native_secrets.front().reveal(), body);
    what.what.headers.emplace_back("x-pilot-status-signature", events::hex(events::bytes_of(sum)));
  }
  what.what.body = std::move(body);
  const char* const trust = what.what.url.tls ? ", and give the file of a private authority as SSL_CERT_FILE" : "";
  const one_answer answer = ask_once(std::move(what));
  if (answer.status == 0) {
    std::printf("%s: %s; write with --url how this machine reaches the gateway%s\n", one.event, answer.error.c_str(),
                trust);
    return false;
  }
  std::printf("%s: the gateway answered %u %s\n", one.event, answer.status, answer.body.c_str());
  return answer.status == 200 && answer.body == R"({"ok":true})";
}

std::string id_of(const config::key& key, const config::webhook_destination& to, const made_event& one,
                  const std::string& call) {
  const auto speaks = static_cast<events::dialect>(to.dialect);
  return events::webhook_id({key.name, call, one.go_name, events::text(speaks), to.name});
}

// The lines of its attempts.
void print_attempts(const std::string& details) {
  for (std::size_t start = 0; start < details.size();) {
    const std::size_t end = std::min(details.find('\n', start), details.size());
    const std::string_view line(details.data() + start, end - start);
    if (line.starts_with("  attempt ")) std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
    start = end + 1;
  }
}

// Waits until one event has reached a bot. True where it has, or was not meant for it.
bool watch(const std::string& store, const std::string& id, const config::webhook_destination& to) {
  const std::string name = to.name.empty() ? "the bot" : to.name;
  for (const auto until = clock::now() + bot_patience;; std::this_thread::sleep_for(look_again)) {
    const auto found = relay::ask_running(store, {relay::store_verb::show, id, "", "", "", 1});
    if (!found) return std::printf("  no program has this outbox: what becomes of it cannot be told\n"), false;
    if (found->exit_code == 1) return std::printf("  %s does not want it\n", name.c_str()), true;
    const bool done = found->text.find("  state         done\n") != std::string::npos;
    const bool over = done || found->exit_code != 0 ||
                      found->text.find("  state         dead\n") != std::string::npos ||
                      found->text.find("  state         expired\n") != std::string::npos;
    if (!over && clock::now() < until) continue;
    if (found->exit_code != 0) std::printf("  %s", found->text.c_str());
    else std::printf("  %s %s %s\n", name.c_str(), done ? "has got" : "has not got", id.c_str());
    return print_attempts(found->text), done;
  }
}

bool watch_all(const config::gateway& settings, const config::key& key, const made_event& one,
               const std::string& call) {
  const config::key_webhook& webhook = *key.webhook;
  bool fine = watch(settings.webhooks.store, id_of(key, webhook, one, call), webhook);
  for (const config::webhook_destination& to : webhook.more)
    fine = watch(settings.webhooks.store, id_of(key, to, one, call), to) && fine;
  return fine;
}

}  // namespace

int send_test_call(const config::gateway& settings, const webhooks_line& line) {
  const config::key* const key = find_webhook_key(settings, line.key);
  if (key == nullptr) {
    std::printf("no key of this name has a webhook: compare it with keys[].name\n");
    return 1;
  }
  const config::destination_url base = base_of(settings, line);
  relay::client_tls_ptr tls;
  if (base.tls) {
    auto made = relay::make_client_tls("", "");
    if (made.has_error()) throw std::runtime_error(made.error().text);
    tls = std::move(*made);
  }
  const relay::http_exchange what = exchange_of(settings, *key, base, tls);
  const std::string call = made_call_id();
  std::printf("a call that nobody makes, CallID %s\n", call.c_str());
  bool fine = true;
  for (const made_event& one : story) {
    if (!post(what, *key, one, body_of(one, *key, call))) return 1;
    fine = watch_all(settings, *key, one, call) && fine;
  }
  return fine ? 0 : 1;
}

}  // namespace ramal::net
