// When a trouble is worth a line of the program's log (http-rules.md U16): when it begins, changes or ends, then once a
// minute with a count, and all troubles together get a few lines a minute. Pure: time is an argument.
#pragma once

#include <chrono>
#include <cstdint>

#include "routes/failure.hpp"

namespace ramal::rules {

inline constexpr std::chrono::minutes between_lines{1};

// So many lines in a minute.
class line_budget {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit line_budget(unsigned most) : most_(most) {}
  bool take(time_point now);

 private:
  unsigned most_;
  unsigned taken_ = 0;
  time_point began_{};
};

class trouble {
 public:
  using time_point = line_budget::time_point;
  enum class line : std::uint8_t { none, begins, lasts, ends };

  // A request has failed, or with reason::none it has not. Which line to write now.
  line note(routes::reason why, time_point now, line_budget& lines);
  // The line for a change that the budget did not allow before.
  line catch_up(time_point now, line_budget& lines);

  routes::reason why() const { return why_; }
  bool is_said() const { return why_ == said_; }
  std::uint64_t failed() const { return failed_; }  // since it began
  std::uint64_t unsaid() const { return unsaid_; }  // since the line before the one that is due

 private:
  line say(line which, time_point now);

  routes::reason why_ = routes::reason::none;
  routes::reason said_ = routes::reason::none;
  std::uint64_t failed_ = 0;
  std::uint64_t counted_ = 0;  // when the last line was due
  std::uint64_t unsaid_ = 0;
  time_point said_at_{};
};

}  // namespace ramal::rules
