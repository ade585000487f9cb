#include "proxy/engine_of_key.hpp"

#include <algorithm>
#include <cstdio>
#include <random>
#include <utility>

#include "proxy/relay/client/engine_client.hpp"
#include "proxy/rules/key_echo.hpp"

namespace ramal::net {
namespace {

namespace json = boost::json;

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

}  // namespace

std::string text_in(const boost::json::object& from, std::string_view name) {
  const boost::json::value* found = from.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

const boost::json::array* list_in(const boost::json::value& body) {
  if (body.is_array()) return &body.get_array();
  if (!body.is_object()) return nullptr;
  for (const char* name : {"data", "webhooks", "items", "logs"}) {
    const boost::json::value* found = body.get_object().if_contains(name);
    if (found != nullptr && found->is_array()) return &found->get_array();
  }
  return nullptr;
}

std::string engine_of_key::shown(std::string_view text) const {
  std::string line(text);
  const auto hide = [&line](const config::secret& one) { rules::mask_any_form_of_key(line, one.reveal()); };
  hide(key_.native_key);
  if (key_.webhook) {
    hide(key_.webhook->hook);
    hide(key_.webhook->old_hook);
    std::for_each(key_.webhook->native_secrets.begin(), key_.webhook->native_secrets.end(), hide);
  }
  line.resize(std::min<std::size_t>(line.size(), 200));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
  return line;
}

one_answer engine_of_key::ask(const std::string& method, const std::string& target, std::string body) const {
  rules::id_source ids(std::random_device{}());
  relay::http_exchange what = relay::engine_exchange(engine_, tls_, relay::question_of(key_, target), ids);
  what.method = method;
  if (!body.empty()) what.what.headers.emplace_back("Content-Type", "application/json");
  what.what.body = std::move(body);
  return ask_once(std::move(what));
}

bool engine_of_key::is_success(const one_answer& answer) const {
  if (answer.status >= 200 && answer.status < 300) return true;
  if (answer.status == 0) {
    std::printf("%s: %s\n", key_.name.c_str(), shown(answer.error).c_str());
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
  std::printf("%s: the engine answered %u %s %s\n", key_.name.c_str(), answer.status, shown(code).c_str(),
              shown(text).c_str());
  return false;
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

}  // namespace ramal::net
