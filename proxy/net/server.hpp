// The gateway as a whole: workers on their threads, the engine's addresses, the access log, signals.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "config/model.hpp"
#include "proxy/net/access_log.hpp"
#include "proxy/net/resolver.hpp"
#include "proxy/net/worker.hpp"

namespace ramal::net {

class server {
 public:
  // Binds every listener; throws std::runtime_error or std::system_error with what to do.
  explicit server(const config::gateway& settings);
  ~server();  // stop()
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  // Starts the workers' threads. `on_ended` is called once, on a worker's thread, when the last of them is about to end.
  void start(std::function<void()> on_ended);
  std::uint16_t port(std::size_t listener) const { return ports_[listener]; }
  std::string address(std::size_t listener) const;  // host:port, as bound
  std::size_t listeners() const { return ports_.size(); }

  // Whether any of the engine's addresses takes a TCP connection within the connect timeout. Blocks.
  bool reaches_engine() const;

  // Whether any certificate or key comes from a file that reload_certificates() would read again.
  bool has_certificates() const;
  // Reads them all again: new connections use what is found, the others go on. If anything is wrong, everything stays
  // as it was, and the log says why. One thread at a time.
  void reload_certificates();

  void drain();  // no new connections, idle ones close, requests in flight finish (O4); returns at once
  void stop();   // everything ends now; joins the threads; idempotent

 private:
  std::vector<int> bind_listeners();

  config::gateway settings_;
  access_log log_;
  resolver names_;
  std::shared_ptr<ticket_keys> tickets_;
  std::vector<std::uint16_t> ports_;
  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<std::thread> threads_;
  std::atomic<std::size_t> running_{0};
};

}  // namespace ramal::net
