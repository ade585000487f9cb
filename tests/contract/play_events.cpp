#include "tests/contract/play_events.hpp"

#include <algorithm>
#include <map>

#include "engine/signature.hpp"
#include "tests/contract/event_rules.hpp"
#include "tests/contract/event_variables.hpp"

namespace ramal::contract {
namespace {

// `hmac(SECRET)` in a header's value is the signature of the body, `HMAC(SECRET)` the same in capitals.
std::string with_signature(std::string value, const std::string& body) {
  for (const bool capital : {false, true}) {
    const auto at = value.find(capital ? "HMAC(" : "hmac(");
    if (at == std::string::npos) continue;
    const auto end = value.find(')', at);
    auto hex = engine::hmac_sha256_hex(std::string_view(value).substr(at + 5, end - at - 5), body);
    if (capital) std::transform(hex.begin(), hex.end(), hex.begin(), [](char c) { return c > '9' ? char(c - 32) : c; });
    value.replace(at, end + 1 - at, hex);
  }
  return value;
}

class event_player {
 public:
  event_player(const event_case& what, event_stage& on) : case_(what), stage_(on) {
    played_ = played_variables(on.now(), on.bot_url());
  }

  complaints run() {
    for (const auto& each : case_.events) play(each);
    return std::move(found_);
  }

 private:
  void complain(int line, const std::string& text) {
    found_.push_back(case_.file + ":" + std::to_string(line) + ": " + text);
  }

  void play(const posted_event& each) {
    std::vector<std::string> answers;
    for (const auto& turn : each.bot) answers.push_back(turn.answer);
    stage_.script_bot(answers);
    const auto body = substitute(each.body, played_);
    auto fields = each.fields;
    for (auto& one : fields) one.value = with_signature(one.value, body);
    judge_reception(each, stage_.post(fields, body));
    judge_deliveries(each, stage_.take_deliveries(each.bot.size()));
  }

  void judge_reception(const posted_event& each, const reception& got) {
    if (!got.problem.empty()) return complain(each.line, "the engine got no answer: " + got.problem);
    const auto shown = std::to_string(got.status) + " " + got.body;
    if (got.status != each.status) return complain(each.line, "the engine is told " + shown);
    if (each.status != 200) {
      if (got.body.find(R"("code":")" + each.told + "\"") == std::string::npos)
        complain(each.line, "the engine is told " + shown);
      return;
    }
    const auto said = each.told.empty() ? R"({"ok":true})" : R"({"ok":true,"ignored":")" + each.told + "\"}";
    if (got.body != said) complain(each.line, "the engine is told " + shown + ", not " + said);
  }

  // Deliveries to one URL come in order; those to different ones in any.
  void judge_deliveries(const posted_event& each, std::vector<tests::engine_request> seen) {
    for (const auto& one : seen) judge_always(each.line, one);
    for (const auto& turn : each.bot) {
      const auto target = [&](const tests::engine_request& one) { return one.target == turn.target; };
      const auto own = std::find_if(seen.begin(), seen.end(), target);
      if (own == seen.end()) {
        complain(turn.line, "the bot sees nothing more at " + turn.target);
        continue;
      }
      judge(turn, *own);
      seen.erase(own);
    }
    for (const auto& one : seen) complain(each.line, "the bot sees what it should not: " + tests::visible(one.raw));
  }

  void judge(bot_turn turn, const tests::engine_request& seen) {
    for (auto& check : turn.body) check.text = substitute(check.text, played_);
    for (const auto& text : judge_delivery(turn, seen)) complain(turn.line, text);
  }

  // The same id is the same event: every byte of it comes again.
  void judge_always(int line, const tests::engine_request& seen) {
    const std::vector<std::string> forbidden{tests::native_key, tests::client_key, hook_token, "canary"};
    for (const auto& text : judge_any_delivery(seen, forbidden)) complain(line, text);
    const auto* id = seen.head.find("webhook-id");
    if (id == nullptr) return;
    const auto [known, fresh] = bodies_.emplace(*id + " " + seen.target, seen.body);
    if (!fresh && known->second != seen.body) complain(line, "one webhook-id, two bodies: " + seen.body);
  }

  const event_case& case_;
  event_stage& stage_;
  variables played_;
  std::map<std::string, std::string> bodies_;  // by webhook-id and target
  complaints found_;
};

}  // namespace

complaints play_events(const event_case& what, event_stage& on) { return event_player(what, on).run(); }

}  // namespace ramal::contract
