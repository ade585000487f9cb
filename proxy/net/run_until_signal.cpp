#include "proxy/net/run_until_signal.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include <csignal>
#include <optional>

#include "proxy/net/reloads.hpp"

namespace ramal::net {

namespace asio = boost::asio;
using boost::system::error_code;

void run_until_signal(server& gateway, configuration_file* source, const std::function<void()>& serving) {
  asio::io_context loop;
  asio::signal_set signals(loop, SIGTERM, SIGINT);
  std::optional<reloads> reloading;
  if (source != nullptr) reloading.emplace(loop, gateway, *source);
  asio::steady_timer deadline(loop);
  gateway.start([&loop] { asio::post(loop, [&loop] { loop.stop(); }); });
  signals.async_wait([&](const error_code&, int) {
    if (reloading) reloading->stop();
    spdlog::info("draining: requests in flight finish, a second signal ends them");
    gateway.drain();
    deadline.expires_after(gateway.settings().limits.drain_timeout);
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
