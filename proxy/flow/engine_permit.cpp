#include "proxy/flow/engine_permit.hpp"

#include "proxy/rules/rate.hpp"

namespace ramal::flow {

engine_permit::engine_permit(worker& home, const snapshot& settings, time_point now)
    : home_(home), limits_(settings.breaker), asked_(now), permit_(home.breaker.ask(now, limits_)) {}

engine_permit::~engine_permit() { hand_back(rules::verdict::untried, asked_); }

std::optional<routes::failure> engine_permit::refused() const {
  if (permit_.granted) return std::nullopt;
  routes::failure problem(routes::failure_kind::upstream_down);
  problem.retry_after = rules::seconds_of(permit_.wait);
  return problem;
}

void engine_permit::hand_back(const std::optional<routes::failure>& problem, time_point now) {
  hand_back(rules::verdict_of(problem), now);
}

void engine_permit::hand_back(rules::verdict how, time_point now) {
  if (!open_) return;
  open_ = false;
  const rules::breaker_change change = home_.breaker.hand_back(permit_, how, now, limits_);
  if (change != rules::breaker_change::none) home_.tell(change);
}

}  // namespace ramal::flow
