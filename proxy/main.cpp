// The program: the only place that knows both the gateway and the reference engine.
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "config/addresses.hpp"
#include "config/load.hpp"
#include "contract/net/command.hpp"
#include "engine/server.hpp"
#include "proxy/admin/interface.hpp"
#include "proxy/check_command.hpp"
#include "proxy/collector/tracer.hpp"
#include "proxy/command_line.hpp"
#include "proxy/console_start.hpp"
#include "proxy/demo.hpp"
#include "proxy/demo_text.hpp"
#include "proxy/doctor_command.hpp"
#include "proxy/health.hpp"
#include "proxy/net/control/companion_pair.hpp"
#include "proxy/net/control/configuration_file.hpp"
#include "proxy/net/control/run_until_signal.hpp"
#include "proxy/net/control/service_manager.hpp"
#include "proxy/net/control/signals.hpp"
#include "proxy/net/log/program_log.hpp"
#include "proxy/net/server/descriptors.hpp"
#include "proxy/net/server/server.hpp"
#include "proxy/net/tls/tls_memory.hpp"
#include "proxy/new_key.hpp"
#include "proxy/openapi.hpp"
#include "proxy/key_commands.hpp"
#include "proxy/relay/webhook_relay.hpp"
#include "proxy/report.hpp"
#include "proxy/webhooks.hpp"
#include "ramal_version.hpp"

namespace {

namespace config = ramal::config;
namespace net = ramal::net;

using net::report;

void log_warnings(const net::configuration_file& source) {
  for (const config::problem& odd : source.warnings()) spdlog::warn("{}", config::to_text(odd));
}

void log_start(const net::server& gateway) {
  const config::gateway& settings = gateway.settings();
  const net::listeners& ports = gateway.listening();
  const config::upstream_engine& engine = settings.engine;
  spdlog::info("ramal {} for the calls engine at {}, with {} keys and {} listeners", RAMAL_VERSION,
               config::print_base_url({engine.tls, engine.host, engine.port, engine.path_prefix}), settings.keys.size(),
               ports.size());
  for (std::size_t i = 0; i < ports.size(); ++i)
    spdlog::info("listening on {}{}", ports.address(i), ports.is_inherited(i) ? " (opened by systemd)" : "");
}

int serve(const net::command_line& line) {
  net::configuration_file source(line.config_file);
  auto read = source.load();
  if (read.has_error()) return report(read.error());
  net::set_up_program_log(read->settings.log.level);
  log_warnings(source);
  if (auto problem = net::find_descriptor_problem(read->settings)) {
    problem->file = line.config_file;
    return report({*problem});
  }
  boost::asio::io_context loop;
  net::server gateway(loop, std::move(*read), net::take_inherited_sockets());
  if (line.require_engine) {
    const std::string why = gateway.why_no_engine();
    if (!why.empty()) spdlog::error("--require-engine: {}", why);
    if (!why.empty()) return net::exit_unavailable;
  }
  net::defer_signals();
  ramal::relay::webhook_relay webhooks(loop, gateway);
  if (const auto problem = webhooks.prepare(gateway.in_force())) return report({*problem});
  gateway.receive_events(webhooks);
  ramal::collector::tracer traces(loop, gateway);
  if (const auto problem = traces.prepare(gateway.in_force())) return report({*problem});
  net::companion_pair beside(webhooks, traces);
  const ramal::admin::made_token token = net::token_for(gateway.settings());
  ramal::admin::interface admin(loop, gateway, webhooks, net::options_of(line, token, traces));
  net::run_until_signal(loop, gateway, &source, &beside, [&] {
    log_start(gateway);
    admin.begin();
    net::show_console(gateway, admin, token, ::isatty(STDOUT_FILENO) == 1);
  });
  return net::exit_ok;
}

int run_engine(const net::command_line& line) {
  net::configuration_file source(line.config_file);
  const auto settings = source.load_reference_engine();
  if (settings.has_error()) return report(settings.error());
  net::set_up_program_log(settings->log.level);
  log_warnings(source);
  net::defer_signals();
  ramal::engine::server engine(*settings);
  net::wait_for_signal([&] {
    engine.start();
    spdlog::info("engine listening on port {}, media on port {}", engine.api_port(), engine.media_port());
  });
  engine.stop();
  return net::exit_ok;
}

// Without what the settings of a file would change: the demo has none, but options.
template <class Server, class... Arguments>
std::unique_ptr<Server> bind_demo(Arguments&&... arguments) {
  try {
    return std::make_unique<Server>(std::forward<Arguments>(arguments)...);
  } catch (const std::system_error& problem) {
    const std::string said = problem.what();
    const std::string where = said.substr(0, said.find(": "));
    throw std::runtime_error(
        where + ": " + problem.code().message() +
        ": stop the program that has one of these ports (ss -ltnp shows it), or take the ports N, N+1 "
        "and N+2 with --port N, or another address with --listen ADDRESS");
  }
}

// The engine posts to the gateway's hooks; where no bot is named it takes the events itself, and they are shown.
void connect_events(ramal::engine::server& engine, const net::command_line& line, std::uint16_t gateway_port,
                    const std::vector<net::demo_hook>& hooks) {
  for (const net::demo_hook& one : hooks)
    engine.send_webhooks(one.key, net::demo_hook_url(line, gateway_port, one), one.native_secret);
  if (!line.webhook_url.empty()) return;
  engine.on_bot_event([](const ramal::engine::bot_event& event) {
    std::fputs(net::demo_event(event.name, event.call_id, event.inbound).c_str(), stdout);
    std::fflush(stdout);
  });
}

int demo(const net::command_line& line) {
  net::set_up_program_log(line.log_level);
  net::defer_signals();
  const net::demo_folder folder;
  const auto hooks = net::make_demo_hooks();
  const auto engine = bind_demo<ramal::engine::server>(net::demo_engine(line));
  boost::asio::io_context loop;
  const auto gateway = bind_demo<net::server>(
      loop, net::configuration{net::demo_gateway(line, engine->api_port(), hooks, folder)});
  const net::demo_ports ports{gateway->listening().port(0), engine->api_port(), engine->media_port()};
  ramal::relay::webhook_relay webhooks(loop, *gateway);
  if (const auto problem = webhooks.prepare(gateway->in_force())) return report({*problem});
  gateway->receive_events(webhooks);
  ramal::collector::tracer traces(loop, *gateway);
  if (const auto problem = traces.prepare(gateway->in_force())) return report({*problem});
  net::companion_pair beside(webhooks, traces);
  connect_events(*engine, line, ports.gateway, hooks);
  const ramal::admin::made_token token = net::token_for(gateway->settings());
  ramal::admin::interface admin(loop, *gateway, webhooks, net::options_of(line, token, traces));
  engine->start();
  net::run_until_signal(loop, *gateway, nullptr, &beside, [&] {
    log_start(*gateway);
    admin.begin();
    net::show_console(*gateway, admin, token, true);
    std::fputs(net::demo_text(line, ports).c_str(), stdout);
    std::fflush(stdout);
  });
  engine->stop();
  return net::exit_ok;
}

int health(const net::command_line& line) {
  const std::string problem = net::why_not_healthy(line.health_url);
  if (problem.empty()) return net::exit_ok;
  std::fprintf(stderr, "ramal: %s\n", problem.c_str());
  return 1;
}

int run(const net::command_line& line) {
  switch (line.what) {
    case net::command::serve: return serve(line);
    case net::command::demo: return demo(line);
    case net::command::engine: return run_engine(line);
    case net::command::check: return net::run_check(line);
    case net::command::health: return health(line);
    case net::command::webhooks: return net::run_webhooks(line);
    case net::command::new_key: return net::make_new_key(line.key_name);
    case net::command::doctor: return net::run_doctor(line.config_file, line.as_json, line.doctor_url);
    case net::command::list_keys: return net::list_keys(line.config_file, line.as_json);
    case net::command::rotate_key: return net::rotate_key(line.config_file, line.key_name);
    case net::command::test_key: return net::test_key(line.config_file, line.key_name);
    case net::command::tail: return net::run_tail(line.tail, line.config_file);
    case net::command::top: return net::run_top(line.top, line.config_file);
    case net::command::openapi: return net::print_openapi(line.openapi) ? net::exit_ok : net::exit_unavailable;
    case net::command::contract: return ramal::contract::run_contract(line.contract);
  }
  return net::exit_usage;
}

// As many connections as the system allows, no end by a signal that means nothing, and no dump with keys in it: neither
// a core file nor a dump that the kernel hands to a program without regard to limits (K9).
void prepare_process() {
  net::ignore_harmless_signals();
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
  net::watch_tls_memory();
}

}  // namespace

int main(int argc, char** argv) {
  net::occupy_standard_descriptors();
  const net::parsed_command_line parsed = net::parse_command_line(argc, argv);
  if (parsed.exit_code) return *parsed.exit_code;
  prepare_process();
  try {
    return run(parsed.line);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "ramal: %s\n", problem.what());
    return net::exit_unavailable;
  }
}
