#include "proxy/net/server/server.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <random>
#include <stdexcept>
#include <utility>

#include "config/addresses.hpp"
#include "proxy/net/loop/persist.hpp"
#include "proxy/net/server/descriptors.hpp"
#include "proxy/net/server/engine_trial.hpp"
#include "proxy/rules/admission.hpp"

namespace ramal::net {

namespace asio = boost::asio;

namespace {

using clock = std::chrono::steady_clock;

std::uint64_t random_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) | device();
}

std::string url_of(const config::upstream_engine& engine) {
  return config::print_base_url({engine.tls, engine.host, engine.port, engine.path_prefix});
}

std::shared_ptr<const tls_contexts> contexts_of(const configuration& from,
                                                const std::shared_ptr<ticket_keys>& tickets) {
  auto made = make_tls_contexts(from.settings, *from.tls, tickets);
  if (made.has_error()) throw std::runtime_error(made.error().path + ": " + made.error().text);
  return std::move(*made);
}

std::vector<std::string> names_in(const auth::key_ring& ring) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < ring.size(); ++i) names.push_back(ring.name_at(i));
  return names;
}

// Until `done`, or until it is too late.
template <class Done>
void run(asio::io_context& loop, clock::time_point until, Done done) {
  const auto work = asio::make_work_guard(loop);
  loop.restart();
  while (!done() && clock::now() < until) loop.run_one_until(until);
}

}  // namespace

server::server(asio::io_context& loop, configuration first, const std::vector<int>& inherited)
    : loop_(loop), in_force_(std::move(first)), log_(settings().log.access),
      notices_(std::make_shared<address_notices>()), tickets_(std::make_shared<ticket_keys>(flow::clock::now())),
      engine_{resolver::begin(loop, settings().engine.host, settings().engine.port),
              std::make_shared<engine_reach>(url_of(settings().engine))},
      go_(begin_go(settings())), listeners_(settings().listeners, inherited, worker_count(settings())),
      counted_keys_(settings().metrics.keys), workers_(make_workers()) {
  if (settings().admin.inspector) exchanges_->turn_on();
  run(loop_, clock::now() + first_look_up,
      [this] { return engine_.names->has_looked_up() && (go_.names == nullptr || go_.names->has_looked_up()); });
}

server::~server() { stop(); }

server::engine_link server::begin_go(const config::gateway& from) const {
  if (!from.evolution_go) return {};
  const config::evolution_go_server& go = *from.evolution_go;
  return {resolver::begin(loop_, go.host, go.port), std::make_shared<engine_reach>(url_of(go))};
}

std::vector<std::unique_ptr<worker>> server::make_workers() {
  std::vector<std::unique_ptr<worker>> made;
  const std::size_t count = worker_count(settings());
  const auto shared = std::make_shared<flow::usage_limits>(random_seed(), random_seed(), settings().limits.connections);
  for (worker_settings& one : settings_for(in_force_, engine_, go_, count)) {
    made.push_back(std::make_unique<worker>(one, random_seed(), log_, listeners_.of_worker(made.size()), shared));
    made.back()->share_limits(count);
    made.back()->capture_in(*exchanges_);
    made.back()->reserve_keys(counted_keys_.size());
  }
  return made;
}

worker_settings server::settings_of_one(const configuration& from, const engine_link& engine,
                                        const engine_link& go) const {
  worker_settings made;
  made.tls = contexts_of(from, tickets_);
  made.addresses = engine.names->addresses();
  made.reach = engine.reach;
  if (go.names != nullptr) made.go_addresses = go.names->addresses();
  made.go_reach = go.reach;
  made.notices = notices_;
  return made;
}

std::vector<worker_settings> server::settings_for(const configuration& from, const engine_link& engine,
                                                  const engine_link& go, std::size_t workers) {
  const config::limits& limits = from.settings.limits;
  const auto snapshot = std::make_shared<flow::snapshot>(from.settings);
  snapshot->key_slots = counted_keys_.slots_of(names_in(snapshot->ring));
  const std::size_t connections = connection_cap(from.settings);
  if (connections < limits.connections)
    spdlog::warn("limits.connections is {}, but the limit of open files leaves room for {}: raise it",
                 limits.connections, connections);
  std::vector<worker_settings> made;
  while (made.size() < workers) {
    made.push_back(settings_of_one(from, engine, go));
    made.back().snapshot = snapshot;
    made.back().most_sessions = std::max<std::size_t>(1, connections / workers);
    made.back().most_to_engine = rules::share_of(limits.in_flight, limits.queued, workers).in_flight;
    if (from.settings.evolution_go)
      made.back().most_to_go = std::max<std::size_t>(1, from.settings.evolution_go->in_flight / workers);
  }
  return made;
}

std::string server::why_no_engine() {
  worker_settings settings_of_trial = settings_of_one(in_force_, engine_, go_);
  settings_of_trial.snapshot = std::make_shared<const flow::snapshot>(settings());
  const std::string url = url_of(settings().engine);
  bool over = false;
  const auto end = [&] { persist([&] { asio::post(loop_, [&over] { over = true; }); }); };
  auto trial = std::async(std::launch::async, [&] {
    try {
      std::string why = net::why_no_engine(settings_of_trial, random_seed(), log_, url);
      end();
      return why;
    } catch (...) {
      end();
      throw;
    }
  });
  run(loop_, clock::time_point::max(), [&over] { return over; });
  return trial.get();
}

void server::leave() {
  is_leaving_ = true;
  workers_.leave();
}

std::shared_ptr<resolver> server::names_for(const reload_plan& plan) {
  if (plan.keeps_addresses) return engine_.names;
  return resolver::begin(loop_, plan.next.settings.engine.host, plan.next.settings.engine.port);
}

// All that can fail is done before the first worker is told: all of them change, or none.
void server::put_in_force(reload_plan plan, std::shared_ptr<resolver> names) {
  const config::gateway& next = plan.next.settings;
  std::string url = url_of(next.engine);
  engine_link engine{std::move(names), plan.keeps_connections ? engine_.reach : std::make_shared<engine_reach>(url)};
  engine_link go = plan.keeps_go_addresses ? go_ : begin_go(next);  // its name is not waited for
  std::vector<worker_settings> made = settings_for(plan.next, engine, go, workers_.size());
  for (worker_settings& one : made) {
    one.same_engine = plan.keeps_connections;
    one.same_go = plan.keeps_go_connections;
  }
  std::vector<poller::posted> changes = workers_.make_changes(std::move(made));
  workers_.reserve_keys(counted_keys_.size());
  if (plan.moves_access_log) log_.reopen(next.log.access);
  workers_.change(std::move(changes));
  if (plan.keeps_connections) engine.reach->rename(std::move(url));
  engine_ = std::move(engine);
  go_ = std::move(go);
  if (next.admin.inspector != settings().admin.inspector) {
    if (next.admin.inspector) exchanges_->turn_on();
    else exchanges_->turn_off();
  }
  in_force_ = std::move(plan.next);
  last_reload_ = {};
}

}  // namespace ramal::net
