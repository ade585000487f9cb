#include "proxy/net/server/worker.hpp"

#include <algorithm>
#include <utility>

#include "proxy/flow/frame_pool.hpp"

namespace ramal::net {
namespace {

constexpr std::chrono::milliseconds tick_length{100};
constexpr std::chrono::seconds keep_unused{5};  // what nobody needs for so long goes back to the heap

// How many were not closed: none, or this one.
std::size_t close_one(rules::breaker& one) {
  if (one.is_closed()) return 0;
  one.forget();
  return 1;
}

}  // namespace

worker::worker(const worker_settings& first, std::uint64_t seed, access_log& log, const std::vector<int>& listeners,
               std::shared_ptr<flow::usage_limits> shared)
    : clock_(loop_), log_(log, clock_), parts_(clock_, log_, loop_, seed, std::move(shared)),
      clients_(loop_, parts_, listeners.size(),
               [this] {
                 acceptor_.connection_ended();
                 end_if_drained();
               }),
      acceptor_(loop_, parts_, clients_, listeners, [this] { end_if_drained(); }) {
  log_.count_in(*counts_);
  parts_.counts = counts_.get();
  make_ring(first);
  take(first, make_engine(loop_, first), make_go(loop_, first), spans_.get());
}

void worker::receive_events(flow::event_intake& intake) {
  parts_.intake = &intake;
  parts_.mail = &loop_;
}

void worker::run() {
  acceptor_.start();
  loop_.run(tick_length, [this](flow::time_point time) { tick(time); });
  log_.submit();
}

void worker::leave() {
  loop_.post([this] { parts_.stage = std::max(parts_.stage, flow::worker_stage::leaving); });
}

void worker::drain(std::vector<owned_descriptor>& sockets) {
  const auto own = std::make_shared<std::vector<owned_descriptor>>();
  poller::posted work(1, [this, own] {
    parts_.stage = std::max(parts_.stage, flow::worker_stage::draining);
    acceptor_.take_over(std::move(*own));
    loop_.cancel_idle();  // the accept loops, too
    end_if_drained();
  });
  *own = std::move(sockets);
  loop_.post(std::move(work));
}

void worker::stop() {
  loop_.post([this] {
    parts_.stage = flow::worker_stage::stopping;
    loop_.cancel_all();
    end_if_drained();
  });
}

void worker::close_breakers(const std::shared_ptr<breaker_reset>& told) {
  loop_.post(poller::posted(1, [this, told] {
    told->engine += close_one(parts_.gate.breaker);
    told->evolution_go += close_one(parts_.go.breaker);
    publish_gauges();
    ++told->answered;
  }));
}

// All that can fail happens here: a reload is taken by every worker or by none.
poller::posted worker::make_change(worker_settings next) {
  std::shared_ptr<engine_pool> engine = next.same_engine ? nullptr : make_engine(loop_, next);
  std::shared_ptr<engine_pool> go = next.same_go ? nullptr : make_go(loop_, next);
  make_ring(next);
  return poller::posted(1, [this, next = std::move(next), engine = std::move(engine), go = std::move(go),
                            spans = spans_.get()] { take(next, engine, go, spans); });
}

// It stays when requests are no longer traced: some that began before may still be under way.
void worker::make_ring(const worker_settings& next) {
  if (next.snapshot->traces && !spans_) spans_ = std::make_unique<tracing::span_ring>();
}

// Requests that have begun keep the snapshot and the engine they have; buffers that they leave must not keep a key.
void worker::take(const worker_settings& next, std::shared_ptr<engine_pool> engine, std::shared_ptr<engine_pool> go,
                  tracing::span_ring* spans) {
  parts_.spans = spans;
  take_go(next, std::move(go));
  if (engine) {
    if (engine_) engine_->retire();
    engine_ = std::move(engine);
    parts_.gate.breaker.forget();
  }
  engine_->bound(next.most_to_engine);
  parts_.current = flow::pinned_configuration(next.snapshot, engine_);
  clients_.use(next);
  log_.use(next.notices, next.snapshot->limits.unauthorized_per_minute);
  parts_.buffers.forget();
}

// A request that began with the server before is not sent to this one (flow/pass_through).
void worker::take_go(const worker_settings& next, std::shared_ptr<engine_pool> go) {
  if (!next.same_go) {
    if (go_) go_->retire();
    go_ = std::move(go);
    parts_.go.breaker.forget();
    parts_.go.server = go_;
  }
  if (go_) go_->bound(next.most_to_go);
}

void worker::tick(flow::time_point time) {
  clock_.compare();
  clients_.shed_slow(time);
  loop_.expire(time);
  if (parts_.is_stopping()) loop_.cancel_all();
  else if (parts_.is_draining()) loop_.cancel_idle();
  engine_->sweep(time);
  if (go_) go_->sweep(time);
  drop_unused(time);
  log_.submit();
  publish_gauges();
  end_if_drained();
}

// What others may know of now: at each tick, so that no request pays for it.
void worker::publish_gauges() {
  const rules::crowd& crowd = parts_.gate.queue.now();
  counts_->now.connections.set(clients_.count());
  counts_->now.in_flight.set(crowd.inside);
  counts_->now.waiting.set(crowd.all_waiting());
  counts_->now.engine_open.set(engine_->open());
  counts_->now.engine_idle.set(engine_->idle());
  counts_->now.breaker_open.set(parts_.gate.breaker.is_closed() ? 0 : 1);
}

// Memory that a burst took is freed soon after it (L7b).
void worker::drop_unused(flow::time_point time) {
  if (time < drops_next_) return;
  drops_next_ = time + keep_unused;
  parts_.buffers.drop_unused();
  flow::drop_unused_frames();
}

void worker::end_if_drained() {
  if (parts_.is_draining() && clients_.is_empty() && acceptor_.is_closed()) loop_.stop();
}

}  // namespace ramal::net
