#include "contract/select.hpp"

#include <algorithm>

#include "contract/message_text.hpp"
#include "contract/safety.hpp"

namespace ramal::contract {
namespace {

bool says(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// One of the fixed keys that a deployment has only where it was set up for the cases.
bool names_fixed_key(const contract_case& what) {
  if (what.at.client_key == client_key) return false;
  return std::any_of(what.exchanges.begin(), what.exchanges.end(), [](const exchange& each) {
    return each.sent.find(client_key) != std::string::npos || each.sent.find(client_key_by_id) != std::string::npos ||
           each.sent.find(client_key_by_digest) != std::string::npos;
  });
}

// It was written for the default mount, in what is sent or in what must be seen.
bool names_another_mount(const contract_case& what) {
  const auto names = [](const std::string& text) { return text.find(default_mount) != std::string::npos; };
  if (what.at.mount == default_mount) return false;
  for (const auto& each : what.exchanges) {
    if (names(each.sent)) return true;
    for (const auto& turn : each.client)
      if (std::any_of(turn.body.begin(), turn.body.end(), [&](const body_check& one) { return names(one.text); }))
        return true;
  }
  return false;
}

// Nothing is left to what the case's engine would have to do.
bool any_engine_will_do(const contract_case& what) {
  for (const auto& each : what.exchanges)
    for (const auto& turn : each.engine)
      if (turn.then != engine_turn::after_answer::keep || turn.answer != default_native_answer(turn.start))
        return false;
  return true;
}

std::string find_danger_of(const contract_case& what) {
  for (const auto& each : what.exchanges)
    if (auto why = find_danger(each.sent, what.at.client_key); !why.empty()) return why;
  return {};
}

choice leave_out(std::string why) { return {false, false, std::move(why)}; }

choice choose_live(const contract_case& what) {
  if (!says(what.tags, "live")) return leave_out("it is no live case");
  if (says(what.tags, "media") && what.at.media.empty()) return leave_out("it needs --play URL");
  if (says(what.tags, "silent") && !what.at.media.empty()) return leave_out("with --play URL another case is played");
  return {true, false, {}};
}

}  // namespace

bool begins_with_event(const case_text& text) {
  for (const auto& each : text.sections) {
    if (each.heading == "engine posts") return true;
    if (each.heading.starts_with("client sends")) return false;
  }
  return false;
}

choice choose(const contract_case& what, run_mode mode) {
  if (!what.settings.empty() || what.engine_is_dead || what.go != contract_case::server::none ||
      says(what.needs, "settings"))
    return leave_out("it needs a gateway with settings of its own");
  if (names_fixed_key(what)) return leave_out("it needs the keys of examples/contract-loop.yaml");
  if (names_another_mount(what)) return leave_out(std::string("it is about the mount ") + default_mount);
  if (mode == run_mode::loop) return {true, false, {}};
  if (mode == run_mode::live || mode == run_mode::engine_live) return choose_live(what);
  const auto danger = find_danger_of(what);
  if (!danger.empty() && says(what.tags, "safe"))
    return {false, true, "its tag says `safe`, but it is refused: " + danger};
  if (!danger.empty()) return leave_out("not safe: " + danger);
  if (says(what.needs, "loop") || !any_engine_will_do(what))
    return leave_out("it needs an engine that is told what to do");
  return {true, false, {}};
}

bool fits_wildcard(std::string_view pattern, std::string_view name) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  name.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  for (;; name.remove_prefix(1)) {
    if (fits_wildcard(pattern, name)) return true;
    if (name.empty()) return false;
  }
}

std::string full_name(const std::string& file, const std::string& name) {
  return file.substr(0, file.rfind('.')) + ": " + name;
}

}  // namespace ramal::contract
