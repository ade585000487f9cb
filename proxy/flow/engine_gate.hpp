// One worker's way to the engine: the admission queue, the breaker, the retry budget, all behind one
// permit (http-rules.md L8, L9, U4, U14).
#pragma once

#include <cstddef>
#include <optional>

#include "proxy/flow/admission_queue.hpp"
#include "proxy/flow/request_log.hpp"
#include "proxy/flow/snapshot.hpp"
#include "proxy/flow/upstream.hpp"
#include "proxy/rules/breaker.hpp"
#include "proxy/rules/retry.hpp"
#include "routes/failure.hpp"

namespace ramal::flow {

struct engine_gate {
  explicit engine_gate(request_log& l) : log(l) {}

  request_log& log;
  admission_queue queue{};
  rules::breaker breaker{};
  rules::retry_load load{};
  std::size_t workers = 1;  // of the process: each has its share of what is configured for all of it
};

// Permission to send one request to the engine. Its destructor gives everything back. If hand_back() was not called,
// the breaker gets `untried`: a probe without an end would keep the breaker open for ever.
class engine_permit {
 public:
  // Is admitted, or waits in the queue. `settings` and `client` outlive it; while it waits, its owner waits for
  // interest::end on `client`, and that wait is ended when state() changes.
  engine_permit(engine_gate& gate, rules::urgency what, const snapshot& settings, stream& client);
  ~engine_permit();
  engine_permit(const engine_permit&) = delete;
  engine_permit& operator=(const engine_permit&) = delete;

  admission::state state() const { return admission_.is(); }
  // Once it is admitted: upstream_down if the breaker is open.
  std::optional<routes::failure> ask_breaker(time_point now);
  // Whether a request that was sent may be sent once more.
  bool take_retry();
  // What became of the request.
  void hand_back(const std::optional<routes::failure>& problem, time_point now);

 private:
  void hand_back(rules::verdict how, time_point now);

  engine_gate& gate_;
  const snapshot& settings_;
  admission admission_;
  std::optional<rules::breaker::permit> granted_;
  time_point asked_{};
  scoped_count in_flight_;
  scoped_count again_;
};

}  // namespace ramal::flow
