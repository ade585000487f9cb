#include "proxy/flow/snapshot.hpp"

#include <algorithm>

#include "proxy/wire/host.hpp"
#include "proxy/wire/text.hpp"
#include "ramal_version.hpp"

namespace ramal::flow {
namespace {

constexpr std::string_view shared_cors_lines =
    "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"
    "Access-Control-Allow-Headers: Origin, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, "
    "Authorization, Accept, Cache-Control, X-Requested-With, apikey, ApiKey, x-api-key, x-api-key-id, "
    "Idempotency-Key, X-Call-Client-ID, X-Request-Id, traceparent, tracestate, baggage, sentry-trace\r\n"
    "Access-Control-Expose-Headers: Content-Length, X-Request-Id, Retry-After, RateLimit-Limit, "
    "RateLimit-Remaining, RateLimit-Reset, X-Ramal-Upstream, X-Ramal-Ignored, Idempotent-Replayed\r\n";
constexpr std::size_t hook_burst = 5;  // seconds' worth of events may come at once
constexpr std::string_view preflight_lines = "Access-Control-Max-Age: 7200\r\n";
constexpr std::string_view private_lines = "Access-Control-Allow-Private-Network: true\r\n";

std::string host_header(const config::upstream_engine& engine) {
  const bool literal_v6 = engine.host.find(':') != std::string::npos;
  std::string text = literal_v6 ? "[" + engine.host + "]" : engine.host;
  if (engine.port != (engine.tls ? 443 : 80)) text += ":" + std::to_string(engine.port);
  return text;
}

cors_block block_of(const std::string& origin) {
  cors_block block{origin, "Access-Control-Allow-Origin: " + origin + "\r\n", {}, {}};
  if (origin != "*") block.answer += "Vary: Origin\r\n";
  block.answer += shared_cors_lines;
  block.preflight = block.answer + std::string(preflight_lines);
  block.private_preflight = block.preflight + std::string(private_lines);
  return block;
}

// Names may be written with the root's dot at their end, by users and by clients (RFC 3986, 3.2.2).
std::string_view without_root(std::string_view name) {
  return name.substr(0, name.size() - (name.ends_with('.') ? 1 : 0));
}

std::string lines_of(const std::vector<config::header_line>& headers) {
  std::string lines;
  for (const config::header_line& one : headers) lines += one.name + ": " + one.value + "\r\n";
  return lines;
}

// RFC 2068, 19.7.1.1: without the connection option the field must be ignored. Whole seconds, never too many.
std::string keep_alive_lines_of(std::chrono::milliseconds idle) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(idle).count();
  return "Connection: keep-alive\r\nKeep-Alive: timeout=" + std::to_string(seconds) + "\r\n";
}

}  // namespace

// clang-format off
snapshot::snapshot(const config::gateway& settings)
    : mount(settings.mount, settings.aliases, settings.native_mount),
      // clang-format on
      ring(settings.keys), accept_native_keys(settings.accept_native_keys),
      reject_unknown_ok(settings.reject_unknown_ok), mask_numbers(settings.log.mask_numbers),
      log_health(settings.log.health),
      limits(settings.limits), head_limits{settings.limits.head_bytes, settings.limits.target_bytes,
                                           settings.limits.header_fields, settings.limits.header_name_bytes,
                                           settings.limits.header_value_bytes},
      json_limits{static_cast<unsigned>(settings.limits.json_depth), static_cast<unsigned>(settings.limits.json_keys),
                  64},
      engine(settings.engine), reuse{settings.engine.post_idle_max, settings.engine.idle_timeout},
      breaker{settings.engine.breaker_failures, settings.engine.breaker_first, settings.engine.breaker_longest},
      trusted_proxies(settings.trusted_proxies),
      key_pace(rules::rate_of(settings.limits.key_rate, std::chrono::seconds(1), settings.limits.key_burst)),
      unauthorized_pace(rules::rate_of(settings.limits.unauthorized_per_minute, std::chrono::minutes(1),
                                       settings.limits.unauthorized_per_minute)),
      engine_host_header(host_header(settings.engine)), user_agent("ramal/" RAMAL_VERSION),
      engine_lines(lines_of(settings.engine.headers)),
      keep_alive_lines(keep_alive_lines_of(settings.limits.idle_timeout)), hooks(settings), webhooks(settings.webhooks),
      hook_pace(rules::rate_of(settings.webhooks.hook_rate, std::chrono::seconds(1),
                               hook_burst * settings.webhooks.hook_rate)),
      hosts_(settings.hosts) {
  if (settings.evolution_go) go.emplace(settings);
  if (settings.tracing) traces = tracing::sampling_of(settings.tracing->ratio);
  for (const std::string& origin : settings.cors_policy.origins) cors_.push_back(block_of(origin));
  cors_for_others_ = "Vary: Origin\r\n";
}

bool snapshot::serves(std::string_view host) const {
  wire::host_and_port asked;
  if (hosts_.empty() || !wire::parse_host(host, asked)) return hosts_.empty();
  return std::any_of(hosts_.begin(), hosts_.end(), [&](const std::string& one) {
    return wire::equal_ignoring_case(without_root(one), without_root(asked.host));
  });
}

std::string_view snapshot::cors_lines(std::string_view origin, std::string cors_block::*which) const {
  for (const cors_block& block : cors_)
    if (block.origin == "*" || block.origin == origin) return block.*which;
  return cors_for_others_;
}

}  // namespace ramal::flow
