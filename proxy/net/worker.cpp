#include "proxy/net/worker.hpp"

#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstring>
#include <ctime>

#include "proxy/flow/session.hpp"
#include "proxy/net/socket_stream.hpp"
#include "proxy/wire/write_head.hpp"

namespace ramal::net {
namespace {

constexpr std::chrono::milliseconds tick_length{100};
constexpr std::size_t flush_at = 32 * 1024;
constexpr int accepts_at_once = 64;

// Waits on a descriptor that is no stream.
class settled {
 public:
  settled(descriptor* on, flow::interest what, flow::time_point deadline, bool at_once)
      : on_(on), what_(what), deadline_(deadline), at_once_(at_once) {
    slot_.idle = true;
  }
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    slot_.handle = waiting;
    on_->wait(what_, deadline_, slot_, at_once_);
  }
  flow::wake await_resume() const noexcept { return slot_.why; }

 private:
  descriptor* on_;
  flow::interest what_;
  flow::time_point deadline_;
  bool at_once_;
  flow::wait_slot slot_;
};

}  // namespace

worker::worker(std::shared_ptr<const flow::snapshot> first, std::uint64_t seed, resolver& names, access_log& log,
               std::vector<int> listeners, std::size_t most_sessions)
    : flow::worker(first, seed), engine_(events_, names, first->engine, first->reuse), log_(log), most_sessions_(most_sessions) {
  for (int fd : listeners)
    if (descriptor* listener = events_.adopt(fd)) listeners_.push_back(listener);
}

worker::~worker() { log_.submit(lines_); }

void worker::run() {
  for (descriptor* listener : listeners_) accept_loop(listener);
  events_.run(tick_length, [this](flow::time_point time) { tick(time); });
  log_.submit(lines_);
}

void worker::drain() {
  events_.post([this] {
    draining = true;
    events_.cancel_idle();
    end_if_drained();
  });
}

void worker::stop() {
  events_.post([this] {
    draining = stopping_ = true;
    events_.cancel_all();
    end_if_drained();
  });
}

detached worker::accept_loop(descriptor* listener) {
  accepted last = accepted::all;
  while (!draining) {
    settled readable(listener, flow::interest::read, flow::time_point::max(), last != accepted::all);
    const flow::wake why = co_await readable;
    if (why == flow::wake::cancelled) break;
    last = accept_some(listener->fd());
    if (last != accepted::none_now) continue;
    // too many sessions, or out of descriptors: look again at the next tick instead of spinning (L7)
    settled paused(listener, flow::interest::write, now() + tick_length, false);
    co_await paused;
  }
  listener->close();
}

worker::accepted worker::accept_some(int listener) {
  for (int i = 0; i < accepts_at_once; ++i) {
    if (sessions_ >= most_sessions_) return accepted::none_now;
    socket_address peer;
    const int fd = accept_connection(listener, peer);
    if (fd >= 0) {
      if (descriptor* socket = events_.adopt(fd)) serve(socket, to_text(peer));
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      spdlog::warn("no new connections for a moment: {}; raise the limit of open files", std::strerror(errno));
      return accepted::none_now;
    } else if (errno == EAGAIN) {
      return accepted::all;
    }
  }
  return accepted::some;
}

detached worker::serve(descriptor* socket, std::string address) {
  ++sessions_;
  {
    socket_stream client(socket);
    try {
      flow::task<void> session = flow::run_session(client, *this, std::move(address));
      co_await session;
    } catch (const std::exception& bug) {
      spdlog::error("a session ended by a bug: {}", bug.what());
    }
  }
  --sessions_;
  end_if_drained();
}

void worker::tick(flow::time_point time) {
  events_.expire(time);
  if (stopping_) events_.cancel_all();
  else if (draining) events_.cancel_idle();
  engine_.sweep(time);
  log_.submit(lines_);
  end_if_drained();
}

void worker::end_if_drained() {
  if (draining && sessions_ == 0) events_.stop();
}

std::string_view worker::date() {
  const std::time_t second = std::time(nullptr);
  if (second != date_second_) {
    date_second_ = second;
    date_ = wire::format_date(second);
  }
  return {date_.data(), date_.size()};
}

void worker::record(const rules::access_record& line) {
  if (!log_.is_on()) return;
  rules::write_access_line(line, current->mask_numbers, lines_);
  if (lines_.size() >= flush_at) log_.submit(lines_);
}

}  // namespace ramal::net
