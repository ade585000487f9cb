#include "proxy/net/control/signals.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <csignal>
#include <utility>

#include "proxy/net/loop/persist.hpp"

namespace ramal::net {
namespace {

// Left alone are those whose handler somebody else has set, a profiler for example.
void ignore(int number) {
  struct sigaction now {};
  if (::sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) std::signal(number, SIG_IGN);
}

void mask_ends(int how) {
  sigset_t ends;
  sigemptyset(&ends);
  for (const int number : {SIGTERM, SIGINT, SIGQUIT}) sigaddset(&ends, number);
  pthread_sigmask(how, &ends, nullptr);
}

}  // namespace

void defer_signals() { mask_ends(SIG_BLOCK); }

void deliver_signals() { mask_ends(SIG_UNBLOCK); }

// SIGXFSZ: a log file that has reached its limit costs lines, like a disk that is full.
void ignore_harmless_signals() {
  for (const int number :
       {SIGPIPE, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXFSZ, SIGIO, SIGPWR, SIGSTKFLT})
    ignore(number);
  for (int number = SIGRTMIN; number <= SIGRTMAX; ++number) ignore(number);
}

// Asio takes a handler away with the last signal_set that has its signal, and these are never destroyed.
void hold_signals() {
  static auto* const loop = new boost::asio::io_context;
  static auto* const ends = new boost::asio::signal_set(*loop, SIGTERM, SIGINT, SIGQUIT);
  static auto* const others = new boost::asio::signal_set(*loop, SIGHUP, SIGUSR1);
  static_cast<void>(ends);
  static_cast<void>(others);
}

void listen(boost::asio::signal_set& signals, const std::function<void()>& action) {
  persist([&] {
    signals.async_wait([&signals, action](const boost::system::error_code& error, int) {
      if (error) return;
      listen(signals, action);
      action();
    });
  });
}

// A terminal that has gone does not say that it was one.
hang_up::hang_up(boost::asio::io_context& loop, std::function<void()> end) : signals_(loop, SIGHUP) {
  const bool has_terminal = ::isatty(STDIN_FILENO) == 1;
  listen(signals_, [has_terminal, end = std::move(end)] {
    if (has_terminal) return end();
    spdlog::info("SIGHUP: there is no configuration file to load again, nothing changes");
  });
}

}  // namespace ramal::net
