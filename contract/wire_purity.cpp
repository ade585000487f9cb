#include "contract/wire_purity.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <optional>
#include <utility>

#include "contract/deployment.hpp"
#include "contract/go_purity.hpp"
#include "contract/http_text.hpp"
#include "contract/json_text.hpp"

namespace ramal::contract {
namespace {

using impurities = std::vector<std::string>;

bool all_of(std::string_view text, bool (*test)(unsigned char)) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return test(static_cast<unsigned char>(c)); });
}

bool is_lower_hex(std::string_view text, std::size_t length) {
  return text.size() == length &&
         all_of(text, [](unsigned char c) { return std::isdigit(c) != 0 || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

// W3C trace context, version 00.
bool is_traceparent(std::string_view text) {
  if (text.size() != 55 || !text.starts_with("00-") || text[35] != '-' || text[52] != '-') return false;
  const auto trace = text.substr(3, 32), parent = text.substr(36, 16), flags = text.substr(53);
  return is_lower_hex(trace, 32) && is_lower_hex(parent, 16) && is_lower_hex(flags, 2) && !is_zero(trace) &&
         !is_zero(parent);
}

bool is_good_request_id(std::string_view text) {
  return !text.empty() && text.size() <= 128 &&
         all_of(text, [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-'; });
}

bool is_user_agent(std::string_view text) {
  constexpr std::string_view product = "ramal/";
  return text.starts_with(product) && text.size() > product.size();
}

bool is_key(std::string_view text) {
  return !text.empty() && all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

bool is_unreserved(unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~'; }

// The value of "%XX" at the front of `text` with upper-case digits, or -1.
int percent_value(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  if (text.size() < 3 || text[0] != '%') return -1;
  const auto high = digits.find(text[1]), low = digits.find(text[2]);
  if (high == std::string_view::npos || low == std::string_view::npos) return -1;
  return static_cast<int>(high * 16 + low);
}

// A call id in canonical percent-encoding that is legal once decoded (go-calls.md section 3).
bool is_encoded_call_id(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    const int escaped = percent_value(text);
    if (!is_unreserved(c) && (escaped < 0 || is_unreserved(static_cast<unsigned char>(escaped)))) return false;
    decoded += is_unreserved(c) ? text.front() : static_cast<char>(escaped);
    text.remove_prefix(is_unreserved(c) ? 1 : 3);
  }
  const bool clean = all_of(decoded, [](unsigned char c) {
    return c >= 0x20 && c != 0x7f && std::string_view("/\\?#%").find(static_cast<char>(c)) == std::string_view::npos;
  });
  if (decoded == "settings" || decoded == "permissions") return false;  // words of other native routes
  return clean && !decoded.empty() && decoded.size() <= 128 && decoded != "." && decoded != "..";
}

// limit and before, each at most once, in this order, with the client's raw bytes.
bool is_list_query(std::string_view query) {
  for (const std::string_view name : {"limit=", "before="}) {
    if (!query.starts_with(name)) continue;
    const auto end = query.find('&');
    const auto value = query.substr(name.size(), end == std::string_view::npos ? end : end - name.size());
    if (value.empty() || !all_of(value, [](unsigned char c) { return c > 0x20 && c < 0x7f && c != '#'; })) return false;
    if (end == std::string_view::npos) return true;
    query.remove_prefix(end + 1);
  }
  return false;
}

bool wants_body(std::string_view target) {
  return target == "/v1/calls" || target.ends_with("/play") || target.ends_with("/realtime-session");
}

// Names the keys that the native body of this operation may hold.
std::vector<std::string_view> body_keys(std::string_view target) {
  if (target == "/v1/calls") return {"to", "sdp", "sdpType", "bizOpaqueCallbackData"};
  const auto action = target.substr(target.rfind('/') + 1);
  if (action == "accept") return {"sdp", "sdpType"};
  if (action == "play") return {"mediaUrl"};
  if (action == "realtime-session") return {"mode"};
  return {};
}

// What a native client may ask for: its body passes as it is.
enum class body_of { none, optional, required };

struct native_row {
  std::string_view method;
  std::string_view before_id;
  std::string_view after_id;
  bool has_id;
  body_of body;
  std::array<std::string_view, 2> query{};
};

constexpr std::array<native_row, 13> native_rows{{
    {"POST", "/v1/calls", "", false, body_of::required},
    {"GET", "/v1/calls", "", false, body_of::none, {"limit", "before"}},
    {"GET", "/v1/calls/settings", "", false, body_of::none},
    {"PUT", "/v1/calls/settings", "", false, body_of::required},
    {"GET", "/v1/calls/permissions", "", false, body_of::none, {"to"}},
    {"POST", "/v1/calls/permissions/request", "", false, body_of::required},
    {"GET", "/v1/calls/", "", true, body_of::none, {"includeSdp"}},
    {"POST", "/v1/calls/", "/pre-accept", true, body_of::required},
    {"POST", "/v1/calls/", "/accept", true, body_of::optional},
    {"POST", "/v1/calls/", "/reject", true, body_of::none},
    {"POST", "/v1/calls/", "/terminate", true, body_of::none},
    {"POST", "/v1/calls/", "/play", true, body_of::required},
    {"POST", "/v1/calls/", "/realtime-session", true, body_of::required},
}};

bool is_path_of(const native_row& row, std::string_view path) {
  if (!row.has_id) return path == row.before_id;
  if (!path.starts_with(row.before_id) || !path.ends_with(row.after_id)) return false;
  const auto size = row.before_id.size() + row.after_id.size();
  return path.size() > size && is_encoded_call_id(path.substr(row.before_id.size(), path.size() - size));
}

// One or two of the row's parameters, each once, with the client's raw bytes.
bool is_query_of(const native_row& row, std::string_view query) {
  std::vector<std::string_view> names;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = query.find('&');
    const auto pair = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    names.push_back(pair.substr(0, pair.find('=')));
    if (names.back().empty() || std::count(row.query.begin(), row.query.end(), names.back()) == 0) return false;
    if (std::count(names.begin(), names.end(), names.back()) != 1) return false;
    if (!all_of(pair, [](unsigned char c) { return c > 0x20 && c < 0x7f && c != '#'; })) return false;
  }
  return true;
}

const native_row* find_native_row(std::string_view method, std::string_view target) {
  const auto mark = target.find('?');
  for (const auto& row : native_rows) {
    if (row.method != method || !is_path_of(row, target.substr(0, mark))) continue;
    return mark == std::string_view::npos || is_query_of(row, target.substr(mark + 1)) ? &row : nullptr;
  }
  return nullptr;
}

// Nothing where there is none. `repeats`: a name may be repeated.
std::optional<json_value> read_object(std::string_view body, impurities& found, bool repeats) {
  std::string error;
  auto document = parse_json(body, error, repeats);
  if (document && document->kind == json_value::type::object) return document;
  found.push_back("the body is no JSON object: " + visible(body));
  return std::nullopt;
}

void check_body(std::string_view target, std::string_view body, impurities& found) {
  const auto document = read_object(body, found, false);
  if (!document) return;
  const auto allowed = body_keys(target);
  for (const auto& name : document->names)
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
      found.push_back("a key the native operation does not have: " + name);
  if (allowed.empty()) found.push_back("a body where the native operation has none");
  else if (allowed.front() != "sdp" && document->find(allowed.front()) == nullptr)
    found.push_back("the body lacks " + std::string(allowed.front()));
}

void check_framing(std::string_view method, const head_text& head, std::string_view body, impurities& found) {
  const bool has_type = head.count("Content-Type") > 0, has_length = head.count("Content-Length") > 0;
  if (method == "GET") {
    if (has_type || has_length || !body.empty()) found.push_back("a GET with a body or the headers of one");
    return;
  }
  const auto length = content_length(head);
  if (!length || *length != body.size()) found.push_back("Content-Length does not tell the body's length");
  if (body.empty() && has_type) found.push_back("Content-Type without a body");
  if (!body.empty() && !has_type) found.push_back("a body without Content-Type");
}

void check_calls_door(std::string_view method, std::string_view target, std::string_view body, impurities& found) {
  if (method == "GET") return;
  if (!body.empty()) check_body(target, body, found);
  else if (wants_body(target)) found.push_back("no body where the native operation needs one");
}

void check_native_door(std::string_view method, std::string_view target, std::string_view body, impurities& found) {
  const auto* row = find_native_row(method, target);
  if (row == nullptr) return;  // it has been said
  if (body.empty() && row->body == body_of::required) found.push_back("no body where the native operation needs one");
  if (!body.empty() && row->body == body_of::none) found.push_back("a body where the native operation has none");
  if (!body.empty()) read_object(body, found, true);
}

using check = std::function<bool(std::string_view)>;

struct header_rule {
  std::string_view name;
  bool required;
  check allows;
};

void check_fields(const head_text& head, const purity_rules& rules, impurities& found) {
  const auto is = [](std::string wanted) {
    return [wanted = std::move(wanted)](std::string_view text) { return text == wanted; };
  };
  const auto key = [&](std::string_view text) {
    const auto& keys = rules.keys;
    return is_key(text) && (keys.empty() || std::find(keys.begin(), keys.end(), text) != keys.end());
  };
  std::vector<header_rule> table{{"Host", true, is(rules.host)},
                                 {"x-api-key", false, key},
                                 {"x-api-key-id", false, key},
                                 {"Content-Type", false, is("application/json")},
                                 {"Content-Length", false, [](std::string_view) { return true; }},
                                 {"Accept", true, is("application/json")},
                                 {"User-Agent", true, is_user_agent},
                                 {"X-Request-Id", true, is_good_request_id},
                                 {"traceparent", true, is_traceparent},
                                 {"Via", true, is("1.1 ramal")}};
  for (const auto& [name, value] : rules.headers)
    table.push_back({name, true, value.empty() ? check([](std::string_view) { return true; }) : check(is(value))});
  for (const auto& rule : table) {
    const auto count = head.count(rule.name);
    if (count > 1) found.push_back("more than one " + std::string(rule.name));
    if (count == 0 && rule.required) found.push_back("no " + std::string(rule.name));
    if (count == 1 && !rule.allows(*head.find(rule.name)))
      found.push_back("a bad value of " + std::string(rule.name) + ": " + visible(*head.find(rule.name)));
  }
  for (const auto& f : head.fields)
    if (std::none_of(table.begin(), table.end(), [&](const auto& rule) { return equal_names(rule.name, f.name); }))
      found.push_back("a header that Ramal never sends: " + visible(f.name));
  if (head.count("x-api-key") + head.count("x-api-key-id") != 1) found.push_back("not exactly one key");
}

// No key of the engine and of a client stands anywhere in the head.
go_rules go_rules_of(const purity_rules& rules) {
  go_rules of_go;
  of_go.path_prefix = rules.path_prefix;
  of_go.tokens = rules.keys;
  of_go.secrets = {client_key, client_key_by_id, client_key_by_digest, native_key, native_key_id, native_key_of_digest};
  return of_go;
}

}  // namespace

bool is_native_operation(std::string_view method, std::string_view target, door through) {
  if (through != door::calls && find_native_row(method, target) != nullptr) return true;
  if (through == door::native) return false;
  constexpr std::string_view calls = "/v1/calls";
  if (!target.starts_with(calls)) return false;
  target.remove_prefix(calls.size());
  if (target.empty()) return method == "GET" || method == "POST";
  if (target.front() == '?') return method == "GET" && is_list_query(target.substr(1));
  if (target.front() != '/') return false;
  target.remove_prefix(1);
  const auto end = target.find_first_of("/?");
  if (!is_encoded_call_id(target.substr(0, end))) return false;
  const auto rest = end == std::string_view::npos ? std::string_view{} : target.substr(end);
  if (method == "GET") return rest.empty() || rest == "?includeSdp=1";
  constexpr std::array<std::string_view, 5> actions{"/accept", "/reject", "/terminate", "/play", "/realtime-session"};
  return method == "POST" && std::find(actions.begin(), actions.end(), rest) != actions.end();
}

std::vector<std::string> find_impurities(std::string_view request, const purity_rules& rules) {
  if (rules.through == door::any) {
    auto one = rules;
    one.through = door::native;
    if (find_impurities(request, one).empty()) return {};
    one.through = door::calls;
    return find_impurities(request, one);
  }
  const auto head = parse_head(request);
  if (head.size == 0) return {"no whole head: " + visible(request)};
  if (!head.error.empty()) return {head.error};
  if (rules.through == door::go) return find_go_impurities(request.substr(0, head.size), go_rules_of(rules));
  impurities found;
  const std::string_view line = head.start_line;
  const auto first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || line.substr(last) != " HTTP/1.1")
    return {"a bad request line: " + visible(line)};
  const auto method = line.substr(0, first);
  auto target = line.substr(first + 1, last - first - 1);
  if (!target.starts_with(rules.path_prefix))
    found.push_back("the path does not begin with the configured prefix: " + visible(target));
  else target.remove_prefix(rules.path_prefix.size());
  if (!is_native_operation(method, target, rules.through)) found.push_back("no native operation: " + visible(line));
  check_fields(head, rules, found);
  const auto body = request.substr(head.size);
  check_framing(method, head, body, found);
  if (rules.through == door::native) check_native_door(method, target, body, found);
  else check_calls_door(method, target, body, found);
  return found;
}

}  // namespace ramal::contract
