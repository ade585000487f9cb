// The admin interface of the gateway (console.md section 1): what its paths answer, on the control loop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "proxy/admin/listener.hpp"
#include "proxy/net/server/server.hpp"
#include "proxy/relay/webhook_relay.hpp"

namespace ramal::admin {

class interface {
 public:
  // All of them outlive it.
  interface(boost::asio::io_context& loop, net::server& gateway, const relay::webhook_relay& webhooks);

  // The workers serve: from now on it answers.
  void begin() { listener_.begin(); }
  std::uint16_t port() const { return listener_.port(); }

 private:
  answer serve(const request& asked, std::string_view accept, std::string_view body);
  answer serve(page what, std::string_view accept, std::string_view body);
  answer begin_drain();
  answer write_metrics(std::string_view accept) const;
  answer write_keys() const;

  net::server& gateway_;
  const relay::webhook_relay& webhooks_;
  const std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
  bool drain_was_asked_ = false;
  listener listener_;
};

}  // namespace ramal::admin
