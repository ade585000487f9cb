#include "contract/case_reader.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "contract/case_checks.hpp"

namespace ramal::contract {
namespace {

bool is_client_directive(std::string_view line) {
  if (line == "open" || line == "closed" || line == "empty" || line.starts_with("no ")) return true;
  constexpr std::array<std::string_view, 6> checks{
      "json:", "json has:", "json lacks:", "body has:", "body lacks:", "call object:"};
  return std::any_of(checks.begin(), checks.end(), [&](std::string_view check) { return line.starts_with(check); });
}

// Builds one case out of its sections.
class case_builder {
 public:
  case_builder(const std::string& file, const case_text& text, const deployment& at) : text_(text) {
    made_.at = at;
    made_.file = file;
    made_.line = text.line;
    made_.name = text.name;
  }

  contract_case build() {
    check_sections(made_.file, text_);
    for (const auto& each : text_.sections)
      if (each.heading == "settings") read_settings(each);
    const auto mount = made_.mount() == "/" ? std::string() : made_.mount();
    known_ = {{"mount", mount},
              {"host", made_.at.host},
              {"key", made_.at.client_key},
              {"native", made_.at.native_key},
              {"callee", made_.at.callee},
              {"media", made_.at.media}};
    known_.insert(known_.end(), made_.at.kept.begin(), made_.at.kept.end());
    for (const auto& each : text_.sections) read_section(each);
    if (made_.why.empty()) fail(text_.line, "a case says why");
    if (made_.exchanges.empty()) fail(text_.line, "a case has at least one exchange");
    for (const auto& each : made_.exchanges) check_complete(each);
    return std::move(made_);
  }

 private:
  [[noreturn]] void fail(int line, const std::string& what) const { throw case_error(made_.file, line, what); }

  std::vector<std::string> expanded(const section& from) const {
    auto lines = from.lines;
    try {
      for (auto& line : lines) line = expand(line, known_);
    } catch (const std::runtime_error& problem) { fail(from.line, problem.what()); }
    return lines;
  }

  // The lines as they stand, escapes taken away, with nothing between them.
  std::string raw_bytes(const section& from) const {
    std::string bytes;
    try {
      for (const auto& line : from.lines) bytes += expand(unescape(line), known_);
    } catch (const std::runtime_error& problem) { fail(from.line, problem.what()); }
    return bytes;
  }

  void read_settings(const section& from) {
    for (const auto& line : from.lines) {
      const auto colon = line.find(": ");
      if (colon == std::string::npos) fail(from.line, "a setting is written `key: value`");
      if (line == "engine: dead") made_.engine_is_dead = true;
      else if (line == "evolution_go: there") made_.go = contract_case::server::there;
      else if (line == "evolution_go: dead") made_.go = contract_case::server::dead;
      else made_.settings.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
  }

  void read_section(const section& from) {
    const auto& heading = from.heading;
    if (heading == "settings") return;
    if (heading == "why") return read_why(from);
    if (heading == "tags") return read_words(from, made_.tags);
    if (heading == "needs") return read_needs(from);
    if (heading == "client sends" || heading == "client sends raw") return read_client_sends(from);
    if (made_.exchanges.empty()) fail(from.line, "the client speaks first");
    if (heading == "keep") return read_keep(from);
    if (heading == "waits") return read_waits(from);
    if (heading == "engine sees nothing") return note_silence(from, current().engine);
    if (heading == "engine sees") return read_engine_sees(from);
    if (heading == "client sees") return read_client_sees(from);
    if (heading.starts_with("go ") && made_.go == contract_case::server::none)
      fail(from.line, "there is no such server: `evolution_go: there` below `settings:` is one");
    if (heading == "go sees nothing") return note_silence(from, current().go);
    if (heading == "go sees") return read_go_sees(from);
    if (heading.starts_with("go ")) return read_acts(from, heading.substr(3), current().go);
    if (!heading.starts_with("engine ")) fail(from.line, "no such heading: " + heading);
    read_acts(from, heading.substr(7), current().engine);
  }

  void read_why(const section& from) {
    made_.why = from.text;
    for (const auto& line : from.lines) made_.why += (made_.why.empty() ? "" : " ") + line;
  }

  // "tags: smoke, reads"
  void read_words(const section& from, std::vector<std::string>& into) {
    if (!from.lines.empty()) fail(from.line, "`" + from.heading + ":` has its words on the same line");
    std::string word;
    for (const char c : from.text + ",") {
      if (c != ',' && c != ' ') word += c;
      else if (!word.empty()) into.push_back(std::exchange(word, {}));
    }
  }

  void read_needs(const section& from) {
    read_words(from, made_.needs);
    for (const auto& each : made_.needs)
      if (each != "loop" && each != "settings" && each != "raw")
        fail(from.line, "a case needs loop, settings or raw, not " + each);
  }

  void read_keep(const section& from) {
    const auto equals = from.text.find(" = json ");
    if (equals == std::string::npos || !from.lines.empty()) fail(from.line, "write `keep: NAME = json PATH`");
    kept_value kept{from.line, from.text.substr(0, equals), from.text.substr(equals + 8)};
    const auto same = [&](const auto& each) { return each.first == kept.name; };
    // Until it is known, anything that is as long as an id may be.
    if (std::none_of(known_.begin(), known_.end(), same)) known_.emplace_back(kept.name, "kept");
    current().keeps.push_back(std::move(kept));
    made_.source = std::make_shared<const case_text>(text_);
  }

  void read_waits(const section& from) {
    constexpr unsigned longest = 600;
    const std::string words = "s until json has ";
    const auto unit = from.text.find(words);
    const auto number = from.text.substr(0, unit);
    if (unit == std::string::npos || number.empty() || number.size() > 3 ||
        number.find_first_not_of("0123456789") != std::string::npos || std::stoul(number) > longest)
      fail(from.line, "write `waits: 60s until json has {...}`, at most 600s");
    if (!current().sent.starts_with("GET ")) fail(from.line, "only a GET may be sent again");
    repetition waits{static_cast<unsigned>(std::stoul(number)) * 2 + 1, {}};
    waits.until = {body_check::kind::json_has, expand_text(from, from.text.substr(unit + words.size()))};
    current().waits = std::move(waits);
  }

  std::string expand_text(const section& from, const std::string& text) const {
    try {
      return expand(text, known_);
    } catch (const std::runtime_error& problem) { fail(from.line, problem.what()); }
  }

  void read_client_sends(const section& from) {
    exchange next;
    next.line = from.line;
    next.half_close = from.has_modifier("then half-closes");
    next.new_connection = from.has_modifier("on a new connection");
    next.sent = from.heading == "client sends raw" ? raw_bytes(from) : compact_bytes(from);
    made_.exchanges.push_back(std::move(next));
  }

  std::string compact_bytes(const section& from) const {
    const auto message = parse_request(expanded(from));
    check_request(made_.file, from.line, message);
    return request_bytes(message, made_.mount(), made_.at);
  }

  exchange& current() { return made_.exchanges.back(); }

  void note_silence(const section& from, const std::vector<engine_turn>& turns) {
    if (!turns.empty()) fail(from.line, "the engine sees something or nothing, not both");
    silent_lines_.insert(current().line);
  }

  void read_engine_sees(const section& from) {
    if (silent_lines_.count(current().line) != 0) fail(from.line, "the engine sees something or nothing, not both");
    auto message = parse_compact(expanded(from));
    engine_turn turn;
    turn.line = from.line;
    turn.start = message.start;
    turn.fields = message.fields;
    turn.body = message.body;
    if (!message.has_field("x-api-key") && !message.has_field("x-api-key-id"))
      turn.fields.push_back({"x-api-key", made_.at.native_key});
    turn.answer = default_native_answer(turn.start);
    current().engine.push_back(std::move(turn));
  }

  void read_go_sees(const section& from) {
    if (silent_lines_.count(current().line) != 0) fail(from.line, "the server sees something or nothing, not both");
    auto message = parse_compact(expanded(from));
    if (!message.has_field("apikey")) message.fields.push_back({"apikey", go_token});
    engine_turn turn;
    turn.line = from.line;
    turn.start = message.start;
    turn.fields = message.fields;
    turn.body = message.body;
    turn.answer = default_go_answer();
    current().go.push_back(std::move(turn));
  }

  void read_acts(const section& from, const std::string& act, std::vector<engine_turn>& turns) {
    if (turns.empty()) fail(from.line, "a server acts after it has seen something");
    auto& turn = turns.back();
    if (from.has_modifier("then closes")) turn.then = engine_turn::after_answer::close;
    if (from.has_modifier("then resets")) turn.then = engine_turn::after_answer::reset;
    if (act == "answers") turn.answer = native_answer_bytes(expanded(from));
    else if (act == "answers raw") turn.answer = raw_bytes(from);
    else {
      turn.answer.clear();
      if (act == "closes") turn.then = engine_turn::after_answer::close;
      else if (act == "resets") turn.then = engine_turn::after_answer::reset;
      else if (act == "stays silent") turn.then = engine_turn::after_answer::silent;
      else fail(from.line, "no such heading: " + from.heading);
    }
  }

  void read_client_sees(const section& from) {
    auto message = parse_compact(expanded(from), is_client_directive);
    client_turn turn;
    turn.line = from.line;
    read_status(message.start, turn);
    turn.fields = message.fields;
    std::string open_check;
    for (const auto& line : message.directives) read_directive(line, turn, open_check, from.line);
    if (!open_check.empty()) add_check(open_check, message.body, turn);
    else if (message.has_body) turn.body.push_back({body_check::kind::exact, message.body});
    check_client_turn(made_.file, turn);
    current().client.push_back(std::move(turn));
  }

  // "201", "404 CALL_NOT_FOUND", or "404 CALL_NOT_FOUND call not found".
  void read_status(const std::string& start, client_turn& turn) const {
    if (start.size() < 3 || start.find_first_not_of("0123456789") < 3)
      fail(turn.line, "a status is expected: " + start);
    turn.status = std::stoi(start.substr(0, 3));
    if (start.size() < 5) return;
    const auto blank = start.find(' ', 4);
    turn.code = start.substr(4, blank == std::string::npos ? blank : blank - 4);
    if (blank != std::string::npos)
      turn.body.push_back(
          {body_check::kind::exact, R"({"error":")" + start.substr(blank + 1) + R"(","code":")" + turn.code + R"("})"});
  }

  void read_directive(const std::string& line, client_turn& turn, std::string& open_check, int number) const {
    const auto colon = line.find(':');
    if (line == "open") turn.connection = client_turn::connection_state::open;
    else if (line == "closed") turn.connection = client_turn::connection_state::closed;
    else if (line == "empty") turn.body.push_back({body_check::kind::exact, ""});
    else if (line.starts_with("no ")) turn.absent.push_back(line.substr(3));
    else if (colon + 1 == line.size()) {
      if (!open_check.empty()) fail(number, "only the last check may have its text on the next lines");
      open_check = line.substr(0, colon);
    } else {
      const auto text = line.find_first_not_of(' ', colon + 1);
      // ${native} is empty where the native key is not known: nothing can be said of it.
      if (text == std::string::npos && made_.at.native_key.empty()) return;
      if (text == std::string::npos) fail(number, "nothing stands behind `" + line + "`");
      add_check(line.substr(0, colon), line.substr(text), turn);
    }
  }

  void add_check(const std::string& name, std::string text, client_turn& turn) const {
    const bool object = text.size() >= 2 && text.front() == '{' && text.back() == '}';
    if (name == "call object" && !object) fail(turn.line, "behind `call object:` stands an object, from { to }");
    if (name == "call object") return turn.body.push_back({body_check::kind::exact, call_answer(std::move(text))});
    turn.body.push_back({kind_of_check(name), text});
  }

  // The call answer with this call object (go-calls.md section 5); the object may be wrapped over lines.
  static std::string call_answer(std::string object) {
    std::erase(object, '\n');
    const auto members = object.substr(1, object.size() - 2);
    return R"({"message":"success",)" + members + R"(,"data":{)" + members + "}}";
  }

  void check_complete(const exchange& each) const {
    if (each.engine.empty() && each.go.empty() && silent_lines_.count(each.line) == 0)
      fail(each.line, "say what the engine sees, or `engine sees nothing`");
    if (each.client.empty()) fail(each.line, "say what the client sees");
  }

  const case_text& text_;
  contract_case made_;
  variables known_;
  std::set<int> silent_lines_;  // the exchanges of which it was said that the engine sees nothing
};

}  // namespace

std::string contract_case::mount() const {
  for (const auto& [key, value] : settings)
    if (key == "mount") return value;
  return at.mount;
}

door contract_case::door_of(const exchange& each) const {
  std::string below = "/";
  for (const auto& one : settings)
    if (one.first == "native_mount") below = one.second;
  if (below == "off") return door::calls;
  const auto first = each.sent.substr(0, each.sent.find_first_of("\r\n"));
  std::string path = first.substr(std::min(first.find(' '), first.size() - 1) + 1);
  path = path.substr(0, path.find_first_of(" ?"));
  if (const auto host = path.find("://"); host != std::string::npos)
    path = path.substr(std::min(path.find('/', host + 3), path.size()));
  path.erase(std::unique(path.begin(), path.end(), [](char a, char b) { return a == '/' && b == '/'; }), path.end());
  const auto words = (below == "/" ? "" : below) + "/v1/calls";
  return (path + "/").starts_with(words + "/") ? door::native : door::calls;
}

contract_case build_case(const std::string& file, const case_text& text, const deployment& at) {
  return case_builder(file, text, at).build();
}

std::vector<contract_case> read_cases(const std::string& file, std::string_view text, const deployment& at) {
  std::vector<contract_case> cases;
  for (const auto& each : split_cases(file, text)) cases.push_back(build_case(file, each, at));
  return cases;
}

}  // namespace ramal::contract
