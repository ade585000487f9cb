#include "proxy/webhooks.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <future>
#include <stdexcept>
#include <utility>

#include "events/digest.hpp"
#include "proxy/engine_webhooks.hpp"
#include "proxy/net/control/configuration_file.hpp"
#include "proxy/relay/commands/command_socket.hpp"
#include "proxy/relay/commands/outbox_order.hpp"
#include "proxy/relay/outbox_file.hpp"
#include "proxy/report.hpp"
#include "proxy/test_event.hpp"

namespace ramal::net {
namespace {

int print(const relay::command_answer& answer) {
  std::fputs(answer.text.c_str(), answer.exit_code == exit_unavailable ? stderr : stdout);
  return answer.exit_code;
}

relay::store_verb verb_of(webhooks_verb what) {
  switch (what) {
    case webhooks_verb::show: return relay::store_verb::show;
    case webhooks_verb::replay: return relay::store_verb::replay;
    case webhooks_verb::drop: return relay::store_verb::drop;
    case webhooks_verb::pause: return relay::store_verb::pause;
    case webhooks_verb::resume: return relay::store_verb::resume;
    default: return relay::store_verb::list;
  }
}

relay::outbox_order order_of(const webhooks_line& line) {
  return {verb_of(line.what), line.id, line.key, line.destination, line.state, line.most};
}

// No program runs that has the outbox: this one opens it for as long as the command takes.
relay::command_answer ask_directly(const config::webhook_settings& settings, const relay::store_command& command) {
  store::file_options options = relay::outbox_file(settings);
  options.notify = [](const std::string& text) { std::fprintf(stderr, "ramal: %s\n", text.c_str()); };
  const store::opened_store opened = store::open_file_store(std::move(options));
  const auto answer = std::make_shared<std::promise<relay::command_answer>>();
  auto made = answer->get_future();
  relay::run(*opened.store, command, relay::wall_now(),
             [answer](relay::command_answer one) { answer->set_value(std::move(one)); });
  return made.get();
}

int ask_outbox(const config::gateway& settings, const webhooks_line& line) {
  const relay::outbox_order order = order_of(line);
  const relay::order_fault fault = relay::fault_in(order, settings);
  if (fault == relay::order_fault::nothing_named)
    return std::fprintf(stderr, "ramal: name an event, or a key with --key\n"), exit_usage;
  if (fault == relay::order_fault::no_such_destination)
    return std::fprintf(stderr, "ramal: there is no such destination: compare keys[].name and more[].name\n"), 1;
  const relay::store_command command = relay::command_of(order);
  if (const auto answer = relay::ask_running(settings.webhooks.store, command)) return print(*answer);
  return print(ask_directly(settings.webhooks, command));
}

}  // namespace

std::string new_hook() {
  std::array<unsigned char, 24> bytes;
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw std::runtime_error("no random bytes: check the system's random source");
  std::string hook = events::base64(events::bytes_of(bytes));
  std::replace(hook.begin(), hook.end(), '+', '-');
  std::replace(hook.begin(), hook.end(), '/', '_');
  return hook;
}

int run_webhooks(const command_line& line) {
  if (line.webhooks.what == webhooks_verb::new_hook) return std::puts(new_hook().c_str()), exit_ok;
  configuration_file source(line.config_file);
  const auto read = source.load();
  if (read.has_error()) return report(read.error());
  switch (line.webhooks.what) {
    case webhooks_verb::ensure: return ensure_webhooks(*read, line.webhooks);
    case webhooks_verb::native_log: return print_native_log(*read, line.webhooks);
    case webhooks_verb::test: return send_test_call(read->settings, line.webhooks);
    default: return ask_outbox(read->settings, line.webhooks);
  }
}

}  // namespace ramal::net
