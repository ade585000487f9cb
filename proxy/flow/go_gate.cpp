#include "proxy/flow/go_gate.hpp"

#include <algorithm>

#include "proxy/rules/rate.hpp"

namespace ramal::flow {

go_permit::~go_permit() { hand_back(rules::verdict::untried, asked_); }

std::optional<routes::failure> go_permit::ask(const go_door& door, time_point now) {
  const std::size_t share = std::max<std::size_t>(1, door.server.in_flight / gate_.workers);
  if (gate_.in_flight >= share) {
    routes::failure problem(routes::failure_kind::overloaded);
    problem.text = "too many requests for Evolution GO at once: try again in a second";
    return problem;
  }
  const rules::breaker::permit answer = gate_.breaker.ask(now, door.breaker);
  if (!answer.granted) {
    routes::failure problem(routes::failure_kind::upstream_down);
    problem.text = "Evolution GO has not answered for a while: try again when Retry-After says";
    problem.retry_after = rules::seconds_of(answer.wait);
    return problem;
  }
  door_ = &door;
  asked_ = now;
  granted_ = answer;
  in_flight_ = scoped_count(gate_.in_flight);
  return std::nullopt;
}

void go_permit::hand_back(const std::optional<routes::failure>& problem, time_point now) {
  hand_back(rules::verdict_of(problem), now);
}

void go_permit::hand_back(rules::verdict how, time_point now) {
  if (!granted_) return;
  gate_.breaker.hand_back(*granted_, how, now, door_->breaker);
  granted_.reset();
}

}  // namespace ramal::flow
