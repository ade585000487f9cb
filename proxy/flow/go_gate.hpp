// One worker's way to the Evolution GO server: its connections, its own share of what may be in flight, its own breaker. A
// server that is slow or dead takes no admission of calls.
#pragma once

#include <memory>
#include <optional>

#include "proxy/flow/go_door.hpp"
#include "proxy/flow/request_log.hpp"
#include "proxy/flow/scoped_count.hpp"
#include "proxy/flow/upstream.hpp"

namespace ramal::flow {

struct go_gate {
  std::shared_ptr<upstream> server;  // null: none
  std::size_t in_flight = 0;
  rules::breaker breaker{};
  std::size_t workers = 1;  // of the process: each has its share
};

// Permission to send one request there. Its destructor gives everything back.
class go_permit {
 public:
  explicit go_permit(go_gate& gate) : gate_(gate) {}
  ~go_permit();
  go_permit(const go_permit&) = delete;
  go_permit& operator=(const go_permit&) = delete;

  // overloaded, or upstream_down if the breaker is open. Nothing waits. `door` outlives it.
  std::optional<routes::failure> ask(const go_door& door, time_point now);
  // What became of the request.
  void hand_back(const std::optional<routes::failure>& problem, time_point now);

 private:
  void hand_back(rules::verdict how, time_point now);

  go_gate& gate_;
  const go_door* door_ = nullptr;
  scoped_count in_flight_;
  std::optional<rules::breaker::permit> granted_;
  time_point asked_{};
};

}  // namespace ramal::flow
