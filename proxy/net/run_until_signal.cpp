#include "proxy/net/run_until_signal.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include <csignal>

namespace ramal::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// SIGHUP is left alone where there is nothing to reload: then it ends the program, as it does when a terminal closes.
class certificate_reload {
 public:
  certificate_reload(asio::io_context& loop, server& gateway) : signals_(loop), gateway_(gateway) {
    if (!gateway.has_certificates()) return;
    signals_.add(SIGHUP);
    wait();
  }

 private:
  void wait() {
    signals_.async_wait([this](const error_code& error, int) {
      if (error) return;
      gateway_.reload_certificates();
      wait();
    });
  }
  asio::signal_set signals_;
  server& gateway_;
};

}  // namespace

void run_until_signal(server& gateway, std::chrono::milliseconds drain_timeout, const std::function<void()>& serving) {
  asio::io_context loop;
  asio::signal_set signals(loop, SIGTERM, SIGINT);
  const certificate_reload reload(loop, gateway);
  asio::steady_timer deadline(loop);
  gateway.start([&loop] { asio::post(loop, [&loop] { loop.stop(); }); });
  signals.async_wait([&](const error_code&, int) {
    spdlog::info("draining: requests in flight finish, a second signal ends them");
    gateway.drain();
    deadline.expires_after(drain_timeout);
    deadline.async_wait([&](const error_code& error) {
      if (!error) loop.stop();
    });
    signals.async_wait([&](const error_code&, int) { loop.stop(); });
  });
  serving();
  loop.run();
  gateway.stop();
  spdlog::info("stopped");
}

void wait_for_signal() {
  asio::io_context loop;
  asio::signal_set signals(loop, SIGTERM, SIGINT);
  signals.async_wait([&loop](const error_code&, int) { loop.stop(); });
  loop.run();
}

}  // namespace ramal::net
