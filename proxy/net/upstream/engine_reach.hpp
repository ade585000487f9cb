// Says in the program's log why the engine is not reached, and when it answers again (http-rules.md U16). One for each
// engine, shared by the workers: while all is well they only read a flag.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "proxy/rules/trouble.hpp"

namespace ramal::net {

class engine_reach {
 public:
  using time_point = rules::line_budget::time_point;

  // `url`: as engine.base_url has it.
  explicit engine_reach(std::string url) : url_(std::move(url)) {}
  void rename(std::string url);

  // See flow::upstream::note. A key that is refused is a matter of that key: the engine has answered. Any thread.
  void note(routes::reason why, std::string_view key, std::string_view detail, time_point now) {
    if (why == routes::reason::none && !is_troubled_.load(std::memory_order_relaxed)) return;
    note_change(why, key, detail, now);
  }
  // Writes the lines that the budget did not allow before. Any thread, now and then.
  void catch_up(time_point now);

  // Why requests fail at present; none: they do not. Any thread.
  routes::reason trouble() const { return trouble_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t most_keys = 16;  // that are refused at a time and have a line of their own

  // A key that the engine refuses.
  struct refused_key {
    std::string name;
    rules::trouble trouble;
  };

  void note_change(routes::reason why, std::string_view key, std::string_view detail, time_point now);
  void note_engine(routes::reason why, std::string_view detail, time_point now);
  void note_key(bool refused, std::string_view key, time_point now);
  refused_key* find(std::string_view key, bool or_free);
  bool is_refused(std::string_view key) const;
  void say(rules::trouble::line which);
  void say(rules::trouble::line which, const refused_key& of);
  void publish();

  std::atomic<bool> is_troubled_{false};  // anything is wrong, or not yet said
  std::atomic<bool> lags_{false};         // a line is still to be written
  std::atomic<routes::reason> trouble_{routes::reason::none};
  std::array<std::atomic<std::uint64_t>, most_keys> names_{};  // of refused keys, hashed; 0: a free place
  std::mutex mutex_;
  std::string url_;
  std::string detail_;
  rules::trouble engine_;
  std::array<refused_key, most_keys> keys_;
  rules::line_budget lines_{6};
};

// What the program's log says of it: what it is and what to do.
std::string trouble_text(std::string_view url, routes::reason why, std::string_view detail);

}  // namespace ramal::net
