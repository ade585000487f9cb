#include "proxy/net/run_until_signal.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include <csignal>
#include <optional>

#include "proxy/net/reloads.hpp"
#include "proxy/net/shared_ports.hpp"

namespace ramal::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// For handshakes that began before new ones went elsewhere: a round trip around the world.
constexpr std::chrono::milliseconds handshake_time{300};

// Runs `then` after `time`, unless the program ends before.
template <class Then>
void after(asio::steady_timer& timer, std::chrono::milliseconds time, Then then) {
  timer.expires_after(time);
  timer.async_wait([then](const error_code& error) {
    if (!error) then();
  });
}

// What goes wrong in one handler does not end a gateway that serves.
void run(asio::io_context& loop) {
  for (bool ended = false; !ended;) {
    try {
      loop.run();
      ended = true;
    } catch (const std::exception& bug) {
      spdlog::error("the program's own loop: {}", bug.what());
    }
  }
}

void drain(server& gateway, asio::steady_timer& timer, const std::function<void()>& end) {
  spdlog::info("draining: requests in flight finish, a second signal ends them");
  gateway.drain();
  after(timer, gateway.settings().limits.drain_timeout, end);
}

// O4: not ready; then nobody new; then the rest finishes, or `end` is called at the deadline.
void leave(server& gateway, asio::steady_timer& timer, const std::function<void()>& end) {
  const auto delay = gateway.settings().limits.drain_delay;
  gateway.leave();
  if (delay.count() > 0) spdlog::info("not ready any more: listeners close in {} ms", delay.count());
  after(timer, delay, [&gateway, &timer, end] {
    if (!gateway.hand_over()) return drain(gateway, timer, end);
    spdlog::info("another process listens on these ports: new connections go there");
    after(timer, handshake_time, [&gateway, &timer, end] { drain(gateway, timer, end); });
  });
}

}  // namespace

void run_until_signal(server& gateway, configuration_file* source, const std::function<void()>& serving) {
  asio::io_context loop;
  asio::signal_set signals(loop, SIGTERM, SIGINT);
  std::optional<reloads> reloading;
  if (source != nullptr) reloading.emplace(loop, gateway, *source);
  shared_ports sharing(loop, gateway);
  asio::steady_timer deadline(loop);
  gateway.start([&loop] { asio::post(loop, [&loop] { loop.stop(); }); });
  signals.async_wait([&](const error_code&, int) {
    if (reloading) reloading->stop();
    sharing.stop();
    leave(gateway, deadline, [&loop] { loop.stop(); });
    signals.async_wait([&](const error_code&, int) { loop.stop(); });
  });
  serving();
  run(loop);
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
