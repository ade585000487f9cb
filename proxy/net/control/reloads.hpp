// Keeps the gateway's configuration what its files say: loads it again on SIGHUP, and when a file changes where
// `watch_files` is set (http-rules.md O1).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>

#include "proxy/net/control/configuration_file.hpp"
#include "proxy/net/control/file_watch.hpp"
#include "proxy/net/server/server.hpp"

namespace ramal::net {

class reloads {
 public:
  // Begins at once. `source` has been loaded, and the gateway made from it; `loop` runs on the thread that may call
  // server::reload. All three outlive this.
  reloads(boost::asio::io_context& loop, server& gateway, configuration_file& source);

  // The program ends: files count no more, and SIGHUP is only logged.
  void stop();

 private:
  using clock = boost::asio::steady_timer::clock_type;

  void take_signal();
  void wait_for_change();
  void note_change();
  void begin_watch();
  void retry_watch(const char* why);
  template <class Then>
  void wait_until_quiet(clock::time_point until, Then then);
  void reload();
  void use(const config::loaded<config::gateway>& settings);
  bool load();

  server& gateway_;
  configuration_file& source_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer quiet_;
  std::optional<file_watch> watch_;
  std::optional<boost::asio::posix::stream_descriptor> events_;
  std::optional<clock::time_point> first_change_;
  std::optional<clock::time_point> waits_since_;  // for the end of a write
  bool taken_ = true;                             // the last one
  bool stopped_ = false;
  bool not_watched_ = false;  // and it was said
};

}  // namespace ramal::net
