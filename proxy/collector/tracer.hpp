// The way of spans out of the program: as the configuration says, with its reloads and its end.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "proxy/collector/span_exporter.hpp"
#include "proxy/net/control/companion.hpp"
#include "proxy/net/server/server.hpp"
#include "proxy/relay/asio_loop.hpp"
#include "proxy/relay/client/http_client.hpp"

namespace ramal::collector {

class tracer final : public net::companion {
 public:
  // Both outlive it. prepare() comes first.
  tracer(boost::asio::io_context& loop, net::server& gateway);
  ~tracer() { stop(); }
  tracer(const tracer&) = delete;
  tracer& operator=(const tracer&) = delete;

  void begin() override { put_in_force(); }
  net::tls_problem prepare(const net::configuration& next) override;
  void put_in_force() override;
  void drain(std::function<void()> over) override;
  void requests_are_over() override;
  void stop() override;

  // Spans, since the program began. The loop's thread.
  std::uint64_t exported() const { return exporter_.exported(); }
  std::uint64_t dropped() const { return exporter_.dropped(); }

 private:
  net::server& gateway_;
  relay::asio_loop control_;
  const std::shared_ptr<relay::http_client> http_;
  relay::http_delivery_client client_;
  span_exporter exporter_;
  const std::string instance_;  // of this process
  std::optional<export_target> next_;
  std::function<void()> over_;  // of drain()
  bool are_requests_over_ = false;
};

}  // namespace ramal::collector
