#include "proxy/net/upstream/engine_reach.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <functional>
#include <new>

#include "proxy/rules/reasons.hpp"

namespace ramal::net {
namespace {

using line = rules::trouble::line;
using routes::reason;

std::uint64_t hash_of(std::string_view key) { return std::hash<std::string_view>()(key) | 1; }

}  // namespace

std::string trouble_text(std::string_view url, reason why, std::string_view detail) {
  const rules::reason_text& text = rules::text_of(why);
  std::string made = "requests to the calls engine at " + std::string(url) + " fail (" + std::string(text.word) + "): ";
  made.append(text.what);
  if (!detail.empty()) made.append(" (").append(detail).append(")");
  return made.append("; ").append(text.next);
}

void engine_reach::rename(std::string url) {
  const std::lock_guard lock(mutex_);
  url_ = std::move(url);
}

void engine_reach::note_change(reason why, std::string_view key, std::string_view detail, time_point now) {
  const bool refused = why == reason::native_key_refused;
  if (refused) why = reason::none;
  const bool engine_too = why != reason::none || trouble() != reason::none || lags_.load(std::memory_order_relaxed);
  const bool key_too = !key.empty() && why == reason::none && (refused || is_refused(key));
  if (!engine_too && !key_too) return;  // another key's trouble
  const std::lock_guard lock(mutex_);
  try {
    if (engine_too) note_engine(why, detail, now);
    if (key_too) note_key(refused, key, now);
  } catch (const std::bad_alloc&) {  // a line is lost, and no request
  }
  publish();
}

void engine_reach::note_engine(reason why, std::string_view detail, time_point now) {
  if (why != reason::none) detail_ = detail;
  say(engine_.note(why, now, lines_));
}

void engine_reach::note_key(bool refused, std::string_view key, time_point now) {
  refused_key* const found = find(key, refused);
  if (found == nullptr) return;
  found->name = key;
  say(found->trouble.note(refused ? reason::native_key_refused : reason::none, now, lines_), *found);
}

void engine_reach::catch_up(time_point now) {
  if (!lags_.load(std::memory_order_relaxed)) return;
  const std::lock_guard lock(mutex_);
  try {
    say(engine_.catch_up(now, lines_));
    for (refused_key& one : keys_) say(one.trouble.catch_up(now, lines_), one);
  } catch (const std::bad_alloc&) {}
  publish();
}

engine_reach::refused_key* engine_reach::find(std::string_view key, bool or_free) {
  const auto named = [&](const refused_key& one) { return one.name == key; };
  const auto free = [](const refused_key& one) { return one.name.empty(); };
  auto found = std::find_if(keys_.begin(), keys_.end(), named);
  if (found == keys_.end() && or_free) found = std::find_if(keys_.begin(), keys_.end(), free);
  return found == keys_.end() ? nullptr : &*found;
}

bool engine_reach::is_refused(std::string_view key) const {
  const std::uint64_t name = hash_of(key);
  return std::any_of(names_.begin(), names_.end(),
                     [&](const auto& one) { return one.load(std::memory_order_relaxed) == name; });
}

// What others look at without the lock. A key that works again, and whose line is written, may be replaced.
void engine_reach::publish() {
  bool lags = !engine_.is_said();
  bool troubled = lags || engine_.why() != reason::none;
  for (std::size_t i = 0; i < most_keys; ++i) {
    refused_key& one = keys_[i];
    if (one.trouble.is_said() && one.trouble.why() == reason::none) one.name.clear();
    names_[i].store(one.name.empty() ? 0 : hash_of(one.name), std::memory_order_relaxed);
    lags = lags || !one.trouble.is_said();
    troubled = troubled || !one.name.empty();
  }
  trouble_.store(engine_.why(), std::memory_order_relaxed);
  lags_.store(lags, std::memory_order_relaxed);
  is_troubled_.store(troubled, std::memory_order_relaxed);
}

void engine_reach::say(line which) {
  if (which == line::begins) spdlog::warn("{}", trouble_text(url_, engine_.why(), detail_));
  if (which == line::lasts)
    spdlog::warn("{}; {} more requests since the last line", trouble_text(url_, engine_.why(), detail_),
                 engine_.unsaid());
  if (which == line::ends) spdlog::info("the calls engine answers again; {} requests have failed", engine_.failed());
}

void engine_reach::say(line which, const refused_key& of) {
  const auto& word = rules::word_of(reason::native_key_refused);
  if (which == line::begins)
    spdlog::warn("the calls engine refuses the native key of {} ({}): replace that key in keys[], and reload", of.name,
                 word);
  if (which == line::lasts)
    spdlog::warn("the calls engine still refuses the native key of {} ({}); {} more requests since the last line",
                 of.name, word, of.trouble.unsaid());
  if (which == line::ends)
    spdlog::info("the calls engine takes the native key of {} again; {} requests have failed", of.name,
                 of.trouble.failed());
}

}  // namespace ramal::net
