#include "proxy/engine_webhooks.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <stdexcept>

#include "config/webhook_values.hpp"
#include "proxy/command_line.hpp"
#include "proxy/engine_of_key.hpp"

namespace ramal::net {
namespace {

namespace json = boost::json;

// Never "*", which brings every message, and never an empty list, which sends nothing (section 11).
constexpr std::array<std::string_view, 4> wanted_events{"call.ringing", "call.connected", "call.ended", "call.missed"};
constexpr std::int64_t usual_log_lines = 20;
constexpr std::string_view made_name = "ramal";

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
  std::printf("%s: made webhook %s, which posts to %s\n", engine.name().c_str(), engine.shown(id).c_str(),
              to.shown().c_str());
  return true;
}

bool change(const engine_of_key& engine, const receiver_url& to, const std::string& id) {
  const one_answer answer = engine.ask("PATCH", "/v1/webhooks/" + id, body_for(to, false));
  if (!engine.is_success(answer)) return false;
  std::printf("%s: corrected webhook %s, which posts to %s\n", engine.name().c_str(), engine.shown(id).c_str(),
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
    std::printf("%s: webhook %s posts to %s already\n", engine.name().c_str(), engine.shown(found->id).c_str(),
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
  std::printf("%s  %s  %-15s %-8s %4s %6s ms  %s\n", engine.name().c_str(),
              engine.shown(text_in(one, "createdAt")).c_str(), engine.shown(text_in(one, "event")).c_str(),
              engine.shown(text_in(one, "status")).c_str(), number("statusCode").c_str(), number("durationMs").c_str(),
              engine.shown(text_in(one, "error")).c_str());
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
    fine = does(engine_of_key(from.settings.engine, key, tls), url_of(from, line, key)) && fine;
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
