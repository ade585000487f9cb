#include "proxy/admin/interface.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

#include "proxy/admin/body_rules.hpp"
#include "proxy/admin/breakers.hpp"
#include "proxy/admin/certificate_look.hpp"
#include "proxy/admin/exchanges.hpp"
#include "proxy/admin/figures.hpp"
#include "proxy/admin/outbox_change.hpp"
#include "proxy/admin/process_look.hpp"
#include "proxy/admin/webhook_metrics.hpp"
#include "proxy/metrics/exposition.hpp"
#include "proxy/net/log/program_log.hpp"
#include "proxy/relay/outbox_file.hpp"
#include "ramal_version.hpp"

namespace ramal::admin {
namespace {

admission_rules rules_of(const config::gateway& settings, const std::string& made_token) {
  const config::admin_address& at = settings.admin.address;
  const std::string_view token = settings.admin.token.empty() ? std::string_view(made_token)
                                                              : settings.admin.token.reveal();
  return {at.path.empty() ? at.host : std::string(), settings.admin.hosts, std::string(token),
          std::string(settings.metrics.token.reveal()), settings.admin.tls.has_value()};
}

double unix_seconds(std::chrono::system_clock::time_point at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

// Where an operator puts Swagger UI, unless --docs-dir names another folder.
constexpr std::string_view usual_docs_folder = "/usr/share/ramal/swagger-ui";

instant this_instant() { return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()}; }

answer accepted() {
  answer made;
  made.status = 202;
  made.body = "{\"accepted\":true}\n";
  return made;
}

// The signal's listener on this loop does the rest, as if an operator had sent it.
answer after_signal(int number, std::string_view what) {
  spdlog::info("{} was asked for on the admin interface", what);
  if (::kill(::getpid(), number) == 0) return accepted();
  return answer_refusal({500, "INTERNAL", "the signal could not be sent: send it to the process yourself, with kill"});
}

answer set_level(std::string_view body) {
  using config::log_level;
  constexpr std::array<std::pair<std::string_view, log_level>, 6> levels{{{"trace", log_level::trace},
                                                                          {"debug", log_level::debug},
                                                                          {"info", log_level::info},
                                                                          {"warn", log_level::warn},
                                                                          {"error", log_level::error},
                                                                          {"off", log_level::off}}};
  const std::string_view asked = level_in(body);
  const auto found = std::ranges::find(levels, asked, &std::pair<std::string_view, log_level>::first);
  if (found == levels.end())
    return answer_refusal({400, "BAD_LEVEL", "send {\"level\":\"info\"}: trace, debug, info, warn, error or off"});
  spdlog::warn("the log level is {} until the next reload", asked);
  net::set_program_log_level(found->second);
  return accepted();
}

}  // namespace

interface::interface(boost::asio::io_context& loop, net::server& gateway, relay::webhook_relay& webhooks,
                     interface_options options)
    : loop_(loop), gateway_(gateway), webhooks_(webhooks), options_(std::move(options)), console_(options_.ui_folder),
      docs_(options_.docs_folder.empty() ? std::string(usual_docs_folder) : options_.docs_folder),
      dialler_(loop, gateway, options_.is_demo),
      listener_(
          loop, gateway.settings().admin.address,
          [this](const request& asked, std::string_view accept, std::string_view body) {
            return serve(asked, accept, body);
          },
          {}, source_of_tls()) {}

// Whether it speaks TLS is decided once (reload_plan); which certificates it shows, by each connection.
tls_source interface::source_of_tls() {
  if (!gateway_.settings().admin.tls) return {};
  return [this] {
    return tls_terms{tls_.context_for(gateway_.in_force()), gateway_.settings().limits.tls_handshake_timeout};
  };
}

answer interface::serve(const request& asked, std::string_view accept, std::string_view body) {
  const verdict judged = judge(asked, rules_of(gateway_.settings(), options_.made_token));
  if (judged.why_not) return answer_refusal(*judged.why_not);
  if (judged.row->changes)
    if (const auto why_not = judge_body(body)) return answer_refusal(*why_not);
  answer made = serve(judged.row->what, asked, accept, body);
  made.shows_token = judged.shows_token;
  return made;
}

answer interface::serve(page what, const request& asked, std::string_view accept, std::string_view body) {
  switch (what) {
    case page::metrics: return write_metrics(accept);
    case page::health: return {200, "text/plain; charset=utf-8", "ok\n"};
    case page::ready: return answer_readiness({true, gateway_.is_leaving(), webhooks_.can_commit()});
    case page::version: return answer_version(RAMAL_VERSION, RAMAL_COMMIT);
    case page::configuration: return answer_configuration(gateway_.settings());
    case page::keys: return write_keys();
    case page::reload: return after_signal(SIGHUP, "a reload");
    case page::drain: return begin_drain();
    case page::log_level: return set_level(body);
    case page::engine: return {200, "application/json", engine_as_json(gateway_.counts())};
    case page::stats:
      return {200, "application/json", stats_as_json(gateway_.counts(), started_, std::chrono::system_clock::now())};
    case page::webhooks: return write_outbox();
    case page::requests: return list_exchanges(gateway_.exchanges(), asked.query, this_instant());
    case page::one_request: return show_exchange(gateway_.exchanges(), asked.path);
    case page::events: return begin_events(gateway_.exchanges(), asked.query, this_instant());
    case page::inspector: return switch_inspector(gateway_.exchanges(), body, this_instant());
    case page::breakers: return close_breakers(loop_, gateway_);
    case page::outbox_change: return change_outbox(loop_, webhooks_, gateway_.settings(), asked.path, body);
    case page::console: return console_.serve("index.html", asked.if_none_match, media_hosts());
    case page::console_file: return console_.serve(asked.path.substr(sizeof "/ui/" - 1), asked.if_none_match, "");
    case page::docs: return console_.serve("docs.html", asked.if_none_match, "");
    case page::docs_file: return docs_.serve(asked.path.substr(sizeof "/docs/" - 1), asked.if_none_match, "");
    case page::openapi: return write_openapi();
    case page::dial_keys: return dialler_.list_keys();
    case page::dial_calls:
    case page::dial: return dialler_.serve(action_of(asked.path), asked.query, body);
  }
  return answer_refusal({404, "NOT_FOUND", "there is no such path: docs/operations.md has them in section 12"});
}

// A second SIGTERM would cut what is in flight (O5): who asks again, since no answer came, means the same thing once.
answer interface::begin_drain() {
  if (gateway_.is_leaving() || std::exchange(drain_was_asked_, true)) return accepted();
  return after_signal(SIGTERM, "a drain");
}

answer interface::write_metrics(std::string_view accept) const {
  const metrics::text_format format = metrics::choose_format(accept);
  const auto workers = gateway_.counts();
  const process_look process = look_at_process();
  metrics::text_writer out(format);
  metrics::write_process(
      {RAMAL_VERSION, RAMAL_COMMIT, unix_seconds(started_), process.resident_bytes, process.descriptors,
       gateway_.last_reload().succeeded, unix_seconds(gateway_.last_reload().at), process.cpu_seconds,
       process.virtual_bytes, process.most_descriptors, gateway_.lost_log_lines() + net::lost_program_lines()},
      out);
  metrics::write_certificates(look_at_certificates(*gateway_.in_force().tls), out);
  metrics::write_requests(workers, out);
  metrics::write_keys(workers, gateway_.counted_keys(), out);
  if (const collector::tracer* const traces = options_.traces; traces != nullptr)
    metrics::write_spans({traces->exported(), traces->dropped()}, out);
  if (const relay::relay_counters* const events = webhooks_.counters(); events != nullptr)
    write_webhooks(*events, {webhooks_.can_commit(), webhooks_.waiting(), relay::wall_now()}, out);
  return {200, metrics::content_type(format), out.finish()};
}

// What a key may do stands in /api/config.
answer interface::write_keys() const {
  return {200, "application/json", keys_as_json(gateway_.settings(), gateway_.counts(), gateway_.counted_keys())};
}

answer interface::write_outbox() const {
  const outbox_look outbox{webhooks_.can_commit(), webhooks_.waiting(), relay::wall_now()};
  return {200, "application/json", webhooks_as_json(gateway_.settings(), webhooks_.counters(), outbox)};
}

answer interface::write_openapi() const {
  if (options_.openapi.empty())
    return answer_refusal({404, "NOT_FOUND", "there is no description here: docs/openapi has it in the source"});
  return {200, "application/json", std::string(options_.openapi)};
}

// Where the dialler's sound is: the engine says it in each wsUrl, and it is taken to be the engine's own host.
std::string interface::media_hosts() const {
  const config::gateway& settings = gateway_.settings();
  if (!settings.admin.dialler) return {};
  const config::upstream_engine& engine = settings.engine;
  if (engine.host.find(':') != std::string::npos)
    return engine.tls ? "wss:" : "ws:";  // no policy names such an address
  return (engine.tls ? "wss://" : "ws://") + engine.host + ":*";
}

}  // namespace ramal::admin
