#include "contract/net/run.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <optional>
#include <thread>

#include "contract/case_reader.hpp"
#include "contract/net/socket_stage.hpp"
#include "contract/play.hpp"

namespace ramal::contract {
namespace {

using outcome = case_result::outcome;
using clock = std::chrono::steady_clock;

std::string text_of(const case_text& from) {
  std::string text;
  for (const auto& each : from.sections) {
    if (each.heading == "why") continue;
    text += each.heading;
    for (const auto& modifier : each.modifiers) text += ", " + modifier;
    const bool more = !each.text.empty() || !each.lines.empty();
    text += (more ? ":" : "") + (each.text.empty() ? "" : " " + each.text) + "\n";
    for (const auto& line : each.lines) text += "    " + line + "\n";
  }
  return text;
}

bool is_wanted(const run_plan& plan, const std::string& file, const std::string& name,
               const std::vector<std::string>& tags) {
  if (!fits_wildcard(plan.pattern, full_name(file, name))) return false;
  const auto wanted = [&](const std::string& tag) {
    return std::find(plan.tags.begin(), plan.tags.end(), tag) != plan.tags.end();
  };
  return plan.tags.empty() || wanted(file.substr(0, file.rfind('.'))) || std::any_of(tags.begin(), tags.end(), wanted);
}

std::string now_as_text() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts)};
}

const char* name_of(run_mode mode) {
  if (mode == run_mode::loop) return "loop";
  if (mode == run_mode::live) return "live";
  if (mode == run_mode::engine_live) return "engine-live";
  return mode == run_mode::engine ? "engine" : "safe";
}

class runner {
 public:
  runner(const run_plan& plan, loop_engine* engine) : plan_(plan), engine_(engine) {
    is_native_ = plan.mode == run_mode::engine || plan.mode == run_mode::engine_live;
    if (plan.mode == run_mode::safe || plan.mode == run_mode::engine) safe_key_ = plan.at.client_key;
  }

  void play_one(const contract_case& what, case_result& into) {
    const auto begin = clock::now();
    for (int attempt = 1;; ++attempt) {
      socket_stage on(plan_.target.at, engine_, !is_native_, safe_key_);
      into.complaints = play(what, on);
      silent_ = on.was_answered() || into.complaints.empty() || on.said().empty() ? 0 : silent_ + 1;
      if (into.complaints.empty()) break;
      into.said = on.said();
      if (!may_ask_again(on.asked_to_wait() * attempt, attempt)) break;
    }
    into.seconds = std::chrono::duration<double>(clock::now() - begin).count();
    if (into.complaints.empty()) into.said.clear();
    else into.what = outcome::failed;
  }

  case_result run_one(const contract_case& what, const case_text& text) {
    case_result made{what.file, what.name, what.why, text_of(text), outcome::passed, {}, {}, {}, 0};
    auto chosen = choose(what, plan_.mode);
    if (chosen.plays && silent_ >= most_silent)
      chosen = {false, false, "no answer to the last 5 cases: what is asked may be gone"};
    if (chosen.plays && !plan_.dry) {
      play_one(what, made);
      return made;
    }
    made.what = chosen.lies ? outcome::failed : outcome::skipped;
    if (chosen.lies) made.complaints.push_back(chosen.why_not);
    else made.skipped_because = chosen.plays ? "a dry run: it would be played" : chosen.why_not;
    return made;
  }

 private:
  // Each of them may have waited for half a minute.
  static constexpr int most_silent = 5;

  // Where customers are, there are limits: what is safe is sent again when a 429 allows it. The whole run waits 5 min at
  // most.
  bool may_ask_again(std::chrono::seconds wait, int attempt) {
    constexpr int most_attempts = 6;
    if (!safe_key_ || wait.count() == 0 || attempt == most_attempts || wait > patience_) return false;
    patience_ -= wait;
    std::this_thread::sleep_for(wait);
    return true;
  }

  const run_plan& plan_;
  loop_engine* engine_;
  bool is_native_ = false;  // the engine itself is asked
  std::optional<std::string> safe_key_;
  std::chrono::seconds patience_{300};
  int silent_ = 0;  // cases in a row that got no answer at all
};

// What the engine saw after the end of a case is a fault of the last one that was played.
void blame_last(run_result& run, const std::vector<std::string>& late) {
  const auto last = std::find_if(run.cases.rbegin(), run.cases.rend(),
                                 [](const case_result& each) { return each.what != outcome::skipped; });
  if (late.empty() || last == run.cases.rend()) return;
  last->what = outcome::failed;
  for (const auto& each : late) last->complaints.push_back("after its end: " + each);
}

}  // namespace

run_result run_cases(const std::vector<named_text>& cases, const run_plan& plan, loop_engine* engine) {
  run_result run;
  run.target = (plan.target.at.tls ? "https://" : "http://") + plan.target.host + plan.target.path;
  run.mode = name_of(plan.mode);
  run.when = now_as_text();
  runner each_by(plan, engine);
  for (const auto& each : cases) {
    if (begins_with_event(each.text)) {
      if (is_wanted(plan, each.file, each.text.name, {}))
        run.cases.push_back({each.file,
                             each.text.name,
                             {},
                             {},
                             outcome::skipped,
                             {},
                             "it needs webhooks of the engine's: the suite of the sources plays it",
                             {},
                             0});
      continue;
    }
    const auto what = build_case(each.file, each.text, plan.at);
    if (!is_wanted(plan, what.file, what.name, what.tags)) continue;
    if (engine != nullptr) blame_last(run, engine->begin_case());
    run.cases.push_back(each_by.run_one(what, each.text));
  }
  if (engine != nullptr) blame_last(run, engine->begin_case());
  return run;
}

}  // namespace ramal::contract
