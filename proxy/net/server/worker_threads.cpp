#include "proxy/net/server/worker_threads.hpp"

#include <utility>

#include "proxy/net/loop/persist.hpp"

namespace ramal::net {

void worker_threads::start(const std::function<void()>& on_ended) {
  running_ = all_.size();
  for (const auto& one : all_)
    threads_.emplace_back([this, &one, on_ended] {
      one->run();
      if (--running_ == 0) on_ended();
    });
}

void worker_threads::receive_events(flow::event_intake& intake) {
  for (const auto& one : all_) one->receive_events(intake);
}

std::vector<const metrics::worker_counts*> worker_threads::counts() const {
  std::vector<const metrics::worker_counts*> all;
  for (const auto& one : all_) all.push_back(&one->counts());
  return all;
}

std::vector<tracing::span_ring*> worker_threads::spans() const {
  std::vector<tracing::span_ring*> all;
  for (const auto& one : all_)
    if (one->spans() != nullptr) all.push_back(one->spans());
  return all;
}

void worker_threads::reserve_keys(std::size_t slots) {
  for (const auto& one : all_) one->reserve_keys(slots);
}

void worker_threads::ask(const std::shared_ptr<std::atomic<std::size_t>>& answered) {
  for (const auto& one : all_) one->post(poller::posted(1, [answered] { ++*answered; }));
}

void worker_threads::close_breakers(const std::shared_ptr<breaker_reset>& told) {
  for (const auto& one : all_) one->close_breakers(told);
}

std::vector<poller::posted> worker_threads::make_changes(std::vector<worker_settings> next) {
  std::vector<poller::posted> changes;
  for (std::size_t i = 0; i < all_.size(); ++i) changes.push_back(all_[i]->make_change(std::move(next[i])));
  return changes;
}

void worker_threads::change(std::vector<poller::posted> changes) noexcept {
  for (std::size_t i = 0; i < all_.size(); ++i) all_[i]->post(std::move(changes[i]));
}

void worker_threads::leave() {
  for (const auto& one : all_) one->leave();
}

void worker_threads::drain(std::vector<std::vector<owned_descriptor>> sockets) {
  sockets.resize(all_.size());
  for (std::size_t i = 0; i < all_.size(); ++i) persist([&] { all_[i]->drain(sockets[i]); });
}

void worker_threads::stop() {
  for (const auto& one : all_) persist([&] { one->stop(); });
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace ramal::net
