// Keeps the gateway's configuration the same as its files: loads it again on SIGHUP, and when a file changes where
// `watch_files` is set (http-rules.md O1). Waits by timers only: the control loop goes on meanwhile.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proxy/net/control/companion.hpp"
#include "proxy/net/control/configuration_file.hpp"
#include "proxy/net/control/file_watch.hpp"
#include "proxy/net/server/server.hpp"

namespace ramal::net {

class reloader {
 public:
  // Begins at once. `source` has been loaded, and the gateway made from it. `beside` may be null. All of it outlives this.
  reloader(boost::asio::io_context& loop, server& gateway, configuration_file& source, companion* beside);

  // The program ends: files count no more, and SIGHUP is only logged.
  void stop();

 private:
  using clock = boost::asio::steady_timer::clock_type;

  // A configuration that waits for the addresses of its engine.
  struct pending_reload {
    reload_plan plan;
    std::shared_ptr<resolver> names;
  };

  void take_signal();
  void begin();
  void load();
  void prepare(configuration next);
  void put_in_force();
  void refuse(const std::vector<config::problem>& problems);
  void refuse_by(const std::exception& problem);
  void end(const std::string& status);
  template <class Then>
  void after(clock::duration time, Then then);

  server& gateway_;
  configuration_file& source_;
  companion* const beside_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  file_watch watch_;
  std::optional<clock::time_point> waits_since_;  // for the end of a write
  std::optional<pending_reload> pending_;
  bool stopped_ = false;
};

}  // namespace ramal::net
