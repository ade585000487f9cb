#include "proxy/collector/tracer.hpp"

#include <random>
#include <utility>

#include "proxy/relay/client/client_tls.hpp"
#include "proxy/relay/own_listeners.hpp"
#include "ramal_version.hpp"

namespace ramal::collector {
namespace {

using relay::milliseconds;

constexpr std::string_view path_of_traces = "/v1/traces";
constexpr milliseconds connect_time{3'000}, whole_time{10'000};  // the protocol's usual time limit

std::string random_id() {
  std::random_device device;
  const std::uint64_t seed = (static_cast<std::uint64_t>(device()) << 32U) | device();
  return std::string(rules::view(rules::id_source(seed).next_span_id()));
}

// The configuration's reader took the URL.
relay::http_url url_of(const config::tracing_settings& settings) {
  relay::http_url url = relay::parse_http_url(settings.endpoint).value_or(relay::http_url{});
  while (url.target.ends_with('/')) url.target.pop_back();
  url.target += path_of_traces;
  return url;
}

relay::delivery_request request_of(const config::tracing_settings& settings) {
  relay::delivery_request made;
  made.destination = "collector";
  made.url = url_of(settings);
  made.connect_timeout = connect_time;
  made.timeout = whole_time;
  made.headers.emplace_back("Content-Type", "application/json");
  made.headers.emplace_back("User-Agent", "ramal/" RAMAL_VERSION);
  for (const config::secret_header_line& one : settings.headers)
    made.headers.emplace_back(one.name, one.value.reveal());
  return made;
}

tracing::span_source source_of(const config::gateway& settings, const std::string& instance) {
  tracing::span_source made{RAMAL_VERSION, instance, {settings.engine.host, settings.engine.port}, {}};
  if (settings.evolution_go) made.evolution_go = {settings.evolution_go->host, settings.evolution_go->port};
  return made;
}

}  // namespace

tracer::tracer(boost::asio::io_context& loop, net::server& gateway)
    : gateway_(gateway), control_(loop), http_(std::make_shared<relay::http_client>(loop, relay::client_settings{})),
      client_(http_), exporter_(control_, client_, [&gateway] { return gateway.spans(); }), instance_(random_id()) {}

net::tls_problem tracer::prepare(const net::configuration& next) {
  next_.reset();
  if (!next.settings.tracing) return std::nullopt;
  export_target made{request_of(*next.settings.tracing), source_of(next.settings, instance_)};
  if (made.request.url.tls) {
    auto tls = relay::make_client_tls("tracing.ca_file", next.settings.tracing->ca_file);
    if (tls.has_error()) return tls.error();
    made.request.tls = std::move(*tls);
  }
  next_ = std::move(made);
  return std::nullopt;
}

void tracer::put_in_force() {
  http_->own_listeners(relay::listeners_of(gateway_));
  exporter_.use(std::exchange(next_, std::nullopt));
}

// Requests that are in flight still make spans.
void tracer::drain(std::function<void()> over) {
  over_ = std::move(over);
  if (are_requests_over_) requests_are_over();
}

void tracer::requests_are_over() {
  are_requests_over_ = true;
  if (over_) exporter_.finish(std::exchange(over_, nullptr));
}

void tracer::stop() { http_->stop(); }

}  // namespace ramal::collector
