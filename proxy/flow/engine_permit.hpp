// The breaker's leave to ask the engine for one request (http-rules.md U14).
#pragma once

#include <optional>

#include "proxy/flow/worker.hpp"
#include "routes/failure.hpp"

namespace ramal::flow {

// Handed back as untried at its end, unless hand_back() has told more: a probe that nobody ends would keep the breaker
// open for ever.
class engine_permit {
 public:
  // `settings` outlives it.
  engine_permit(worker& home, const snapshot& settings, time_point now);
  ~engine_permit();
  engine_permit(const engine_permit&) = delete;
  engine_permit& operator=(const engine_permit&) = delete;

  // upstream_down, if the engine is not to be asked now.
  std::optional<routes::failure> refused() const;
  // What became of the request.
  void hand_back(const std::optional<routes::failure>& problem, time_point now);

 private:
  void hand_back(rules::verdict how, time_point now);

  worker& home_;
  const rules::breaker_limits& limits_;
  time_point asked_;
  rules::breaker::permit permit_;
  bool open_ = true;
};

}  // namespace ramal::flow
