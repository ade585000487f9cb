#include "proxy/net/server/acceptor.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>
#include <utility>

#include "proxy/rules/trouble.hpp"

namespace ramal::net {
namespace {

constexpr int accepts_at_once = 64;
constexpr std::chrono::milliseconds pause{100};  // a tick: deadlines are no more exact

// co_await: until a descriptor that is no stream is ready.
class descriptor_wait {
 public:
  descriptor_wait(descriptor* on, flow::interest what, flow::time_point deadline, bool at_once)
      : on_(on), what_(what), deadline_(deadline), at_once_(at_once) {
    slot_.idle = true;
  }
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    slot_.handle = waiting;
    on_->wait(what_, deadline_, slot_, at_once_);
  }
  flow::wait_result await_resume() const noexcept { return slot_.why; }

 private:
  descriptor* on_;
  flow::interest what_;
  flow::time_point deadline_;
  bool at_once_;
  flow::wait_slot slot_;
};

// Of accept(2): the next one may be fine. All others say that the system has no descriptor or memory for any.
bool is_error_of_one_connection(int error) {
  constexpr std::array those{EINTR,     ECONNABORTED, EPROTO,       EPERM,      ENETDOWN,    ENOPROTOOPT,
                             EHOSTDOWN, ENONET,       EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH, ETIMEDOUT};
  return std::find(those.begin(), those.end(), error) != those.end();
}

}  // namespace

acceptor::acceptor(poller& loop, flow::worker_parts& parts, client_connections& clients,
                   const std::vector<int>& sockets, std::function<void()> on_closed)
    : parts_(parts), clients_(clients), on_closed_(std::move(on_closed)) {
  for (const int fd : sockets) {
    descriptor* const made = loop.watch(fd);
    if (made == nullptr)
      throw std::system_error(errno, std::generic_category(),
                              "a listener cannot be watched: raise the limit of open files, or give the program more "
                              "memory");
    listeners_.push_back(made);
  }
}

void acceptor::start() {
  open_ = listeners_.size();
  for (std::size_t i = 0; i < listeners_.size(); ++i) accept_loop(i);
}

void acceptor::connection_ended() {
  if (!std::exchange(is_full_, false)) return;
  for (descriptor* const listener : listeners_)
    if (listener != nullptr) listener->end_wait(flow::wait_result::ready);
}

detached acceptor::accept_loop(std::size_t index) {
  descriptor* listener = listeners_[index];
  accepted last = accepted::all;
  while (!parts_.is_draining()) {
    descriptor_wait readable(listener, flow::interest::read, flow::time_point::max(), last != accepted::all);
    const flow::wait_result why = co_await readable;
    if (why == flow::wait_result::cancelled) break;
    last = accept_some(index);
    if (last != accepted::none_now) continue;
    // too many sessions: the first that ends wakes this up (L6); out of descriptors: look again at the next tick
    // instead of spinning (L7)
    descriptor_wait paused(listener, flow::interest::write, parts_.clock.now() + pause, false);
    co_await paused;
  }
  try {
    flow::task<void> rest = accept_last(index);
    co_await rest;
  } catch (const std::bad_alloc&) {  // they are closed with the listener
  }
  std::exchange(listeners_[index], nullptr)->close();
  if (index < own_.size()) own_[index] = owned_descriptor(-1);
  --open_;
  on_closed_();
}

// What waits in the kernel's queue came before the program's end: it is served, too, as others end (O4).
flow::task<void> acceptor::accept_last(std::size_t index) {
  while (!parts_.is_stopping()) {
    const accepted last = accept_some(index);
    if (last == accepted::all || (last == accepted::none_now && clients_.is_empty())) break;
    if (last == accepted::some) continue;
    descriptor_wait paused(listeners_[index], flow::interest::write, parts_.clock.now() + pause, false);
    co_await paused;
  }
}

acceptor::accepted acceptor::accept_some(std::size_t listener) {
  for (int i = 0; i < accepts_at_once; ++i) {
    if (clients_.is_full()) {
      is_full_ = true;
      clients_.shed_oldest(waiting_connections(listeners_[listener]->fd()));
      return accepted::none_now;
    }
    socket_address peer;
    const int fd = accept_connection(listeners_[listener]->fd(), peer);
    if (fd < 0 && errno == EAGAIN) return accepted::all;
    if (fd < 0 && is_error_of_one_connection(errno)) continue;
    if (fd < 0) return hold_back(std::strerror(errno));
    try {
      if (clients_.begin(fd, peer, listener)) continue;
      const int error = errno;
      parts_.count(metrics::refused_for::system);
      return hold_back(std::strerror(error));
    } catch (const std::bad_alloc&) {
      parts_.count(metrics::refused_for::system);
      return hold_back("out of memory; a connection was closed");
    }
  }
  return accepted::some;
}

// Until the next tick, instead of trying without a pause (L7). Says so once a minute at most: a descriptor
// that is free for an instant may let one connection in.
acceptor::accepted acceptor::hold_back(const char* why) {
  if (parts_.clock.now() >= warns_next_) {
    warns_next_ = parts_.clock.now() + rules::between_lines;
    spdlog::warn("no new connections for a moment: {}; raise the limit of open files, or give the program more memory",
                 why);
  }
  return accepted::none_now;
}

}  // namespace ramal::net
