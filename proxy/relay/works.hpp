// All that the relay needs once some key has a webhook.
#pragma once

#include <memory>
#include <string>

#include "proxy/relay/asio_loop.hpp"
#include "proxy/relay/backlog.hpp"
#include "proxy/relay/client/client_tls.hpp"
#include "proxy/relay/client/engine_client.hpp"
#include "proxy/relay/client/http_client.hpp"
#include "proxy/relay/commands/command_socket.hpp"
#include "proxy/relay/outbox.hpp"
#include "proxy/relay/webhook_relay.hpp"
#include "store/open_store.hpp"

namespace ramal::relay {

// The engine of the configuration in force.
class current_engine final : public engine_reader {
 public:
  void change(std::unique_ptr<engine_reader> to) { to_ = std::move(to); }
  void get(engine_question what, completion done) override { to_->get(std::move(what), std::move(done)); }
  void stop() override { to_->stop(); }

 private:
  std::unique_ptr<engine_reader> to_;
};

struct webhook_relay::works {
  static constexpr std::size_t attempts_at_once = 256;  // webhooks.md section 6

  works(boost::asio::io_context& loop, net::server& gateway, const config::webhook_settings& settings);

  void use(const prepared& next, const net::server& gateway);
  void begin();
  void stop();
  std::unique_ptr<store::event_store> open(const config::webhook_settings& settings);

  asio_loop control;
  std::shared_ptr<http_client> http;
  http_delivery_client deliveries;
  current_engine engine;
  relay_counters counters;
  attempt_slots slots{attempts_at_once};
  std::unique_ptr<store::event_store> store;
  relay_services services;
  std::shared_ptr<outbox> all;
  std::shared_ptr<backlog> waits;
  command_socket commands;
};

}  // namespace ramal::relay
