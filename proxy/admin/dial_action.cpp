#include "proxy/admin/dial_action.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "config/reach.hpp"
#include "routes/query.hpp"
#include "routes/text.hpp"

namespace ramal::admin {
namespace {

namespace json = boost::json;

constexpr std::size_t digits_on_page = 4;
constexpr std::size_t longest_target = 2'000;
constexpr std::size_t longest_id = 64;

// A member of the page's object, and its name in the gateway's.
struct member {
  const char* from;
  const char* to;
};

std::optional<json::object> object_of(std::string_view text) {
  boost::system::error_code error;
  json::value read = json::parse({text.data(), text.size()}, error);
  if (error || !read.is_object()) return std::nullopt;
  return std::move(read.get_object());
}

std::optional<std::string> text_of_member(const json::object& from, std::string_view name) {
  const json::value* const found = from.if_contains({name.data(), name.size()});
  if (found == nullptr || !found->is_string() || found->get_string().empty()) return std::nullopt;
  return std::string(found->get_string().data(), found->get_string().size());
}

// False if one of them is not there.
bool take(const json::object& from, std::initializer_list<member> members, json::object& to) {
  return std::ranges::all_of(members, [&](const member& one) {
    const auto text = text_of_member(from, one.from);
    if (text) to[one.to] = *text;
    return text.has_value();
  });
}

bool fill(dial_action what, const json::object& from, json::object& to) {
  constexpr member call{"call_id", "callId"};
  switch (what) {
    case dial_action::start: return take(from, {{"number", "number"}}, to);
    case dial_action::answer:
    case dial_action::reject:
    case dial_action::hang_up: return take(from, {call}, to);
    case dial_action::play: return take(from, {call, {"media_url", "mediaUrl"}}, to);
    case dial_action::session:
      to["mode"] = text_of_member(from, "mode").value_or("talk");
      return take(from, {call}, to);
    case dial_action::incoming: to["from"] = text_of_member(from, "from").value_or("5521977776666"); return true;
    case dial_action::list:
    case dial_action::look: break;
  }
  return false;
}

// A GET of calls, and nothing that would end its line.
bool is_look(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  if (path != "/call/list" && path != "/call/get") return false;
  return target.size() <= longest_target &&
         std::ranges::all_of(target, [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
}

std::string last_digits(const std::string& number) {
  return number.size() <= digits_on_page ? number : number.substr(number.size() - digits_on_page);
}

}  // namespace

std::optional<dial_order> read_order(dial_action what, std::string_view body) {
  const auto read = object_of(body);
  if (!read) return std::nullopt;
  auto key = text_of_member(*read, "key");
  json::object made;
  if (!key || !fill(what, *read, made)) return std::nullopt;
  std::string id = text_of_member(*read, "order").value_or("");
  if (id.size() > longest_id) return std::nullopt;
  return dial_order{std::move(*key), json::serialize(made), std::move(id)};
}

std::optional<std::string> value_in_query(std::string_view query, std::string_view name) {
  std::string value;
  const bool is_good = routes::decode_path_segment(routes::query_parameter(query, name), value);
  return is_good && !value.empty() ? std::optional(std::move(value)) : std::nullopt;
}

std::optional<dial_order> read_look(dial_action what, std::string_view query) {
  auto key = value_in_query(query, "key");
  if (!key) return std::nullopt;
  if (what == dial_action::list) return dial_order{std::move(*key), {}};
  auto target = value_in_query(query, "path");
  if (!target || !is_look(*target)) return std::nullopt;
  return dial_order{std::move(*key), {}, {}, std::move(*target)};
}

std::string_view target_of(dial_action what) {
  switch (what) {
    case dial_action::start: return "/call/start";
    case dial_action::answer: return "/call/answer";
    case dial_action::reject: return "/call/reject";
    case dial_action::hang_up: return "/call/hangup";
    case dial_action::play: return "/call/media/play";
    case dial_action::session: return "/call/media/realtime/session";
    case dial_action::list: return "/call/list?limit=25";
    case dial_action::look: return "";
    case dial_action::incoming: break;
  }
  return "/_engine/calls/inbound";
}

dial_action action_of(std::string_view path) {
  constexpr std::pair<std::string_view, dial_action> all[] = {
      {"/api/dial/answer", dial_action::answer},   {"/api/dial/reject", dial_action::reject},
      {"/api/dial/hangup", dial_action::hang_up},  {"/api/dial/play", dial_action::play},
      {"/api/dial/session", dial_action::session}, {"/api/dial/calls", dial_action::list},
      {"/api/dial/look", dial_action::look},       {"/api/dial/incoming", dial_action::incoming},
  };
  const auto found = std::ranges::find(all, path, &std::pair<std::string_view, dial_action>::first);
  return found == std::end(all) ? dial_action::start : found->second;
}

std::string wrap_answer(unsigned status, std::string_view body) {
  boost::system::error_code error;
  const json::value read = json::parse({body.data(), body.size()}, error);
  std::string shown(body);
  if (error) {
    shown = "\"";
    routes::escape_json(body, shown);
    shown += "\"";
  }
  return "{\"status\":" + std::to_string(status) + ",\"body\":" + shown + "}\n";
}

std::string list_dial_keys(const config::gateway& settings, bool is_demo, const std::string& order_prefix) {
  json::array keys;
  for (const config::key& one : settings.keys)
    keys.push_back(json::object{
        {"name", one.name}, {"number", last_digits(one.number)}, {"usable", !one.client_key.reveal().empty()}});
  return json::serialize(json::object{{"demo", is_demo}, {"keys", std::move(keys)}, {"order_prefix", order_prefix}}) +
         "\n";
}

std::optional<plain_listener> find_plain_listener(const config::gateway& settings) {
  for (std::size_t i = 0; i < settings.listeners.size(); ++i) {
    const config::listener& one = settings.listeners[i];
    if (one.tls) continue;
    const auto literal = config::parse_ip(one.host);
    const bool is_any = literal && config::is_wildcard(*literal);
    const bool is_v6 = one.host.find(':') != std::string::npos;
    return plain_listener{is_any ? std::string(is_v6 ? "::1" : "127.0.0.1") : one.host, i};
  }
  return std::nullopt;
}

}  // namespace ramal::admin
