#include "proxy/rules/admission.hpp"

#include <algorithm>

namespace ramal::rules {
namespace {

constexpr urgency all[] = {urgency::look, urgency::begin, urgency::act};

std::size_t index(urgency what) { return static_cast<std::size_t>(what); }

bool waits_as_urgent(const crowd& now, urgency what) {
  return std::any_of(now.waiting.begin() + static_cast<std::ptrdiff_t>(index(what)), now.waiting.end(),
                     [](std::size_t count) { return count != 0; });
}

}  // namespace

urgency urgency_of(routes::operation what) {
  switch (what) {
    case routes::operation::answer:
    case routes::operation::pre_accept:
    case routes::operation::reject:
    case routes::operation::hangup: return urgency::act;
    case routes::operation::start:
    case routes::operation::play:
    case routes::operation::realtime_session:
    case routes::operation::write_settings:
    case routes::operation::request_permission: return urgency::begin;
    default: return urgency::look;
  }
}

admission_limits share_of(std::size_t in_flight, std::size_t queued, std::size_t workers) {
  return {std::max<std::size_t>(1, in_flight / workers), queued == 0 ? 0 : std::max<std::size_t>(1, queued / workers)};
}

std::size_t most_inside(urgency what, const admission_limits& limits) {
  if (what == urgency::look) return limits.in_flight - limits.in_flight / 4;
  return what == urgency::begin ? limits.in_flight - limits.in_flight / 8 : limits.in_flight;
}

entrance judge_entry(const crowd& now, urgency what, const admission_limits& limits) {
  if (now.inside < most_inside(what, limits) && !waits_as_urgent(now, what)) return {entrance::verdict::enter};
  if (now.all_waiting() < limits.queued) return {entrance::verdict::wait};
  for (const urgency less : all)
    if (less < what && now.waiting[index(less)] != 0) return {entrance::verdict::wait, less};
  return {entrance::verdict::refuse};
}

std::optional<urgency> next_to_enter(const crowd& now, const admission_limits& limits) {
  for (auto what = std::rbegin(all); what != std::rend(all); ++what)
    if (now.waiting[index(*what)] != 0 && now.inside < most_inside(*what, limits)) return *what;
  return std::nullopt;
}

}  // namespace ramal::rules
