#include "proxy/admin/answers.hpp"

#include "routes/text.hpp"

namespace ramal::admin {
namespace {

std::string quoted(std::string_view text) {
  std::string made = "\"";
  routes::escape_json(text, made);
  return made + "\"";
}

std::string_view skip_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

// Takes `word` from the front, with the blanks before it.
bool take(std::string_view& text, std::string_view word) {
  text = skip_blanks(text);
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

}  // namespace

answer answer_refusal(const refusal& why) {
  answer made;
  made.status = why.status;
  made.allow = why.allow;
  made.body = "{\"error\":" + quoted(why.text) + ",\"code\":" + quoted(why.code) + "}\n";
  return made;
}

answer answer_readiness(const readiness& now) {
  std::string reasons;
  const auto add = [&reasons](bool wrong, std::string_view why) {
    if (!wrong) return;
    if (!reasons.empty()) reasons += ",";
    reasons += quoted(why);
  };
  add(!now.listening, "the listeners are not open");
  add(now.draining, "the program is about to end");
  add(!now.can_store, "the outbox cannot store events: see the log");
  answer made;
  made.status = reasons.empty() ? 200 : 503;
  made.body = reasons.empty() ? "{\"ready\":true}\n" : "{\"ready\":false,\"reasons\":[" + reasons + "]}\n";
  return made;
}

answer answer_version(std::string_view version, std::string_view commit) {
  answer made;
  made.body = "{\"version\":" + quoted(version) + ",\"commit\":" + quoted(commit) + "}\n";
  return made;
}

std::string_view level_in(std::string_view body) {
  if (!take(body, "{") || !take(body, "\"level\"") || !take(body, ":") || !take(body, "\"")) return {};
  const auto end = body.find_first_not_of("abcdefghijklmnopqrstuvwxyz");
  const std::string_view level = body.substr(0, end);
  body.remove_prefix(level.size());
  if (!take(body, "\"") || !take(body, "}") || !skip_blanks(body).empty()) return {};
  return level;
}

}  // namespace ramal::admin
