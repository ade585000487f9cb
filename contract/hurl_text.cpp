#include "contract/hurl_text.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "contract/case_reader.hpp"
#include "contract/engine_request.hpp"
#include "contract/json_text.hpp"
#include "contract/reports.hpp"
#include "contract/select.hpp"

namespace ramal::contract {
namespace {

const deployment any_deployment{"{{key}}", "", "{{mount}}", "{{host}}"};

// Braces that Hurl would take for a variable of its own.
bool holds_foreign_braces(std::string text) {
  for (const std::string_view known : {"{{key}}", "{{mount}}", "{{host}}", "{{origin}}"})
    for (auto at = text.find(known); at != text.npos; at = text.find(known, at)) text.erase(at, known.size());
  return text.find("{{") != text.npos;
}

std::string hurl_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n') quoted += "\\n";
    else if (c == '\r') quoted += "\\r";
    else if (c == '\t') quoted += "\\t";
    else quoted += c;
  }
  return quoted + '"';
}

// A Hurl file is text of one encoding.
bool is_text(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = character_size(bytes);
    const auto first = static_cast<unsigned char>(bytes.front());
    if (size == 0 || first == 0x7f || (first < 0x20 && first != '\n' && first != '\t')) return false;
    bytes.remove_prefix(size);
  }
  return true;
}

// What curl sends as it stands. Behind the origin stands '/': else the origin's name would go on, and the key would go to
// another host.
bool is_plain_target(const std::string& target) {
  const bool begins_well = target.starts_with('/') || target == "{{mount}}" || target.starts_with("{{mount}}/");
  return begins_well && target.find("..") == target.npos && (target + "/").find("/./") == target.npos &&
         std::all_of(target.begin(), target.end(), [](unsigned char c) {
           return c > ' ' && c < 0x7f &&
                  std::string_view("#\"<>\\^`|").find(static_cast<char>(c)) == std::string_view::npos;
         });
}

bool is_plain_request(const engine_request& request) {
  for (const auto* name : {"Transfer-Encoding", "Expect", "Connection", "Upgrade", "Accept-Encoding"})
    if (request.head.count(name) != 0) return false;
  for (const auto& each : request.head.fields)
    if (each.value.find_first_of("#\\") != std::string::npos) return false;
  return request.head.error.empty() && request.head.start_line.ends_with(" HTTP/1.1") &&
         request.head.count("Content-Length") < 2 && request.head.count("Host") == 1 && is_plain_target(request.target);
}

std::optional<engine_request> request_of(const exchange& each) {
  std::string bytes = each.sent;
  auto request = take_request(bytes);
  const bool simple = request && bytes.empty() && each.engine.empty() && each.go.empty() && each.client.size() == 1 &&
                      !each.half_close && !each.waits && each.keeps.empty() && !holds_foreign_braces(each.sent);
  if (!simple || !is_plain_request(*request)) return std::nullopt;
  std::string error;
  if (!request->body.empty() && !parse_json(request->body, error, true)) return std::nullopt;
  return request;
}

std::string member_path(const std::string& path, const std::string& name) {
  const bool word = std::all_of(name.begin(), name.end(),
                                [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  return word ? path + "." + name : path + "['" + name + "']";
}

// One line for each leaf.
void add_json(const json_value& value, const std::string& path, std::string& lines) {
  using type = json_value::type;
  const auto query = "jsonpath " + hurl_quoted(path);
  if (value.kind == type::object) {
    if (value.items.empty()) lines += query + " exists\n";
    for (std::size_t i = 0; i < value.items.size(); ++i)
      add_json(value.items[i], member_path(path, value.names[i]), lines);
  } else if (value.kind == type::array) {
    lines += query + " count == " + std::to_string(value.items.size()) + "\n";
    for (std::size_t i = 0; i < value.items.size(); ++i)
      add_json(value.items[i], path + "[" + std::to_string(i) + "]", lines);
  } else {
    const auto text = value.kind == type::null     ? "null"
                      : value.kind == type::string ? hurl_quoted(value.text)
                                                   : value.text;
    lines += query + " == " + text + "\n";
  }
}

void add_check(const body_check& check, std::string& lines) {
  std::string error;
  switch (check.how) {
    case body_check::kind::exact: lines += "body == " + hurl_quoted(check.text) + "\n"; return;
    case body_check::kind::has: lines += "body contains " + hurl_quoted(check.text) + "\n"; return;
    case body_check::kind::lacks: lines += "body not contains " + hurl_quoted(check.text) + "\n"; return;
    case body_check::kind::json_lacks: {
      for (std::string rest = check.text + " "; !rest.empty(); rest.erase(0, rest.find(' ') + 1))
        if (rest.front() != ' ')
          lines += "jsonpath " + hurl_quoted("$." + rest.substr(0, rest.find(' '))) + " not exists\n";
      return;
    }
    default:
      if (const auto value = parse_json(check.text, error)) add_json(*value, "$", lines);
  }
}

std::string entry_of(const engine_request& request, const client_turn& turn) {
  std::string text = request.method + " {{origin}}" + request.target + "\n";
  for (const auto& each : request.head.fields)
    if (!equal_names(each.name, "Content-Length") && each.value != "{{host}}")
      text += each.name + ": " + each.value + "\n";
  if (!request.body.empty()) text += request.body + "\n";
  text += "HTTP " + std::to_string(turn.status) + "\n";
  std::string asserts;
  for (const auto& each : turn.fields)
    asserts += "header " + hurl_quoted(each.name) + (each.value == "*" ? " exists" : " == " + hurl_quoted(each.value)) +
               "\n";
  for (const auto& name : turn.absent) asserts += "header " + hurl_quoted(name) + " not exists\n";
  if (!turn.code.empty()) asserts += "jsonpath \"$.code\" == " + hurl_quoted(turn.code) + "\n";
  for (const auto& check : turn.body) add_check(check, asserts);
  return text + (asserts.empty() ? "" : "[Asserts]\n" + asserts) + "\n";
}

// "" if Hurl cannot say it, or not all of it.
std::string entries_of(const contract_case& what) {
  if (!choose(what, run_mode::safe).plays) return {};
  std::string text = "# " + full_name(what.file, what.name) + "\n# " + what.why + "\n";
  for (const auto& each : what.exchanges) {
    const auto request = request_of(each);
    if (!request) return {};
    text += entry_of(*request, each.client.front());
  }
  return is_text(text) && !holds_foreign_braces(text) ? text : "";
}

}  // namespace

hurl_export hurl_file(const std::vector<named_text>& cases) {
  hurl_export made;
  made.text =
      "# hurl --test --variable origin=http://127.0.0.1:8080 --variable mount=/api/layer/evolution-go \\\n"
      "#   --variable host=127.0.0.1:8080 --secrets-file SECRETS FILE\n"
      "# SECRETS is a file with one line, key= and the client key behind it.\n\n";
  for (const auto& each : cases) {
    if (begins_with_event(each.text)) continue;
    const auto entries = entries_of(build_case(each.file, each.text, any_deployment));
    made.text += entries;
    if (!entries.empty()) ++made.cases;
  }
  return made;
}

}  // namespace ramal::contract
