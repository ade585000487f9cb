// One worker thread: its event loop, listeners, client connections and connections to the engine. Workers share the
// snapshot, the engine's addresses, what is counted by key and by address (without locks) and the access log's file,
// nothing else. Other threads talk to a worker by post().
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "proxy/net/log/worker_log.hpp"
#include "proxy/net/server/acceptor.hpp"
#include "proxy/net/server/breaker_reset.hpp"
#include "proxy/net/server/client_connections.hpp"
#include "proxy/net/server/loop_clock.hpp"
#include "proxy/tracing/span_ring.hpp"

namespace ramal::net {

class worker {
 public:
  // `listeners`: bound sockets, which outlive this or are handed over by drain(). Throws std::system_error if one
  // cannot be watched.
  worker(const worker_settings& first, std::uint64_t seed, access_log& log, const std::vector<int>& listeners,
         std::shared_ptr<flow::usage_limits> shared);

  // Before run(): what is configured for the whole process is shared by so many.
  void share_limits(std::size_t workers) { parts_.gate.workers = parts_.go.workers = workers; }
  // Before run(): where exchanges go that are captured; outlives this.
  void capture_in(inspector::recorder& all) { parts_.exchanges = &all; }
  // Before run(): where the engine's events go.
  void receive_events(flow::event_intake& intake);

  void run();    // until the last connection has ended after drain(), or stop()
  void leave();  // any thread: still serves all, but says that it is not ready for more
  // Any thread: no new connections, idle ones close, requests in flight finish. `sockets`: the listeners, taken over
  // and closed when all that waits there was accepted. Throws std::bad_alloc, and then nothing was taken.
  void drain(std::vector<owned_descriptor>& sockets);
  void stop();  // any thread: everything ends now
  // Any thread: the breakers of this worker are closed soon, and `told` says so. A worker that has ended says nothing.
  void close_breakers(const std::shared_ptr<breaker_reset>& told);
  // What puts `next` in force when it is posted, for requests and connections that begin from then on. Any thread.
  poller::posted make_change(worker_settings next);
  void post(poller::posted work) noexcept { loop_.post(std::move(work)); }

  // What its requests leave for a collector; null: no request was traced yet. The control loop's thread, which reads it.
  tracing::span_ring* spans() const { return spans_.get(); }
  // What it counts; any thread reads.
  const metrics::worker_counts& counts() const { return *counts_; }
  // Before requests may bring a key's slot below `slots`; see worker_counts.
  void reserve_keys(std::size_t slots) { counts_->reserve_keys(slots); }

 private:
  void take(const worker_settings& next, std::shared_ptr<engine_pool> engine, std::shared_ptr<engine_pool> go,
            tracing::span_ring* spans);
  void make_ring(const worker_settings& next);
  void take_go(const worker_settings& next, std::shared_ptr<engine_pool> go);
  void tick(flow::time_point time);
  void drop_unused(flow::time_point time);
  void end_if_drained();
  void publish_gauges();

  poller loop_;  // what follows needs it until it is gone
  loop_clock clock_;
  const std::unique_ptr<metrics::worker_counts> counts_ = std::make_unique<metrics::worker_counts>();
  std::unique_ptr<tracing::span_ring> spans_;  // of the control loop's thread, once it is there
  worker_log log_;
  flow::worker_parts parts_;
  std::shared_ptr<engine_pool> engine_;
  std::shared_ptr<engine_pool> go_;  // to Evolution GO; null: no such server
  client_connections clients_;
  acceptor acceptor_;
  flow::time_point drops_next_{};
};

}  // namespace ramal::net
