#include "proxy/admin/answers.hpp"

#include <algorithm>
#include <cstddef>

#include "config/dump.hpp"
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

constexpr std::size_t whole_number = 8;  // digits: less is a country, or the beginning of many numbers
constexpr std::size_t shown_digits = 4;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void mask_number(std::string& text) {
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(text, is_digit));
  if (digits < whole_number) return;
  std::size_t hidden = digits - shown_digits;
  for (char& c : text)
    if (is_digit(c) && hidden > 0) c = '*', --hidden;
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

answer answer_configuration(config::gateway settings) {
  if (settings.log.mask_numbers)
    for (config::key& one : settings.keys) {
      mask_number(one.number);
      if (!one.callees) continue;
      std::ranges::for_each(one.callees->allow, mask_number);
      std::ranges::for_each(one.callees->deny, mask_number);
    }
  return {200, "application/yaml", config::dump(settings)};
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
