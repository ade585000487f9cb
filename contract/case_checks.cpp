#include "contract/case_checks.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace ramal::contract {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool knows_modifier(std::string_view heading, std::string_view modifier) {
  if (heading.starts_with("client sends")) return is_one_of(modifier, {"then half-closes", "on a new connection"});
  if (heading.starts_with("engine answers") || heading.starts_with("go answers"))
    return is_one_of(modifier, {"then closes", "then resets"});
  return false;
}

bool uses(const section& part, const std::string& variable) {
  const auto has = [&](const std::string& text) { return text.find(variable) != std::string::npos; };
  return has(part.text) || std::any_of(part.lines.begin(), part.lines.end(), has);
}

bool says_what_happens(const section& part) { return !is_one_of(part.heading, {"why", "tags", "needs", "rows"}); }

}  // namespace

void check_sections(const std::string& file, const case_text& one) {
  std::set<std::string_view> seen;
  for (const auto& each : one.sections) {
    const auto& heading = each.heading;
    const auto fail = [&](const std::string& what) { throw case_error(file, each.line, what); };
    if (is_one_of(heading, {"why", "tags", "needs", "settings", "webhook", "rows"}) && !seen.insert(heading).second)
      fail("a second time: " + heading);
    if (!is_one_of(heading, {"why", "tags", "needs", "keep", "waits"}) && !each.text.empty())
      fail("what stands behind `" + heading + ":` is read below it only");
    if (is_one_of(heading, {"engine sees nothing", "engine closes", "engine resets", "engine stays silent",
                            "go sees nothing", "go closes", "go resets", "go stays silent", "bot sees nothing"})) {
      if (!each.lines.empty()) fail("nothing can stand below `" + heading + "`");
    } else if (each.lines.empty() && each.text.empty()) {
      fail("nothing stands below `" + heading + "`");
    }
    for (const auto& modifier : each.modifiers)
      if (!knows_modifier(heading, modifier)) fail("no such modifier: " + modifier);
  }
}

void check_rows(const std::string& file, const case_text& pattern, const section& rows) {
  std::string names = rows.lines.front();
  for (std::size_t end = 0; end != std::string::npos;) {
    end = names.find(" | ");
    const auto first = names.find_first_not_of(' ');
    std::string name = names.substr(first, names.substr(0, end).find_last_not_of(' ') + 1 - first);
    names.erase(0, end == std::string::npos ? end : end + 3);
    const auto variable = "${" + name + "}";
    const bool used = std::any_of(pattern.sections.begin(), pattern.sections.end(),
                                  [&](const section& part) { return says_what_happens(part) && uses(part, variable); });
    if (!used && (name != "name" || pattern.name.find(variable) == std::string::npos))
      throw case_error(file, rows.line, "no part of the case uses " + variable);
  }
}

void check_no_twins(const std::string& file, const std::vector<case_text>& cases) {
  std::map<std::string, std::string> known;
  for (const auto& each : cases) {
    std::string whole;
    for (const auto& part : each.sections) {
      if (!says_what_happens(part)) continue;
      whole += "\n" + part.heading + ":" + part.text;
      for (const auto& modifier : part.modifiers) whole += ", " + modifier;
      for (const auto& line : part.lines) whole += "\n    " + line;
    }
    const auto [twin, fresh] = known.emplace(whole, each.name);
    if (!fresh) throw case_error(file, each.line, "`" + each.name + "` says the same as `" + twin->second + "`");
  }
}

void check_request(const std::string& file, int line, const compact_message& message) {
  const auto fail = [&](const std::string& what) { throw case_error(file, line, what); };
  if (message.start.find(' ') == std::string::npos) fail("a request begins with a method and a target");
  const bool says_no_host = message.has_directive("no Host");
  if (says_no_host && message.has_field("Host")) fail("`no Host`, and a Host");
  if (message.start.ends_with(" HTTP/1.0") && !says_no_host && !message.has_field("Host"))
    fail("HTTP/1.0 may come without Host: write one, or `no Host`");
  // a header or a directive that is misspelt would be taken for the body
  if (message.has_body && !message.empty_line &&
      std::string_view("{[\"<").find(message.body.front()) == std::string::npos)
    fail("put an empty line in front of a body that does not begin like JSON: " + message.body);
}

void check_client_turn(const std::string& file, const client_turn& turn) {
  const auto fail = [&](const std::string& what) { throw case_error(file, turn.line, what); };
  for (const auto& name : turn.absent)
    if (!is_token(name) || is_one_of(name, {"body", "key", "Host", "answer", "code"}))
      fail("`no " + name + "` means a header of the answer");
  // of 401 there is one body only, and that is always checked
  const bool judged = !turn.code.empty() || !turn.body.empty();
  if (turn.status >= 400 && turn.status != 401 && !judged) fail("any refusal would be right: say which by its code");
}

}  // namespace ramal::contract
