#include "contract/net/run.hpp"

#include <algorithm>
#include <chrono>

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
    text += (each.text.empty() ? "" : ": " + each.text) + "\n";
    for (const auto& line : each.lines) text += "    " + line + "\n";
  }
  return text;
}

bool is_chosen(const contract_case& what, const run_plan& plan) {
  if (!fits_wildcard(plan.pattern, full_name(what.file, what.name))) return false;
  const auto wanted = [&](const std::string& tag) {
    return std::find(plan.tags.begin(), plan.tags.end(), tag) != plan.tags.end();
  };
  return plan.tags.empty() || std::any_of(what.tags.begin(), what.tags.end(), wanted);
}

const char* name_of(run_mode mode) {
  if (mode == run_mode::loop) return "loop";
  if (mode == run_mode::live) return "live";
  return mode == run_mode::engine ? "engine" : "safe";
}

class runner {
 public:
  runner(const run_plan& plan, loop_engine* engine) : plan_(plan), engine_(engine) {}

  void play_one(const contract_case& what, case_result& into) {
    if (engine_ != nullptr) engine_->begin_case();
    socket_stage on(plan_.target.at, engine_, plan_.mode != run_mode::engine);
    const auto begin = clock::now();
    into.complaints = play(what, on);
    into.seconds = std::chrono::duration<double>(clock::now() - begin).count();
    if (into.complaints.empty()) return;
    into.what = outcome::failed;
    into.said = on.said();
  }

  case_result run_one(const contract_case& what, const case_text& text) {
    case_result made{what.file, what.name, what.why, text_of(text), outcome::passed, {}, {}, {}, 0};
    const auto chosen = choose(what, plan_.mode);
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
  const run_plan& plan_;
  loop_engine* engine_;
};

}  // namespace

run_result run_cases(const std::vector<named_text>& cases, const run_plan& plan, loop_engine* engine) {
  run_result run;
  run.target = (plan.target.at.tls ? "https://" : "http://") + plan.target.host + plan.target.path;
  run.mode = name_of(plan.mode);
  runner each_by(plan, engine);
  for (const auto& each : cases) {
    if (begins_with_event(each.text)) {
      if (plan.tags.empty() && fits_wildcard(plan.pattern, full_name(each.file, each.text.name)))
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
    if (is_chosen(what, plan)) run.cases.push_back(each_by.run_one(what, each.text));
  }
  return run;
}

}  // namespace ramal::contract
