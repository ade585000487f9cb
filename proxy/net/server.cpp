#include "proxy/net/server.hpp"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <random>
#include <system_error>

#include "proxy/net/socket.hpp"

namespace ramal::net {
namespace {

constexpr std::chrono::seconds first_lookup{3};

std::uint64_t random_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) | device();
}

std::string text_of(const config::listener& listener, std::uint16_t port) {
  const bool v6 = listener.host.find(':') != std::string::npos;
  return (v6 ? "[" + listener.host + "]" : listener.host) + ":" + std::to_string(port);
}

int bind_one(const config::listener& listener, std::uint16_t port) {
  socket_address address;
  if (!parse_address(listener.host, port, address))
    throw std::runtime_error("listeners: " + listener.host + " is no IPv4 or IPv6 address: write 0.0.0.0 for every one");
  const int fd = open_listener(address);
  if (fd < 0)
    throw std::system_error(errno, std::generic_category(),
                            "cannot listen on " + text_of(listener, port) +
                                ": stop the program that does, or choose another port: under listeners, for the demo with --port");
  return fd;
}

}  // namespace

server::server(const config::gateway& settings)
    : settings_(settings), log_(settings.log.access), names_(settings.engine.host, settings.engine.port),
      tickets_(std::make_shared<ticket_keys>(flow::clock::now())) {
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t count = settings.workers == 0 ? cores : settings.workers;
  const auto first = std::make_shared<const flow::snapshot>(settings);
  const auto shared = std::make_shared<flow::tallies>(random_seed(), random_seed(), settings.limits.connections);
  for (std::size_t i = 0; i < count; ++i) {
    auto tls = make_tls_contexts(settings_, tickets_);
    if (tls.has_error()) throw std::runtime_error(tls.error().path + ": " + tls.error().text);
    workers_.push_back(std::make_unique<worker>(first, random_seed(), names_, log_, bind_listeners(), std::move(*tls),
                                                std::max<std::size_t>(1, settings.limits.connections / count), shared));
  }
  names_.wait_first(first_lookup);
}

server::~server() { stop(); }

// The first worker's sockets settle the ports that were given as 0.
std::vector<int> server::bind_listeners() {
  std::vector<int> bound;
  for (std::size_t i = 0; i < settings_.listeners.size(); ++i) {
    const config::listener& wanted = settings_.listeners[i];
    bound.push_back(bind_one(wanted, i < ports_.size() ? ports_[i] : wanted.port));
    if (i == ports_.size()) ports_.push_back(bound_port(bound.back()));
  }
  return bound;
}

std::string server::address(std::size_t listener) const {
  return text_of(settings_.listeners[listener], ports_[listener]);
}

bool server::reaches_engine() const {
  const auto addresses = names_.addresses();
  for (const socket_address& address : *addresses) {
    const int fd = begin_connect(address);
    if (fd < 0) continue;
    pollfd writable{fd, POLLOUT, 0};
    const bool stands =
        ::poll(&writable, 1, static_cast<int>(settings_.engine.connect_timeout.count())) > 0 && pending_error(fd) == 0;
    ::close(fd);
    if (stands) return true;
  }
  return false;
}

void server::start(std::function<void()> on_ended) {
  running_ = workers_.size();
  for (const auto& one : workers_)
    threads_.emplace_back([this, &one, on_ended] {
      one->run();
      if (--running_ == 0) on_ended();
    });
}

bool server::has_certificates() const {
  return std::any_of(settings_.listeners.begin(), settings_.listeners.end(),
                     [](const config::listener& one) { return one.tls.has_value(); }) ||
         !settings_.engine.ca_file.empty() || !settings_.engine.client_cert_file.empty();
}

void server::reload_certificates() {
  std::vector<std::shared_ptr<const tls_contexts>> made;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    auto one = make_tls_contexts(settings_, tickets_);
    if (one.has_error()) {
      spdlog::error("certificates stay as they were: {}: {}", one.error().path, one.error().text);
      return;
    }
    made.push_back(std::move(*one));
  }
  for (std::size_t i = 0; i < workers_.size(); ++i) workers_[i]->use(std::move(made[i]));
  spdlog::info("certificates reloaded");
}

void server::drain() {
  for (const auto& one : workers_) one->drain();
}

void server::stop() {
  for (const auto& one : workers_) one->stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace ramal::net
