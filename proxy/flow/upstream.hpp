// The engine as the flow sees it: connections, new or idle. Belongs to one worker.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "proxy/flow/ready.hpp"
#include "proxy/flow/stream.hpp"
#include "proxy/flow/task.hpp"
#include "routes/failure.hpp"

namespace ramal::flow {

// One connection to the engine; the exchange that took it owns it.
struct connection {
  std::unique_ptr<stream> io;
  time_point opened{};
  time_point idle_since{};
  std::size_t requests = 0;  // sent on it so far
};

// A connection, or upstream_unreachable / upstream_connect_timeout.
struct connect_result {
  connection made;
  std::optional<routes::failure> problem;

  explicit connect_result(connection&& c) : made(std::move(c)) {}
  explicit connect_result(routes::failure_kind kind) : problem(routes::failure(kind)) {}
};

class upstream {
 public:
  virtual ~upstream() = default;
  // A new connection, with its TLS handshake done. If `client` goes it is given up, with upstream_unreachable.
  virtual task<connect_result> connect(time_point deadline, departure& client) = 0;
  // The most recently used idle connection that rules::may_take allows; none: `io` is null.
  virtual connection take_idle(bool idempotent, time_point now) = 0;
  // Keeps a connection whose answer was read to its end, if rules::may_keep allows.
  virtual void give_back(connection&& used, time_point now) = 0;
};

}  // namespace ramal::flow
