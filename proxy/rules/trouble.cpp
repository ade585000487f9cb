#include "proxy/rules/trouble.hpp"

#include <utility>

namespace ramal::rules {

using routes::reason;

bool line_budget::take(time_point now) {
  if (taken_ == 0 || now - began_ >= between_lines) {
    began_ = now;
    taken_ = 0;
  }
  if (taken_ == most_) return false;
  ++taken_;
  return true;
}

trouble::line trouble::note(reason why, time_point now, line_budget& lines) {
  const bool begins = why_ == reason::none && said_ == reason::none;
  why_ = why;
  if (why != reason::none) {
    if (begins) failed_ = counted_ = 0;
    ++failed_;
  }
  if (!is_said()) return catch_up(now, lines);
  if (why == reason::none || now - said_at_ < between_lines || !lines.take(now)) return line::none;
  return say(line::lasts, now);
}

trouble::line trouble::catch_up(time_point now, line_budget& lines) {
  if (is_said() || !lines.take(now)) return line::none;
  said_ = why_;
  return say(why_ == reason::none ? line::ends : line::begins, now);
}

trouble::line trouble::say(line which, time_point now) {
  said_at_ = now;
  unsaid_ = failed_ - std::exchange(counted_, failed_);
  return which;
}

}  // namespace ramal::rules
