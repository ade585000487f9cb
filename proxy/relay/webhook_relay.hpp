// The relay of webhooks as the program has it: the outbox's file, HTTP to bots and to the engine, the gateway's configuration
// (webhooks.md). As long as no key has a webhook section there is no file and no work.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "proxy/flow/event_intake.hpp"
#include "proxy/net/control/companion.hpp"
#include "proxy/net/server/server.hpp"
#include "proxy/relay/commands/store_command.hpp"
#include "proxy/relay/counters.hpp"
#include "proxy/relay/destinations.hpp"

namespace ramal::relay {

class webhook_relay final : public flow::event_intake, public net::companion {
 public:
  // Both outlive it. prepare() comes first.
  webhook_relay(boost::asio::io_context& loop, net::server& gateway);
  ~webhook_relay();
  webhook_relay(const webhook_relay&) = delete;
  webhook_relay& operator=(const webhook_relay&) = delete;

  void take(flow::received_event event, completion done) override;  // any thread

  void begin() override;
  net::tls_problem prepare(const net::configuration& next) override;
  void put_in_force() override;
  void drain(std::function<void()> over) override;
  void stop() override;

  // Any thread. False while the outbox cannot take events: /readyz.
  bool can_commit() const;
  const relay_counters* counters() const;  // null as long as there is no outbox
  // A command of an operator. False: there is no outbox, and nothing is called. `done` is called once, on the loop's
  // thread, later; never where the program ends before. The loop's thread.
  bool ask(const store_command& what, std::function<void(command_answer)> done);
  // What waited in the outbox a moment ago. The loop's thread.
  const store::totals& waiting() const;

 private:
  struct works;
  struct prepared {
    settings_ptr settings;
    config::upstream_engine engine;
    client_tls_ptr engine_tls;
    config::webhook_settings shared;
  };

  boost::asio::io_context& loop_;
  net::server& gateway_;
  std::unique_ptr<prepared> next_;
  std::unique_ptr<works> owned_;
  std::atomic<works*> works_{nullptr};  // for other threads: null, or owned_
  bool begun_ = false;
};

}  // namespace ramal::relay
