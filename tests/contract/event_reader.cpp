#include "tests/contract/event_reader.hpp"

#include <algorithm>
#include <array>

#include "contract/case_checks.hpp"
#include "tests/contract/event_variables.hpp"
#include "contract/expansion.hpp"
#include "contract/message_text.hpp"

namespace ramal::contract {
namespace {

constexpr std::string_view posts = "engine posts", told = "engine is told", sees = "bot sees", answers = "bot answers",
                           silence = "bot sees nothing";

bool is_bot_directive(std::string_view line) {
  constexpr std::array<std::string_view, 6> checks{
      "json: ", "json has: ", "json lacks: ", "body has: ", "body lacks: ", "signed with: "};
  return line.starts_with("no ") ||
         std::any_of(checks.begin(), checks.end(), [&](std::string_view check) { return line.starts_with(check); });
}

class event_case_builder {
 public:
  event_case_builder(const std::string& file, const case_text& text) : text_(text) {
    made_.file = file;
    made_.line = text.line;
    made_.name = text.name;
  }

  event_case build() {
    check_sections(made_.file, text_);
    for (const auto& each : text_.sections) read_section(each);
    if (made_.why.empty()) fail(text_.line, "a case says why");
    for (const auto& each : made_.events) check_complete(each);
    return std::move(made_);
  }

 private:
  [[noreturn]] void fail(int line, const std::string& what) const { throw case_error(made_.file, line, what); }

  void read_section(const section& from) {
    const auto& heading = from.heading;
    if (heading == "why") return read_why(from);
    if (heading == "webhook") return read_webhook(from);
    if (heading == posts) return read_posts(from);
    if (made_.events.empty()) fail(from.line, "the engine speaks first");
    if (heading == told) return read_told(from);
    if (heading == sees) return read_sees(from);
    if (heading == answers) return read_answers(from);
    if (heading != silence) fail(from.line, "no such heading in a case of events: " + heading);
    current().bot_sees_nothing = true;
  }

  posted_event& current() { return made_.events.back(); }

  std::vector<std::string> expanded(const section& from) const {
    auto lines = from.lines;
    try {
      for (auto& line : lines) line = expand(line, event_variables());
    } catch (const std::runtime_error& problem) { fail(from.line, problem.what()); }
    return lines;
  }

  // Bodies are JSON on several lines, with nothing between them.
  compact_message message_of(const section& from, bool (*is_directive)(std::string_view)) const {
    auto lines = expanded(from);
    if (!lines.front().starts_with("POST ")) lines.insert(lines.begin(), "");
    auto message = parse_compact(lines, is_directive);
    std::erase(message.body, '\n');
    return message;
  }

  void read_why(const section& from) {
    made_.why = from.text;
    for (const auto& line : from.lines) made_.why += (made_.why.empty() ? "" : " ") + line;
  }

  void read_webhook(const section& from) {
    if (!made_.events.empty()) fail(from.line, "the settings stand in front of the events");
    for (const auto& line : expanded(from)) {
      const auto colon = line.find(": ");
      if (colon == std::string::npos) fail(from.line, "a setting is written `key: value`");
      made_.webhook.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
  }

  void read_posts(const section& from) {
    auto message = message_of(from, nullptr);
    posted_event next;
    next.line = from.line;
    next.fields = std::move(message.fields);
    next.body = std::move(message.body);
    made_.events.push_back(std::move(next));
  }

  // "ignored late", "400 INVALID_JSON".
  void read_told(const section& from) {
    const auto line = expanded(from).front();
    const auto blank = line.find(' ');
    if (blank == std::string::npos || from.lines.size() != 1) fail(from.line, "`ignored WHY`, or status and code");
    const auto first = line.substr(0, blank);
    current().told = line.substr(blank + 1);
    if (first == "ignored") return;
    if (first.size() != 3 || first.find_first_not_of("0123456789") < 3) fail(from.line, "no status: " + first);
    current().status = static_cast<unsigned>(std::stoi(first));
  }

  void read_sees(const section& from) {
    const auto message = message_of(from, is_bot_directive);
    bot_turn turn;
    turn.line = from.line;
    turn.fields = message.fields;
    turn.answer = native_answer_bytes({"200", "ok"});
    if (!message.start.empty()) turn.target = message.start.substr(message.start.find(' ') + 1);
    for (const auto& line : message.directives) read_directive(line, turn);
    if (message.has_body) turn.body.push_back({body_check::kind::exact, message.body});
    if (turn.body.empty()) fail(from.line, "any event would be right: say what is in it");
    current().bot.push_back(std::move(turn));
  }

  static void read_directive(const std::string& line, bot_turn& turn) {
    if (line.starts_with("no ")) return turn.absent.push_back(line.substr(3));
    const auto colon = line.find(": ");
    const auto name = line.substr(0, colon);
    const auto text = line.substr(colon + 2);
    if (name == "signed with") return turn.secrets.push_back(text);
    turn.body.push_back({kind_of_check(name), text});
  }

  void read_answers(const section& from) {
    if (current().bot.empty()) fail(from.line, "the bot answers what it has seen");
    current().bot.back().answer = native_answer_bytes(expanded(from));
  }

  void check_complete(const posted_event& each) const {
    if (each.bot.empty() != each.bot_sees_nothing) fail(each.line, "the bot sees something, or nothing");
    if (!each.bot.empty() && !each.told.empty() && !made_.has("more") && !made_.has("dialect"))
      fail(each.line, "an event that is ignored does not reach the bot");
  }

  const case_text& text_;
  event_case made_;
};

}  // namespace

bool event_case::has(std::string_view of) const {
  return std::any_of(webhook.begin(), webhook.end(), [&](const auto& one) { return one.first == of; });
}

bool is_event_case(const case_text& text) {
  return std::any_of(text.sections.begin(), text.sections.end(),
                     [](const section& one) { return one.heading == posts; });
}

event_case build_event_case(const std::string& file, const case_text& text) {
  return event_case_builder(file, text).build();
}

}  // namespace ramal::contract
