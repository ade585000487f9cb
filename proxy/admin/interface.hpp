// The admin interface of the gateway (console.md section 1): what its paths answer, on the control loop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "proxy/admin/console.hpp"
#include "proxy/admin/dialler.hpp"
#include "proxy/admin/listener.hpp"
#include "proxy/collector/tracer.hpp"
#include "proxy/admin/listener_tls.hpp"
#include "proxy/net/server/server.hpp"
#include "proxy/relay/webhook_relay.hpp"

namespace ramal::admin {

struct interface_options {
  std::string ui_folder;                      // the console's files; "": those that the program carries
  std::string docs_folder;                    // of Swagger UI, if somebody has put it there
  std::string_view openapi{};                 // the description of the call routes, as long as the program lives
  bool is_demo = false;                       // the engine is the reference engine
  const collector::tracer* traces = nullptr;  // where spans are counted; null: they are not
  std::string made_token{};                   // where the configuration has none; "": nothing that needs one is served
};

class interface {
 public:
  // All of them outlive it.
  interface(boost::asio::io_context& loop, net::server& gateway, relay::webhook_relay& webhooks,
            interface_options options = {});

  // The workers serve: from now on it answers.
  void begin() { listener_.begin(); }
  std::uint16_t port() const { return listener_.port(); }

 private:
  answer serve(const request& asked, std::string_view accept, std::string_view body);
  answer serve(page what, const request& asked, std::string_view accept, std::string_view body);
  answer begin_drain();
  answer write_metrics(std::string_view accept) const;
  answer write_keys() const;
  answer write_outbox() const;
  answer write_openapi() const;
  std::string media_hosts() const;
  tls_source source_of_tls();

  boost::asio::io_context& loop_;
  net::server& gateway_;
  relay::webhook_relay& webhooks_;
  const std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
  bool drain_was_asked_ = false;
  const interface_options options_;
  const console console_, docs_;
  dialler dialler_;
  listener_tls tls_;
  listener listener_;
};

}  // namespace ramal::admin
