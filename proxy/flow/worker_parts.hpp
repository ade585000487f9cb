// The parts of a worker that its sessions need. One thread uses them; nothing in them is locked.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "proxy/flow/client_origin.hpp"
#include "proxy/flow/engine_gate.hpp"
#include "proxy/flow/event_intake.hpp"
#include "proxy/flow/go_gate.hpp"
#include "proxy/flow/half_open_connections.hpp"
#include "proxy/flow/mailbox.hpp"
#include "proxy/flow/request_log.hpp"
#include "proxy/flow/exchange_buffers.hpp"
#include "proxy/flow/snapshot.hpp"
#include "proxy/flow/stream.hpp"
#include "proxy/flow/usage_limits.hpp"
#include "proxy/flow/upstream.hpp"
#include "proxy/flow/write_batch.hpp"
#include "proxy/inspector/capture_budget.hpp"
#include "proxy/metrics/worker_counts.hpp"
#include "proxy/rules/id_source.hpp"

namespace ramal::inspector {
class recorder;
}

namespace ramal::tracing {
class span_ring;
}

namespace ramal::flow {

class worker_clock {
 public:
  virtual time_point now() = 0;  // monotonic; when what runs was last resumed
  virtual time_point exactly_now() { return now(); }
  virtual std::chrono::system_clock::time_point wall_time() = 0;  // of now(), as of the last tick
  virtual std::chrono::system_clock::time_point exact_wall_time() { return wall_time(); }  // looks at the clock
  virtual std::string_view date() = 0;                                                     // IMF-fixdate of this second

 protected:
  ~worker_clock() = default;
};

// What one request is served with, from its first byte to its end, whatever is reloaded meanwhile (http-rules.md O2).
struct pinned_configuration {
  std::shared_ptr<const snapshot> settings;
  std::shared_ptr<upstream> engine;

  pinned_configuration() = default;
  pinned_configuration(std::shared_ptr<const snapshot> s, std::shared_ptr<upstream> e)
      : settings(std::move(s)), engine(std::move(e)) {}
};

// How far a worker is on its way to its end. Each stage takes in the ones before it.
enum class worker_stage : std::uint8_t {
  serving,
  leaving,   // not ready for more, but nobody is turned away yet: answers end their connections (O4)
  draining,  // finishes what is in flight, then closes (O4)
  stopping,  // ends everything at once (O5)
};

struct worker_parts {
  worker_clock& clock;
  request_log& log;
  write_batches& writes;
  pinned_configuration current{};  // for requests that begin now
  std::shared_ptr<usage_limits> usage;
  engine_gate gate;
  go_gate go{};
  rules::id_source ids;
  buffer_pool buffers{};
  half_open_connections half_open{};     // connections whose request is not there yet, or was refused
  half_open_connections idle_clients{};  // that have been served, and are silent since
  worker_stage stage = worker_stage::serving;
  event_intake* intake = nullptr;            // null: no event can be stored
  mailbox* mail = nullptr;                   // this worker's; set where events are received
  metrics::worker_counts* counts = nullptr;  // for what is no request; null: it is not counted
  inspector::recorder* exchanges = nullptr;  // of all workers; null: no exchange is ever captured
  inspector::capture_budget capture_left{};  // how many of this worker's are
  tracing::span_ring* spans = nullptr;       // of this worker; null: no span is kept

  // `use`: shared by all workers of the process.
  worker_parts(worker_clock& c, request_log& l, write_batches& w, std::uint64_t seed, std::shared_ptr<usage_limits> use)
      : clock(c), log(l), writes(w), usage(std::move(use)), gate(l), ids(seed) {}

  template <class... What>
  void count(What... what) const {
    if (counts != nullptr) counts->count(what...);
  }

  bool is_draining() const { return stage >= worker_stage::draining; }
  bool is_leaving() const { return stage >= worker_stage::leaving; }
  bool is_stopping() const { return stage == worker_stage::stopping; }
};

}  // namespace ramal::flow
