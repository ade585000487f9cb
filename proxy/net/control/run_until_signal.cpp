#include "proxy/net/control/run_until_signal.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <optional>

#include "proxy/net/control/reloader.hpp"
#include "proxy/net/control/service_manager.hpp"
#include "proxy/net/control/shared_ports.hpp"
#include "proxy/net/control/signals.hpp"
#include "proxy/net/control/unused_memory.hpp"
#include "proxy/net/loop/persist.hpp"

namespace ramal::net {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;

namespace {

// For handshakes that began before new ones went elsewhere: a round trip around the world.
constexpr milliseconds handshake_time{300};
// A timer that is later than this was held up with the whole program: what has arrived meanwhile comes first (O7).
constexpr milliseconds held_up{500};
constexpr milliseconds late_patience{1'000};

// What goes wrong in one handler does not end a program that serves.
void run(asio::io_context& loop) {
  loop.restart();
  for (bool ended = false; !ended;) {
    try {
      loop.run();
      ended = true;
    } catch (const std::exception& bug) { spdlog::error("the program's own loop: {}", bug.what()); }
  }
}

// One gateway from its start to its end, step by step.
class lifetime {
 public:
  lifetime(asio::io_context& loop, server& gateway, configuration_file* source, companion* beside)
      : loop_(loop), gateway_(gateway), beside_(beside), ends_(loop_, SIGTERM, SIGINT, SIGQUIT), logs_(loop_, SIGUSR1),
        timer_(loop_), watchdog_(loop_), sharing_(loop_, gateway.listening()), memory_(loop_) {
    if (source != nullptr) reloader_.emplace(loop_, gateway, *source, beside);
    else hang_up_.emplace(loop_, [this] { end(); });
    hold_signals();
  }

  void run(const std::function<void()>& serving) {
    listen(ends_, [this] { end(); });
    listen(logs_, [this] { open_logs(); });
    deliver_signals();
    if (beside_ != nullptr) beside_->begin();
    gateway_.start([this] { persist([this] { asio::post(loop_, [this] { workers_are_over(); }); }); });
    serving();
    notify_service_manager("READY=1\nSTATUS=serving");
    feed_watchdog();
    net::run(loop_);
    if (beside_ != nullptr) beside_->stop();
    gateway_.stop();
    spdlog::info("stopped");
  }

 private:
  // O5: the second time it is the end of everything.
  void end() {
    if (ending_) return loop_.stop();
    ending_ = true;
    notify_service_manager("STOPPING=1\nSTATUS=requests in flight finish");
    if (reloader_) reloader_->stop();
    sharing_.stop();
    memory_.stop();
    leave();
  }

  // As long as every worker answers: if one is stuck, systemd restarts the program.
  void feed_watchdog() {
    const auto interval = watchdog_interval();
    if (!interval) return;
    if (*answered_ == gateway_.workers()) {
      notify_service_manager("WATCHDOG=1");
      answered_ = std::make_shared<std::atomic<std::size_t>>(0);
      gateway_.ask_workers(answered_);
    }
    watchdog_.expires_after(*interval);
    watchdog_.async_wait([this](const error_code& error) {
      if (!error) persist([this] { feed_watchdog(); });
    });
  }

  void open_logs() {
    spdlog::info("SIGUSR1: the access log is opened again");
    gateway_.reopen_log();
  }

  // O4: not ready; then no new connections; then the rest finishes, or is ended at the deadline.
  void leave() {
    const milliseconds delay = gateway_.settings().limits.drain_delay;
    persist([this] { gateway_.leave(); });
    if (delay.count() > 0) spdlog::info("not ready any more: listeners close in {} ms", delay.count());
    after(delay, [this] { hand_over(); });
  }

  void hand_over() {
    bool found = false;
    persist([&] { found = gateway_.hand_over(); });
    if (!found) return drain();
    spdlog::info("another process listens on these ports: new connections go there");
    after(handshake_time, [this] { drain(); });
  }

  void drain() {
    spdlog::info("draining: requests in flight finish, a second signal ends them");
    persist([this] { gateway_.drain(); });
    if (beside_ != nullptr) beside_->drain([this] { part_is_over(); });
    after(gateway_.settings().limits.drain_timeout, [this] { loop_.stop(); });
  }

  void workers_are_over() {
    if (beside_ != nullptr) beside_->requests_are_over();
    part_is_over();
  }

  // The workers, or what runs beside them.
  void part_is_over() {
    if (--parts_ == 0) loop_.stop();
  }

  // Runs `then` after `time`, unless the program ends before.
  template <class Then>
  void after(milliseconds time, Then then) {
    persist([&] {
      timer_.expires_after(time);
      timer_.async_wait([this, then](const error_code& error) {
        if (error) return;
        const bool late = asio::steady_timer::clock_type::now() - timer_.expiry() > held_up;
        if (late) after(late_patience, then);
        else then();
      });
    });
  }

  asio::io_context& loop_;
  server& gateway_;
  companion* const beside_;  // may be null
  asio::signal_set ends_;
  asio::signal_set logs_;
  asio::steady_timer timer_;
  asio::steady_timer watchdog_;
  std::shared_ptr<std::atomic<std::size_t>> answered_ = std::make_shared<std::atomic<std::size_t>>(gateway_.workers());
  shared_ports sharing_;
  unused_memory memory_;
  std::optional<reloader> reloader_;
  std::optional<hang_up> hang_up_;
  bool ending_ = false;
  int parts_ = beside_ == nullptr ? 1 : 2;  // that are not over yet
};

}  // namespace

void run_until_signal(asio::io_context& loop, server& gateway, configuration_file* source, companion* beside,
                      const std::function<void()>& serving) {
  lifetime(loop, gateway, source, beside).run(serving);
}

void wait_for_signal(const std::function<void()>& serving) {
  asio::io_context loop;
  const auto end = [&loop] { loop.stop(); };
  asio::signal_set ends(loop, SIGTERM, SIGINT, SIGQUIT);
  hang_up terminal(loop, end);
  hold_signals();
  listen(ends, end);
  deliver_signals();
  serving();
  notify_service_manager("READY=1\nSTATUS=serving");
  run(loop);
  notify_service_manager("STOPPING=1");
}

}  // namespace ramal::net
