#include "proxy/net/server/server.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <future>
#include <random>
#include <system_error>
#include <utility>

#include "config/addresses.hpp"
#include "config/bind_advice.hpp"
#include "proxy/net/listen/handover.hpp"
#include "proxy/net/listen/listening_table.hpp"
#include "proxy/net/loop/persist.hpp"
#include "proxy/net/loop/socket.hpp"
#include "proxy/net/server/descriptors.hpp"
#include "proxy/net/tls/tls_client.hpp"
#include "proxy/rules/admission.hpp"

namespace ramal::net {

namespace asio = boost::asio;

namespace {

using clock = std::chrono::steady_clock;

std::uint64_t random_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) | device();
}

std::string text_of(config::listener listener, std::uint16_t port) {
  listener.port = port;
  return config::print_listener(listener);
}

// A listener on every IPv6 address takes IPv4, too, unless another one does so on the same port.
bool takes_ipv4(const std::vector<config::listener>& all, std::size_t index) {
  return std::none_of(all.begin(), all.end(), [&](const config::listener& other) {
    return other.host == "0.0.0.0" && other.port != 0 && other.port == all[index].port;
  });
}

int bind_one(const std::vector<config::listener>& all, std::size_t index, std::uint16_t port) {
  config::listener wanted = all[index];
  wanted.port = port;
  socket_address address;
  if (!parse_address(wanted.host, port, address))
    throw std::runtime_error("listeners: " + wanted.host + " is no IPv4 or IPv6 address: write 0.0.0.0 for every one");
  const int fd = open_listener(address, takes_ipv4(all, index));
  if (fd >= 0) return fd;
  const int error = errno;
  const std::string setting = "listeners[" + std::to_string(index) + "].address (for the demo with --port)";
  throw std::system_error(
      error, std::generic_category(),
      "cannot listen on " + config::print_listener(wanted) + ": " + config::bind_advice(error, wanted, setting));
}

std::string url_of(const config::upstream_engine& engine) {
  return config::print_base_url({engine.tls, engine.host, engine.port, engine.path_prefix});
}

// Before they are read: what changes later is another file.
std::vector<file_stamp> stamps_of(const config::upstream_engine& engine) {
  std::vector<file_stamp> stamps;
  if (!engine.tls) return stamps;
  for (const std::string& file : client_context_files(engine)) stamps.emplace_back(file);
  return stamps;
}

// Until `done`, or until it is too late.
template <class Done>
void run(asio::io_context& loop, clock::time_point until, Done done) {
  const auto work = asio::make_work_guard(loop);
  loop.restart();
  while (!done() && clock::now() < until) loop.run_one_until(until);
}

bool same_files(const std::vector<file_stamp>& a, const std::vector<file_stamp>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const file_stamp& one, const file_stamp& other) { return one.same_as(other); });
}

}  // namespace

server::server(asio::io_context& loop, config::gateway settings, std::vector<int> inherited)
    : loop_(loop), settings_(std::move(settings)), engine_files_(stamps_of(settings_.engine)),
      log_(settings_.log.access), names_(resolver::begin(loop, settings_.engine.host, settings_.engine.port)),
      reach_(std::make_shared<engine_reach>(url_of(settings_.engine))),
      tickets_(std::make_shared<ticket_keys>(flow::clock::now())) {
  match(inherited);
  const std::size_t count = worker_count(settings_);
  const auto shared = std::make_shared<flow::tallies>(random_seed(), random_seed(), settings_.limits.connections);
  for (worker_settings& one : make_worker_settings(settings_, count)) {
    one.addresses = names_->addresses();
    one.reach = reach_;
    workers_.push_back(std::make_unique<worker>(std::move(one), random_seed(), log_, bind_listeners(), shared));
    workers_.back()->workers = count;
  }
  run(loop_, clock::now() + first_look_up, [this] { return names_->has_looked_up(); });
}

// All but the names. Each worker gets TLS contexts of its own.
std::vector<worker_settings> server::make_worker_settings(const config::gateway& from, std::size_t count) const {
  std::vector<worker_settings> made(count);
  const auto snapshot = std::make_shared<const flow::snapshot>(from);
  const std::size_t connections = connection_room(from);
  if (connections < from.limits.connections)
    spdlog::warn("limits.connections is {}, but the limit of open files leaves room for {}: raise it",
                 from.limits.connections, connections);
  for (worker_settings& one : made) {
    auto tls = make_tls_contexts(from, tickets_);
    if (tls.has_error()) throw std::runtime_error(tls.error().path + ": " + tls.error().text);
    one.snapshot = snapshot;
    one.notices = notices_;
    one.tls = std::move(*tls);
    one.most_sessions = std::max<std::size_t>(1, connections / count);
    one.most_to_engine = rules::share_of(from.limits.in_flight, from.limits.queued, count).places;
  }
  return made;
}

server::~server() { stop(); }

void server::match(const std::vector<int>& inherited) {
  given_.assign(settings_.listeners.size(), -1);
  for (const int fd : inherited) {
    const std::string at = bound_address(fd);
    std::size_t found = 0;
    for (; found < given_.size(); ++found) {
      socket_address wanted;
      const config::listener& one = settings_.listeners[found];
      if (parse_address(one.host, one.port, wanted) && to_text(wanted) == at) break;
    }
    if (found < given_.size()) given_[found] = fd;
    else
      spdlog::warn(
          "systemd opened a socket at {}, which no listener has: name this address in listeners, or remove "
          "its ListenStream=",
          at.empty() ? "an address of another kind" : at);
  }
}

// The first worker's sockets settle the ports that were given as 0.
std::vector<int> server::bind_listeners() {
  std::vector<int> bound;
  for (std::size_t i = 0; i < settings_.listeners.size(); ++i) {
    const config::listener& wanted = settings_.listeners[i];
    if (is_inherited(i)) {
      bound.push_back(::fcntl(given_[i], F_DUPFD_CLOEXEC, 0));
      if (bound.back() < 0) throw std::system_error(errno, std::generic_category(), "an inherited socket");
    } else {
      bound.push_back(bind_one(settings_.listeners, i, i < ports_.size() ? ports_[i] : wanted.port));
    }
    if (i == ports_.size()) ports_.push_back(bound_port(bound.back()));
  }
  bound_.insert(bound_.end(), bound.begin(), bound.end());
  return bound;
}

std::string server::address(std::size_t listener) const {
  return text_of(settings_.listeners[listener], ports_[listener]);
}

std::string server::why_no_engine() {
  auto tls = make_tls_contexts(settings_, tickets_);
  if (tls.has_error()) return tls.error().path + ": " + tls.error().text;
  worker_settings one;
  one.snapshot = workers_.front()->current;
  one.tls = std::move(*tls);
  one.addresses = names_->addresses();
  one.reach = reach_;
  one.notices = notices_;
  worker alone(std::move(one), random_seed(), log_, {}, workers_.front()->remembered);
  const std::string url = url_of(settings_.engine);
  bool over = false;
  const auto end = [&] { persist([&] { asio::post(loop_, [&over] { over = true; }); }); };
  auto trial = std::async(std::launch::async, [&] {
    try {
      std::string why = alone.why_no_engine(url);
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

void server::start(std::function<void()> on_ended) {
  running_ = workers_.size();
  for (const auto& one : workers_)
    threads_.emplace_back([this, &one, on_ended] {
      one->run();
      if (--running_ == 0) on_ended();
    });
}

std::shared_ptr<resolver> server::names_for(const reload_plan& plan) {
  if (plan.keeps_addresses) return names_;
  return resolver::begin(loop_, plan.settings.engine.host, plan.settings.engine.port);
}

// Whatever can fail comes before the first worker hears of it: all of them change, or none.
void server::put_in_force(reload_plan plan, std::shared_ptr<resolver> names) {
  const config::gateway& next = plan.settings;
  std::vector<file_stamp> files = stamps_of(next.engine);
  std::vector<worker_settings> made = make_worker_settings(next, workers_.size());
  const bool same = plan.keeps_connections && same_files(engine_files_, files);
  const auto reach = same ? reach_ : std::make_shared<engine_reach>(url_of(next.engine));
  std::vector<poller::posted_work> changes(workers_.size());
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    made[i].addresses = names->addresses();
    made[i].reach = reach;
    made[i].same_engine = same;
    changes[i] = workers_[i]->make_change(std::move(made[i]));
  }
  if (plan.moves_access_log) log_.reopen(next.log.access);
  for (std::size_t i = 0; i < workers_.size(); ++i) workers_[i]->post(std::move(changes[i]));
  if (same) reach_->rename(url_of(next.engine));
  names_ = std::move(names);
  reach_ = reach;
  settings_ = std::move(plan.settings);
  engine_files_ = std::move(files);
}

std::set<std::string> server::shared_addresses() const {
  std::set<std::string> shared;
  const auto table = read_listening_table();
  const auto own = inodes_of(bound_);
  for (std::size_t i = 0; table && i < ports_.size(); ++i) {
    socket_address at;
    parse_address(settings_.listeners[i].host, ports_[i], at);
    if (has_overlapping(*table, at, own)) shared.insert(address(i));
  }
  return shared;
}

void server::leave() {
  for (const auto& one : workers_) one->leave();
}

bool server::hand_over() {
  bool found = false;
  for (std::size_t i = 0; i < ports_.size(); ++i) {
    socket_address address;
    parse_address(settings_.listeners[i].host, ports_[i], address);
    if (is_inherited(i) || !has_successor(address, workers_.size())) continue;
    send_elsewhere(bound_[i], workers_.size());
    found = true;
  }
  return found;
}

void server::ask_workers(const std::shared_ptr<std::atomic<std::size_t>>& answered) {
  for (const auto& one : workers_) one->post(poller::posted_work(1, [answered] { ++*answered; }));
}

// An inherited socket keeps its filters for the process behind this one: it gets none.
void server::drain() {
  for (std::size_t i = 0; i < bound_.size(); ++i)
    if (!is_inherited(i % ports_.size())) stop_handshakes(bound_[i]);
  bound_.clear();
  for (const auto& one : workers_) one->drain();
}

void server::stop() {
  for (const auto& one : workers_) persist([&] { one->stop(); });
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace ramal::net
