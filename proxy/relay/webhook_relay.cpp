#include "proxy/relay/webhook_relay.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <map>
#include <new>
#include <random>
#include <utility>

#include "proxy/relay/delivery_row.hpp"
#include "proxy/relay/outbox_file.hpp"
#include "proxy/relay/own_listeners.hpp"
#include "proxy/relay/works.hpp"

namespace ramal::relay {
namespace {

namespace asio = boost::asio;

// Without memory for it nothing is captured.
void capture_delivery(net::server& gateway, const store::event_record& event, const destination& to,
                      const delivery_result& answer, const store::attempt_result& result) {
  inspector::recorder& all = gateway.exchanges();
  if (!all.takes(std::chrono::steady_clock::now())) return;
  try {
    all.push_delivery(delivery_row(event, to, answer, result, gateway.settings().log.mask_numbers));
  } catch (const std::bad_alloc&) {  // the attempt is over, and its result is written all the same
  }
}

std::function<unsigned()> random_jitter() {
  return [engine = std::minstd_rand(std::random_device{}())]() mutable {
    return std::uniform_int_distribution<unsigned>(0, events::most_jitter)(engine);
  };
}

}  // namespace

webhook_relay::works::works(asio::io_context& loop, net::server& gateway, const config::webhook_settings& settings)
    : control(loop), http(std::make_shared<http_client>(loop, client_settings{})), deliveries(http),
      counters(gateway.settings().metrics.keys),
      store(open(settings)), services{control,
                                      *store,
                                      deliveries,
                                      counters,
                                      slots,
                                      random_jitter(),
                                      [&gateway](const std::string& line) {
                                        std::string lines = line;
                                        gateway.write_log(lines);
                                      },
                                      [&gateway](const auto&... attempt) { capture_delivery(gateway, attempt...); }},
      all(outbox::make(services, engine)), waits(std::make_shared<backlog>(services)),
      commands(loop, *store, [this] { all->wake_all(); }) {
  if (const std::string why = commands.open(settings.store); !why.empty()) spdlog::warn("{}", why);
}

// One that cannot be opened is there all the same, and tries with each request.
std::unique_ptr<store::event_store> webhook_relay::works::open(const config::webhook_settings& settings) {
  store::file_options options = outbox_file(settings);
  // Whatever was lost, the engine's list of calls tells what can be known.
  options.notify = [this](const std::string& text) {
    spdlog::error("{}", text);
    control.post([this] { all->look_at_calls(); });
  };
  options.store.on_commit = [this](const store::commit_note& note) { counters.commits.observe(note.took); };
  store::opened_store opened = store::open_file_store(std::move(options));
  if (!opened.problem.empty()) spdlog::error("events cannot be stored and are refused: {}", opened.problem);
  return std::move(opened.store);
}

void webhook_relay::works::use(const prepared& next, const net::server& gateway) {
  http->own_listeners(listeners_of(gateway));
  engine.change(std::make_unique<http_engine_reader>(http, next.engine, next.engine_tls));
  all->use(next.settings);
}

void webhook_relay::works::begin() {
  all->begin();
  waits->begin();
}

// Who waits for an answer has it behind this.
void webhook_relay::works::stop() {
  commands.close();
  http->stop();
  store->close();
}

webhook_relay::webhook_relay(asio::io_context& loop, net::server& gateway) : loop_(loop), gateway_(gateway) {}

webhook_relay::~webhook_relay() { stop(); }

void webhook_relay::take(flow::received_event event, completion done) {
  works* const at_work = works_.load();
  if (at_work == nullptr) return done({flow::intake_verdict::outbox_failed, {}});
  const std::string& key = event.settings->hooks.keys()[event.key].name;
  at_work->all->in()->take({key, std::move(event.body), event.received, store::origin::engine, event.draining}, done);
}

net::tls_problem webhook_relay::prepare(const net::configuration& next) {
  std::map<std::string, client_tls_ptr> known;  // by file
  const auto make = [&known](const std::string& path, const std::string& file) -> net::tls_made<client_tls_ptr> {
    client_tls_ptr& one = known[file];
    if (one) return one;
    auto made = make_client_tls(path, file);
    if (made.has_value()) one = *made;
    return made;
  };
  next_.reset();
  auto settings = make_settings(next.settings, make);
  if (settings.has_error()) return settings.error();
  auto made = std::make_unique<prepared>();
  made->settings = std::move(*settings);
  made->engine = next.settings.engine;
  made->shared = next.settings.webhooks;
  if (!made->settings->keys.empty() && next.tls->engine) {
    auto tls = make_client_tls(*next.tls->engine);
    if (tls.has_error()) return tls.error();
    made->engine_tls = std::move(*tls);
  }
  next_ = std::move(made);
  return std::nullopt;
}

void webhook_relay::put_in_force() {
  const auto next = std::exchange(next_, nullptr);
  if (!next || (!owned_ && next->settings->keys.empty())) return;
  const bool is_new = !owned_;
  if (is_new) owned_ = std::make_unique<works>(loop_, gateway_, next->shared);
  owned_->use(*next, gateway_);
  works_ = owned_.get();
  if (is_new && begun_) owned_->begin();
}

void webhook_relay::begin() {
  begun_ = true;
  put_in_force();
}

void webhook_relay::drain(std::function<void()> over) {
  if (owned_) owned_->all->finish(std::move(over));
  else asio_loop(loop_).post(std::move(over));
}

void webhook_relay::stop() {
  if (owned_) owned_->stop();
}

bool webhook_relay::can_commit() const {
  const works* const at_work = works_.load();
  return at_work == nullptr || at_work->store->state().can_commit;
}

const relay_counters* webhook_relay::counters() const {
  const works* const at_work = works_.load();
  return at_work == nullptr ? nullptr : &at_work->counters;
}

// Nothing of who asks is left on the store's thread.
bool webhook_relay::ask(const store_command& what, std::function<void(command_answer)> done) {
  if (!owned_) return false;
  const auto own = std::make_shared<std::function<void(command_answer)>>(std::move(done));
  run(*owned_->store, what, wall_now(), [this, own, verb = what.what](command_answer made) {
    owned_->control.post([this, done = std::move(*own), verb, made = std::move(made)] {
      if (changes_work(verb)) owned_->all->wake_all();
      done(made);
    });
  });
  return true;
}

const store::totals& webhook_relay::waiting() const {
  static const store::totals nothing;
  return owned_ ? owned_->waits->seen() : nothing;
}

}  // namespace ramal::relay
