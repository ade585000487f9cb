// The worker threads, as one.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "proxy/net/server/worker.hpp"

namespace ramal::net {

class worker_threads {
 public:
  // `made`: at least one.
  explicit worker_threads(std::vector<std::unique_ptr<worker>> made) : all_(std::move(made)) {}
  ~worker_threads() { stop(); }
  worker_threads(const worker_threads&) = delete;
  worker_threads& operator=(const worker_threads&) = delete;

  // `on_ended` is called once, on a worker's thread, when the last of them is about to end.
  void start(const std::function<void()>& on_ended);
  void receive_events(flow::event_intake& intake);  // before start()
  std::size_t size() const { return all_.size(); }
  // See worker; by worker.
  std::vector<const metrics::worker_counts*> counts() const;
  // Of the workers that have one, see worker.
  std::vector<tracing::span_ring*> spans() const;
  void reserve_keys(std::size_t slots);

  // Every worker that is not stuck counts one up, soon.
  void ask(const std::shared_ptr<std::atomic<std::size_t>>& answered);
  // See worker.
  void close_breakers(const std::shared_ptr<breaker_reset>& told);
  // `next`: one for each. All of them take it, or none: throws before the first one hears of it.
  std::vector<poller::posted> make_changes(std::vector<worker_settings> next);
  void change(std::vector<poller::posted> changes) noexcept;

  void leave();                                                    // see worker::leave
  void drain(std::vector<std::vector<owned_descriptor>> sockets);  // see worker::drain; by worker
  void stop();                                                     // everything ends now; joins the threads; idempotent

 private:
  std::vector<std::unique_ptr<worker>> all_;
  std::vector<std::thread> threads_;
  std::atomic<std::size_t> running_{0};
};

}  // namespace ramal::net
