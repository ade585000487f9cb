// The connections of one worker to the engine: connecting, idle ones, TLS.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "config/model.hpp"
#include "proxy/flow/idle_connections.hpp"
#include "proxy/flow/upstream.hpp"
#include "proxy/net/loop/poller.hpp"
#include "proxy/net/tls/tls_context.hpp"
#include "proxy/net/upstream/engine_reach.hpp"
#include "proxy/net/upstream/engine_addresses.hpp"
#include "proxy/rules/connection_reuse.hpp"

namespace ramal::net {

class engine_pool final : public flow::upstream {
 public:
  // `tls`: of this worker alone; null: plain HTTP.
  engine_pool(poller& events, std::shared_ptr<engine_addresses> addresses, const config::upstream_engine& engine,
              rules::reuse_limits reuse, std::shared_ptr<SSL_CTX> tls, std::shared_ptr<engine_reach> reach);

  flow::task<flow::connect_result> connect(flow::time_point deadline, flow::disconnect_watch& client) override;
  flow::connection take_idle(flow::connection_owner owner, bool idempotent, flow::time_point now) override {
    return idle_.take(owner, idempotent, now);
  }
  void give_back(flow::connection&& used, flow::time_point now) override;
  void note(routes::reason why, std::string_view key, std::string_view detail, flow::time_point now) override;
  routes::reason trouble() const override { return reach_->trouble(); }
  // What more is known of the last failure, if that is why; "" if nothing is.
  std::string_view detail_of(routes::reason why) const;

  // How many may be open, busy ones included: beyond it a new one replaces the one that has been idle for the longest
  // time.
  void bound(std::size_t most_open) { most_open_ = most_open; }

  // Connections that are open: connecting, busy and idle ones.
  std::size_t open() const { return open_; }
  std::size_t idle() const { return idle_.size(); }

  // Closes idle connections that are too old or that the engine has ended. Called by the worker's tick.
  void sweep(flow::time_point now);
  // Another pool replaces this one, which still serves the requests that began with it and keeps no connection.
  void retire();

 private:
  flow::task<flow::connect_result> connect_to(socket_address address, flow::time_point deadline,
                                              flow::disconnect_watch& client);
  flow::task<flow::connect_result> connect_once(socket_address address, flow::time_point deadline,
                                                flow::disconnect_watch& client, bool& resuming);
  void evict_idle(std::size_t coming);
  flow::connect_result no_handshake(routes::reason why);
  flow::connect_result failed_by(int error, const socket_address& address);

  poller& events_;
  std::shared_ptr<engine_addresses> addresses_;
  std::shared_ptr<engine_reach> reach_;
  routes::reason last_trouble_ = routes::reason::none;  // that had a detail
  std::string last_detail_;
  std::string tls_name_;  // what the engine's certificate must name
  std::shared_ptr<SSL_CTX> tls_;
  std::size_t most_open_ = 1;
  std::size_t open_ = 0;  // connecting, busy and idle ones
  flow::idle_connections idle_;
  bool retired_ = false;
  flow::time_point tells_again_{};  // once a second is enough
};

}  // namespace ramal::net
