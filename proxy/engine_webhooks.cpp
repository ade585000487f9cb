#include "proxy/engine_webhooks.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <optional>
#include <stdexcept>

#include "config/webhook_values.hpp"
#include "proxy/command_line.hpp"
#include "proxy/one_request.hpp"
#include "proxy/relay/client/client_tls.hpp"
#include "ramal_version.hpp"

namespace ramal::net {
namespace {

namespace json = boost::json;

// Never "*", which brings every message, and never an empty list, which sends nothing (section 11).
constexpr std::array<std::string_view, 4> wanted_events{"call.ringing", "call.connected", "call.ended", "call.missed"};
constexpr std::int64_t usual_log_lines = 20;
constexpr std::string_view made_name = "ramal";

// One of the engine's webhooks.
struct engine_webhook {
  std::string id;
  std::string url;
  std::vector<std::string> events;
  bool active = true;
};

std::string text_in(const json::object& from, std::string_view name) {
  const json::value* found = from.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

// One line of visible ASCII, whatever the engine says.
std::string plain(std::string_view text) {
  std::string line(text.substr(0, 200));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
  return line;
}

// The engine as one key sees it.
class engine_of_key {
 public:
  engine_of_key(const configuration& from, const config::key& key, relay::client_tls_ptr tls)
      : engine_(from.settings.engine), key_(key), tls_(std::move(tls)) {}

  one_answer ask(const char* method, const std::string& target, std::string body = {}) const {
    relay::http_exchange what;
    what.method = method;
    what.tls_name = engine_.tls_server_name;
    what.most_body_bytes = 1'048'576;
    what.what.destination = key_.name;
    what.what.url = {engine_.tls, engine_.host, engine_.port, engine_.path_prefix + target};
    what.what.tls = tls_;
    what.what.connect_timeout = engine_.connect_timeout;
    what.what.timeout = what.what.body_timeout = engine_.total_timeout;
    const bool is_key = key_.kind == config::native_key_kind::key;
    what.what.headers.emplace_back("User-Agent", "ramal/" RAMAL_VERSION);
    what.what.headers.emplace_back("Accept", "application/json");
    if (!body.empty()) what.what.headers.emplace_back("Content-Type", "application/json");
    what.what.headers.emplace_back(is_key ? "x-api-key" : "x-api-key-id", key_.native_key.reveal());
    for (const config::header_line& one : engine_.headers) what.what.headers.emplace_back(one.name, one.value);
    what.what.body = std::move(body);
    return ask_once(std::move(what));
  }

  // Its webhooks; nothing after a line that says why.
  std::optional<std::vector<engine_webhook>> webhooks() const;
  // Whether it was a success; else a line says why.
  bool is_success(const one_answer& answer) const;
  const std::string& name() const { return key_.name; }

 private:
  const config::upstream_engine& engine_;
  const config::key& key_;
  relay::client_tls_ptr tls_;
};

// The engine's own code and words (section 11).
bool engine_of_key::is_success(const one_answer& answer) const {
  if (answer.status >= 200 && answer.status < 300) return true;
  if (answer.status == 0) {
    std::printf("%s: %s\n", key_.name.c_str(), plain(answer.error).c_str());
    return false;
  }
  json::error_code error;
  const json::value body = json::parse(answer.body, error);
  std::string code, text;
  if (!error && body.is_object()) {
    code = text_in(body.get_object(), "code");
    text = text_in(body.get_object(), "error");
    if (text.empty()) text = text_in(body.get_object(), "message");
  }
  std::printf("%s: the engine answered %u %s %s\n", key_.name.c_str(), answer.status, plain(code).c_str(),
              plain(text).c_str());
  return false;
}

engine_webhook webhook_in(const json::object& from) {
  engine_webhook one{text_in(from, "id"), text_in(from, "url"), {}, true};
  if (const json::value* active = from.if_contains("active"); active != nullptr && active->is_bool())
    one.active = active->get_bool();
  const json::value* events = from.if_contains("events");
  if (events == nullptr || !events->is_array()) return one;
  for (const json::value& event : events->get_array())
    if (event.is_string()) one.events.emplace_back(event.get_string());
  return one;
}

// A list, alone or under a name.
const json::array* list_in(const json::value& body) {
  if (body.is_array()) return &body.get_array();
  if (!body.is_object()) return nullptr;
  for (const char* name : {"data", "webhooks", "items", "logs"}) {
    const json::value* found = body.get_object().if_contains(name);
    if (found != nullptr && found->is_array()) return &found->get_array();
  }
  return nullptr;
}

std::optional<std::vector<engine_webhook>> engine_of_key::webhooks() const {
  const one_answer answer = ask("GET", "/v1/webhooks");
  if (!is_success(answer)) return std::nullopt;
  json::error_code error;
  const json::value body = json::parse(answer.body, error);
  const json::array* list = error ? nullptr : list_in(body);
  if (list == nullptr) {
    std::printf("%s: the engine's list of webhooks cannot be read: is engine.base_url the calls API?\n",
                key_.name.c_str());
    return std::nullopt;
  }
  std::vector<engine_webhook> all;
  for (const json::value& one : *list)
    if (one.is_object()) all.push_back(webhook_in(one.get_object()));
  return all;
}

// Where a key's events are to be posted.
struct receiver_url {
  std::string front;  // with the slash in front of the hook
  const config::key_webhook& webhook;

  std::string now() const { return front + std::string(webhook.hook.reveal()); }
  bool is_old(const std::string& url) const {
    return !webhook.old_hook.empty() && url == front + std::string(webhook.old_hook.reveal());
  }
  bool is_ours(const std::string& url) const { return url == now() || is_old(url); }
  std::string shown() const { return front + config::shown_hook(webhook.hook); }
};

receiver_url url_of(const configuration& from, const webhooks_line& line, const config::key& key) {
  std::string front = line.public_url;
  while (front.ends_with('/')) front.pop_back();
  return {front + from.settings.webhooks.path + "/", *key.webhook};
}

bool has_wanted_events(const engine_webhook& one) {
  return one.events.size() == wanted_events.size() &&
         std::all_of(wanted_events.begin(), wanted_events.end(), [&](std::string_view event) {
           return std::find(one.events.begin(), one.events.end(), event) != one.events.end();
         });
}

std::string body_for(const receiver_url& to, bool is_new) {
  json::object body;
  if (is_new) body["name"] = made_name;
  body["url"] = to.now();
  body["events"] = json::array(wanted_events.begin(), wanted_events.end());
  if (!is_new) body["active"] = true;
  return json::serialize(body);
}

bool make(const engine_of_key& engine, const receiver_url& to) {
  const one_answer answer = engine.ask("POST", "/v1/webhooks", body_for(to, true));
  if (!engine.is_success(answer)) return false;
  json::error_code error;
  const json::value body = json::parse(answer.body, error);
  const std::string id = !error && body.is_object() ? text_in(body.get_object(), "id") : std::string();
  std::printf("%s: made webhook %s, which posts to %s\n", engine.name().c_str(), plain(id).c_str(), to.shown().c_str());
  return true;
}

bool change(const engine_of_key& engine, const receiver_url& to, const std::string& id) {
  const one_answer answer = engine.ask("PATCH", "/v1/webhooks/" + id, body_for(to, false));
  if (!engine.is_success(answer)) return false;
  std::printf("%s: corrected webhook %s, which posts to %s\n", engine.name().c_str(), plain(id).c_str(),
              to.shown().c_str());
  return true;
}

// An id goes into a path.
bool is_plain_id(const std::string& id) {
  return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
}

bool ensure_one(const engine_of_key& engine, const receiver_url& to) {
  const auto all = engine.webhooks();
  if (!all) return false;
  const auto same = std::find_if(all->begin(), all->end(), [&](const auto& one) { return one.url == to.now(); });
  const auto found = same != all->end()
                         ? same
                         : std::find_if(all->begin(), all->end(), [&](const auto& one) { return to.is_old(one.url); });
  if (found == all->end()) return make(engine, to);
  if (found == same && found->active && has_wanted_events(*found)) {
    std::printf("%s: webhook %s posts to %s already\n", engine.name().c_str(), plain(found->id).c_str(),
                to.shown().c_str());
    return true;
  }
  if (is_plain_id(found->id)) return change(engine, to, found->id);
  std::printf("%s: the engine's webhook has an id that is none: correct it by hand\n", engine.name().c_str());
  return false;
}

void print_delivery(const engine_of_key& engine, const json::object& one) {
  const auto number = [&one](const char* name) {
    const json::value* found = one.if_contains(name);
    return found != nullptr && found->is_number() ? std::to_string(found->to_number<std::int64_t>()) : std::string("-");
  };
  std::printf("%s  %s  %-15s %-8s %4s %6s ms  %s\n", engine.name().c_str(), plain(text_in(one, "createdAt")).c_str(),
              plain(text_in(one, "event")).c_str(), plain(text_in(one, "status")).c_str(), number("statusCode").c_str(),
              number("durationMs").c_str(), plain(text_in(one, "error")).c_str());
}

bool print_log_of(const engine_of_key& engine, const receiver_url& to, std::int64_t most) {
  const auto all = engine.webhooks();
  if (!all) return false;
  bool found = false;
  for (const engine_webhook& one : *all) {
    if (!to.is_ours(one.url) || !is_plain_id(one.id)) continue;
    found = true;
    const one_answer answer = engine.ask("GET", "/v1/webhooks/" + one.id + "/logs?limit=" + std::to_string(most));
    if (!engine.is_success(answer)) return false;
    json::error_code error;
    const json::value body = json::parse(answer.body, error);
    const json::array* list = error ? nullptr : list_in(body);
    if (list == nullptr || list->empty()) std::printf("%s: no attempt yet\n", engine.name().c_str());
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
      if ((*list)[i].is_object()) print_delivery(engine, (*list)[i].get_object());
  }
  if (!found)
    std::printf("%s: the engine has no webhook that posts to %s: ramal webhooks ensure makes it\n",
                engine.name().c_str(), to.shown().c_str());
  return found;
}

// Every key that is asked for. 69 if one of them failed.
template <class Does>
int for_each_key(const configuration& from, const webhooks_line& line, Does does) {
  relay::client_tls_ptr tls;
  if (from.settings.engine.tls) {
    auto made = relay::make_client_tls(*from.tls->engine);
    if (made.has_error()) throw std::runtime_error(made.error().path + ": " + made.error().text);
    tls = std::move(*made);
  }
  bool fine = true, any = false;
  for (const config::key& key : from.settings.keys) {
    if (!key.webhook || (!line.key.empty() && line.key != key.name)) continue;
    any = true;
    fine = does(engine_of_key(from, key, tls), url_of(from, line, key)) && fine;
  }
  if (any) return fine ? exit_ok : exit_unavailable;
  std::printf("%s\n", line.key.empty() ? "no key has a webhook: add keys[].webhook"
                                       : "no key of this name has a webhook: compare --key with keys[].name");
  return 1;
}

}  // namespace

int ensure_webhooks(const configuration& from, const webhooks_line& line) {
  const int code = for_each_key(from, line, ensure_one);
  for (const config::key& key : from.settings.keys)
    if (code == exit_ok && key.webhook && key.webhook->native_secrets.empty())
      std::printf("%s has no native_secrets: add the secret of the engine's webhook where the engine shows it to you\n",
                  key.name.c_str());
  return code;
}

int print_native_log(const configuration& from, const webhooks_line& line) {
  return for_each_key(from, line, [&line](const engine_of_key& engine, const receiver_url& to) {
    return print_log_of(engine, to, line.most != 0 ? line.most : usual_log_lines);
  });
}

}  // namespace ramal::net
