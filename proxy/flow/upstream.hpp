// The engine as the flow sees it: connections, new or idle. Belongs to one worker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "proxy/flow/ready.hpp"
#include "proxy/flow/scoped_count.hpp"
#include "proxy/flow/stream.hpp"
#include "proxy/flow/task.hpp"
#include "routes/failure.hpp"

namespace ramal::flow {

// Whose requests a connection carries: the name of one key (usage_limits::owner_of), or no_owner for the requests of
// all keys.
using connection_owner = std::uint64_t;
inline constexpr connection_owner no_owner = 0;

// One connection to the engine; the exchange that took it owns it.
struct connection {
  std::unique_ptr<stream> io;
  connection_owner owner = no_owner;
  scoped_count open;  // in its pool's count, if it has one
  time_point opened{};
  time_point idle_since{};
  std::size_t requests = 0;  // sent on it so far
};

// A connection, or upstream_unreachable / upstream_connect_timeout.
struct connect_result {
  connection made;
  std::optional<routes::failure> problem;

  explicit connect_result(connection&& c) : made(std::move(c)) {}
  explicit connect_result(routes::failure_kind kind, routes::reason why = routes::reason::none)
      : problem(routes::failure(kind, why)) {}
};

class upstream {
 public:
  virtual ~upstream() = default;
  // A new connection, with its TLS handshake done. If `client` goes it is given up, with upstream_unreachable.
  virtual task<connect_result> connect(time_point deadline, disconnect_watch& client) = 0;
  // The most recently used idle connection of this owner that rules::may_take allows; none: `io` is null.
  virtual connection take_idle(connection_owner owner, bool idempotent, time_point now) = 0;
  // Keeps a connection whose answer was read to its end, if rules::may_keep allows.
  virtual void give_back(connection&& used, time_point now) = 0;

  // What became of a request, for the program's log (http-rules.md U16): `why` it failed, or none if the engine has
  // answered. `key`: its name in keys[], if it is from there. `detail`: of the reason, "" if there is none.
  virtual void note(routes::reason /*why*/, std::string_view /*key*/, std::string_view /*detail*/, time_point /*now*/) {
  }
  // Why requests fail at present; none: they do not.
  virtual routes::reason trouble() const { return routes::reason::none; }
};

}  // namespace ramal::flow
