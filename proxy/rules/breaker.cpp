#include "proxy/rules/breaker.hpp"

#include <algorithm>

namespace ramal::rules {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds while_probing{1'000};  // nobody knows how long the probe takes

}  // namespace

verdict verdict_of(const std::optional<routes::failure>& problem) {
  using kind = routes::failure_kind;
  if (!problem) return verdict::answered;
  switch (problem->kind) {
    case kind::upstream_malformed:
    case kind::upstream_too_large: return verdict::answered;
    case kind::upstream_unreachable:
    case kind::upstream_connect_timeout:
    case kind::upstream_timeout: return verdict::failed;
    case kind::upstream_reset: return verdict::broken;
    default: return verdict::untried;
  }
}

breaker::permit breaker::ask(time_point now, const breaker_limits& limits) {
  permit given;
  if (limits.failures == 0) state_ = state::closed;
  if (state_ == state::open && now - opened_ >= open_for_) {
    change_to(state::probing);
    given.granted = true;
  } else if (state_ == state::closed) {
    given.granted = true;
  } else {
    given.wait = state_ == state::probing ? while_probing : std::chrono::ceil<milliseconds>(opened_ + open_for_ - now);
  }
  given.era = era_;
  return given;
}

breaker_change breaker::hand_back(const permit& given, verdict how, time_point now, const breaker_limits& limits) {
  if (!given.granted || given.era != era_) return breaker_change::none;
  const bool probe = state_ == state::probing;
  if (how == verdict::answered) {
    failures_ = 0;
    return probe ? change_to(state::closed) : breaker_change::none;
  }
  if (probe && how == verdict::untried) {  // the next request is the probe
    state_ = state::open;
    return breaker_change::none;
  }
  if (!probe && (how != verdict::failed || ++failures_ < limits.failures || limits.failures == 0))
    return breaker_change::none;
  open_for_ = std::min(limits.longest, probe ? open_for_ * 2 : limits.first);
  opened_ = now;
  return change_to(state::open);
}

breaker_change breaker::change_to(state next) {
  state_ = next;
  ++era_;
  failures_ = 0;
  return next == state::closed ? breaker_change::closed : breaker_change::opened;
}

}  // namespace ramal::rules
