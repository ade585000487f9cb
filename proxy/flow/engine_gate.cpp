#include "proxy/flow/engine_gate.hpp"

#include "proxy/rules/rate.hpp"

namespace ramal::flow {

engine_permit::engine_permit(engine_gate& gate, rules::urgency what, const snapshot& settings, stream& client)
    : gate_(gate), settings_(settings),
      admission_(gate.queue, what, rules::share_of(settings.limits.in_flight, settings.limits.queued, gate.workers),
                 client) {}

engine_permit::~engine_permit() { hand_back(rules::verdict::untried, asked_); }

std::optional<routes::failure> engine_permit::ask_breaker(time_point now) {
  const rules::breaker::permit answer = gate_.breaker.ask(now, settings_.breaker);
  asked_ = now;
  granted_ = answer;
  if (answer.granted) {
    in_flight_ = scoped_count(gate_.load.in_flight);
    return std::nullopt;
  }
  routes::failure problem(routes::failure_kind::upstream_down);
  problem.retry_after = rules::seconds_of(answer.wait);
  return problem;
}

bool engine_permit::take_retry() {
  const config::upstream_engine& engine = settings_.engine;
  if (!rules::allows_retry(gate_.load, {engine.retry_percent, engine.retry_least})) return false;
  again_ = scoped_count(gate_.load.again);
  return true;
}

void engine_permit::hand_back(const std::optional<routes::failure>& problem, time_point now) {
  hand_back(rules::verdict_of(problem), now);
}

void engine_permit::hand_back(rules::verdict how, time_point now) {
  if (!granted_) return;
  const rules::breaker_change change = gate_.breaker.hand_back(*granted_, how, now, settings_.breaker);
  granted_.reset();
  if (change != rules::breaker_change::none) gate_.log.report_breaker(change, gate_.breaker.open_for());
}

}  // namespace ramal::flow
