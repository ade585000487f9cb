// What sessions need of the worker they run on. One thread uses it; nothing in it is locked.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "proxy/flow/room.hpp"
#include "proxy/flow/snapshot.hpp"
#include "proxy/flow/stream.hpp"
#include "proxy/flow/tallies.hpp"
#include "proxy/flow/upstream.hpp"
#include "proxy/rules/access_record.hpp"
#include "proxy/rules/breaker.hpp"
#include "proxy/rules/id_source.hpp"
#include "proxy/rules/retry.hpp"

namespace ramal::flow {

class worker {
 public:
  // `shared`: the process's one; none: one of its own.
  worker(std::shared_ptr<const snapshot> first, std::uint64_t seed, std::shared_ptr<tallies> shared = nullptr)
      : current(std::move(first)), remembered(std::move(shared)), ids(seed) {
    if (!remembered) remembered = std::make_shared<tallies>(seed, ~seed, current->limits.connections);
  }
  virtual ~worker() = default;

  virtual time_point now() = 0;                                // monotonic
  virtual std::chrono::system_clock::time_point wall_time() = 0;  // for the log only
  virtual std::string_view date() = 0;                         // IMF-fixdate of this second
  virtual upstream& engine() = 0;
  virtual void record(const rules::access_record& line) = 0;
  virtual void tell(rules::breaker_change) {}  // the breaker has opened or closed: for the program's log

  std::shared_ptr<const snapshot> current;
  std::shared_ptr<tallies> remembered;
  rules::id_source ids;
  room_pool rooms;
  rules::breaker breaker;
  rules::retry_load asked;
  bool draining = false;  // finish what is in flight, then close (O4)
};

}  // namespace ramal::flow
