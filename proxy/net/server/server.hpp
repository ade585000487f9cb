// The gateway as a whole: workers on their threads, the engine's addresses, the access log; start, reload, drain, stop.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "config/model.hpp"
#include "proxy/net/log/access_log.hpp"
#include "proxy/net/server/worker.hpp"
#include "proxy/net/tls/file_stamp.hpp"
#include "proxy/net/server/reload_plan.hpp"
#include "proxy/net/upstream/resolver.hpp"

namespace ramal::net {

// How long a start or a reload waits for the addresses of an engine's name.
constexpr std::chrono::seconds first_look_up{3};

class server {
 public:
  // Binds every listener but those whose address an inherited socket has: all workers take connections from that one,
  // and it stays open for the process behind this one. `loop` is for all that is no request; this runs it until the
  // engine's name has been looked up, and later the caller does. It outlives this. Throws std::runtime_error or
  // std::system_error with what to do.
  server(boost::asio::io_context& loop, config::gateway settings, std::vector<int> inherited = {});
  ~server();  // stop()
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  // Starts the workers' threads. `on_ended` is called once, on a worker's thread, when the last of them is about to
  // end.
  void start(std::function<void()> on_ended);
  std::uint16_t port(std::size_t listener) const { return ports_[listener]; }
  std::string address(std::size_t listener) const;  // host:port, as bound
  std::size_t listeners() const { return ports_.size(); }

  // Asks the engine for a list of calls with the first key: why that is not served, and what to do; "" if it is
  // (http-rules.md U16). Before start(). Runs the loop meanwhile, with the time limits of every request.
  std::string why_no_engine();

  // Whether systemd, or who else started us, opened this one.
  bool is_inherited(std::size_t listener) const { return given_[listener] >= 0; }
  std::size_t workers() const { return workers_.size(); }
  // Every worker that is not stuck counts one up, soon.
  void ask_workers(const std::shared_ptr<std::atomic<std::size_t>>& answered);

  // What is in force. On the loop's thread.
  const config::gateway& settings() const { return settings_; }

  // The addresses that a plan's engine has: those of now, or a look-up that begins.
  std::shared_ptr<resolver> names_for(const reload_plan& plan);
  // For requests and connections that begin from then on (O1, O2). Throws std::runtime_error or std::system_error with
  // a reason, and then everything stays as it was. On the loop's thread.
  void put_in_force(reload_plan plan, std::shared_ptr<resolver> names);
  // The access log's file was moved away (log rotation): lines go to a new one. Throws std::system_error.
  void reopen_log() { log_.reopen(settings_.log.access); }

  // Those of our addresses on which another process listens, too (O7b). Not after drain().
  std::set<std::string> shared_addresses() const;

  void leave();  // serves everybody, but says that it is not ready for more (O4)
  // Before drain(): if another process listens on our ports, new connections go there from now on, and true says that
  // those under way need a moment to come in.
  bool hand_over();
  void drain();  // no new connections, idle ones close, requests in flight finish (O4); returns at once
  void stop();   // everything ends now; joins the threads; idempotent

 private:
  std::vector<int> bind_listeners();
  void match(const std::vector<int>& inherited);
  std::vector<worker_settings> make_worker_settings(const config::gateway& from, std::size_t count) const;

  boost::asio::io_context& loop_;
  config::gateway settings_;
  std::vector<file_stamp> engine_files_;  // what the engine is verified by, as of when it was read
  access_log log_;
  std::shared_ptr<resolver> names_;
  std::shared_ptr<engine_reach> reach_;
  std::shared_ptr<address_notices> notices_ = std::make_shared<address_notices>();
  std::shared_ptr<ticket_keys> tickets_;
  std::vector<int> given_;  // by listener: the inherited socket, or -1
  std::vector<std::uint16_t> ports_;
  std::vector<int> bound_;  // every worker's listeners; theirs to close
  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<std::thread> threads_;
  std::atomic<std::size_t> running_{0};
};

}  // namespace ramal::net
