// The gateway as a whole: its listeners, its workers, and the configuration in force; start, reload, drain, stop. All
// of it on the thread of the control loop.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "proxy/inspector/recorder.hpp"
#include "proxy/net/listen/listeners.hpp"
#include "proxy/net/log/access_log.hpp"
#include "proxy/net/server/configuration.hpp"
#include "proxy/net/server/reload_plan.hpp"
#include "proxy/net/server/worker_threads.hpp"
#include "proxy/net/upstream/resolver.hpp"

namespace ramal::net {

// How long a start or a reload waits for the addresses of an engine's name.
constexpr std::chrono::seconds first_look_up{3};

class server {
 public:
  // Binds the listeners; `inherited`: sockets that systemd opened. Runs `loop` until the engine's name has been looked
  // up; later the caller does. The loop outlives this. Throws std::runtime_error or std::system_error with what to do.
  server(boost::asio::io_context& loop, configuration first, const std::vector<int>& inherited = {});
  ~server();  // stop()
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  // Asks the engine for a list of calls with the first key: why that is not served, and what to do; "" if it is
  // (http-rules.md U16). Before start(). Runs the loop meanwhile, with the time limits of every request.
  std::string why_no_engine();

  // Where the engine's events go. Before start(); `intake` outlives this, or stop(). Without it they are answered 503.
  void receive_events(flow::event_intake& intake) { workers_.receive_events(intake); }

  // What the workers capture while it is on (console.md section 3).
  inspector::recorder& exchanges() { return *exchanges_; }

  // Starts the workers' threads. `on_ended` is called once, on a worker's thread, when the last of them is about to
  // end.
  void start(const std::function<void()>& on_ended) { workers_.start(on_ended); }
  const listeners& listening() const { return listeners_; }
  std::size_t workers() const { return workers_.size(); }
  void ask_workers(const std::shared_ptr<std::atomic<std::size_t>>& answered) { workers_.ask(answered); }
  // The workers ask the engine and the Evolution GO server again from soon on; `told` has what they did.
  void close_breakers(const std::shared_ptr<breaker_reset>& told) { workers_.close_breakers(told); }

  // What the workers count, and the names of the keys by which they do.
  std::vector<const metrics::worker_counts*> counts() const { return workers_.counts(); }
  const metrics::key_slots& counted_keys() const { return counted_keys_; }
  // What requests leave for a collector, by worker; none where no request was traced yet.
  std::vector<tracing::span_ring*> spans() const { return workers_.spans(); }

  // Of the configuration in force, and whether the last attempt to replace it has succeeded.
  struct reload_state {
    bool succeeded = true;
    std::chrono::system_clock::time_point at = std::chrono::system_clock::now();
  };
  const reload_state& last_reload() const { return last_reload_; }
  void note_refused_reload() { last_reload_.succeeded = false; }

  const configuration& in_force() const { return in_force_; }
  const config::gateway& settings() const { return in_force_.settings; }
  // The addresses that a plan's engine has: those of now, or a look-up that begins.
  std::shared_ptr<resolver> names_for(const reload_plan& plan);
  // For requests and connections that begin from then on (O1, O2). Throws std::runtime_error or std::system_error with
  // a reason, and then everything stays as it was.
  void put_in_force(reload_plan plan, std::shared_ptr<resolver> names);
  // The access log's file was moved away (log rotation): lines go to a new one. Throws std::system_error.
  void reopen_log() { log_.reopen(settings().log.access); }
  // Whole lines for the access log; leaves an empty buffer.
  void write_log(std::string& lines) { log_.submit(lines); }
  std::uint64_t lost_log_lines() const { return log_.lost_lines(); }

  void leave();  // serves everybody, but says that it is not ready for more (O4)
  bool is_leaving() const { return is_leaving_; }
  bool hand_over() { return listeners_.hand_over(); }   // see listeners
  void drain() { workers_.drain(listeners_.drain()); }  // requests in flight finish (O4); returns at once
  void stop() { workers_.stop(); }                      // everything ends now; idempotent

 private:
  // What the workers are told of the engine.
  struct engine_link {
    std::shared_ptr<resolver> names;
    std::shared_ptr<engine_reach> reach;
  };

  std::vector<std::unique_ptr<worker>> make_workers();
  engine_link begin_go(const config::gateway& settings) const;
  std::vector<worker_settings> settings_for(const configuration& from, const engine_link& engine, const engine_link& go,
                                            std::size_t workers);
  worker_settings settings_of_one(const configuration& from, const engine_link& engine, const engine_link& go) const;

  boost::asio::io_context& loop_;
  configuration in_force_;
  access_log log_;
  std::shared_ptr<address_notices> notices_;
  std::shared_ptr<ticket_keys> tickets_;
  engine_link engine_;
  engine_link go_;  // Evolution GO; nulls: no such server
  listeners listeners_;
  metrics::key_slots counted_keys_;
  bool is_leaving_ = false;
  reload_state last_reload_;
  const std::unique_ptr<inspector::recorder> exchanges_ = std::make_unique<inspector::recorder>();
  worker_threads workers_;
};

}  // namespace ramal::net
