// The engine's addresses as the newest look-up found them: the resolver writes on the control loop, workers read.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "proxy/net/loop/socket.hpp"
#include "routes/failure.hpp"

namespace ramal::net {

using address_list = std::vector<socket_address>;

class engine_addresses : public std::enable_shared_from_this<engine_addresses> {
 public:
  // `loop`: the resolver's. It outlives this.
  engine_addresses(boost::asio::io_context& loop, address_list first)
      : loop_(loop), newest_(std::make_shared<const address_list>(std::move(first))) {}

  // In the order to try; empty if none is known. Any thread.
  std::shared_ptr<const address_list> newest() const {
    const std::lock_guard lock(mutex_);
    return newest_;
  }
  // Why none is known. Any thread.
  routes::reason why_none() const { return why_none_.load(std::memory_order_relaxed); }
  // The addresses led nowhere: the name is looked up again soon. Any thread.
  void refresh() noexcept;

  // For the resolver, on its loop.
  void publish(address_list found) {
    auto list = std::make_shared<const address_list>(std::move(found));
    const std::lock_guard lock(mutex_);
    newest_ = std::move(list);
  }
  void publish_failure(routes::reason why) { why_none_ = why; }
  // What the first refresh() after each end_refresh() calls on the loop; empty: nothing.
  void on_refresh(std::function<void()> look_up_soon) { look_up_soon_ = std::move(look_up_soon); }
  void end_refresh() { refresh_wanted_ = false; }

 private:
  boost::asio::io_context& loop_;
  // A lock, not an atomic pointer: only new connections ask, and g++ 12 and 14 agree on no atomic one that
  // ThreadSanitizer understands.
  mutable std::mutex mutex_;
  std::shared_ptr<const address_list> newest_;
  std::atomic<routes::reason> why_none_{routes::reason::name_pending};
  std::atomic<bool> refresh_wanted_{false};
  std::function<void()> look_up_soon_;
};

}  // namespace ramal::net
