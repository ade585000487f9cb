// How connections come to a worker: accepted, counted, TLS handshake, served.
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#include "config/networks.hpp"
#include "proxy/flow/session.hpp"
#include "proxy/net/loop/socket.hpp"
#include "proxy/net/loop/socket_stream.hpp"
#include "proxy/net/server/worker.hpp"
#include "proxy/net/tls/tls_server.hpp"
#include "proxy/net/tls/tls_stream.hpp"
#include "proxy/rules/trouble.hpp"

namespace ramal::net {
namespace {

constexpr int accepts_at_once = 64;

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

// At debug only: anybody can cause these, as often as they like.
void log_no_handshake(const std::string& address, flow::transfer_result how) {
  if (!spdlog::should_log(spdlog::level::debug)) return;
  const std::string reason = last_tls_reason();
  const std::string why = how == flow::transfer_result::timeout     ? "it took too long"
                          : how == flow::transfer_result::cancelled ? "the program ends"
                          : reason.empty()                          ? "the client has gone"
                                                                    : reason;
  spdlog::debug("no TLS handshake with {}: {}", address, why);
}

// Of accept(2): the next one may be fine. All others say that there is no room for any.
bool is_error_of_one_connection(int error) {
  constexpr std::array those{EINTR,     ECONNABORTED, EPROTO,       EPERM,      ENETDOWN,    ENOPROTOOPT,
                             EHOSTDOWN, ENONET,       EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH, ETIMEDOUT};
  return std::find(those.begin(), those.end(), error) != those.end();
}

void log_broken(const std::exception& why) {
  if (dynamic_cast<const std::bad_alloc*>(&why) != nullptr) spdlog::warn("a connection was ended: out of memory");
  else spdlog::error("a session ended by a bug: {}", why.what());
}

}  // namespace

// In the drain: whether a connection that has not sent anything may still do so.
bool worker::may_still_come(flow::time_point began) const {
  return !parts_.is_stopping() && events_.now() < began + flow::fresh_time;
}

detached worker::accept_loop(std::size_t index) {
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
    descriptor_wait paused(listener, flow::interest::write, now() + tick_length, false);
    co_await paused;
  }
  try {
    flow::task<void> rest = accept_last(index);
    co_await rest;
  } catch (const std::bad_alloc&) {  // they are closed with the listener
  }
  std::exchange(listeners_[index], nullptr)->close();
  if (index < own_listeners_.size()) own_listeners_[index] = owned_descriptor(-1);
  --listening_;
  end_if_drained();
}

// What waits in the kernel's queue came before the program's end: it is served, too, as places become free (O4).
flow::task<void> worker::accept_last(std::size_t index) {
  while (!parts_.is_stopping()) {
    const accepted last = accept_some(index);
    if (last == accepted::all || (last == accepted::none_now && sessions_ == 0)) break;
    if (last == accepted::some) continue;
    descriptor_wait paused(listeners_[index], flow::interest::write, now() + tick_length, false);
    co_await paused;
  }
}

worker::accepted worker::accept_some(std::size_t listener) {
  for (int i = 0; i < accepts_at_once; ++i) {
    if (sessions_ >= most_sessions_) {
      is_full_ = true;
      make_room(waiting_connections(listeners_[listener]->fd()));
      return accepted::none_now;
    }
    socket_address peer;
    const int fd = accept_connection(listeners_[listener]->fd(), peer);
    if (fd < 0 && errno == EAGAIN) return accepted::all;
    if (fd < 0 && is_error_of_one_connection(errno)) continue;
    if (fd < 0) return hold_back(std::strerror(errno));
    try {
      if (!begin_session(fd, peer, listener)) return hold_back(std::strerror(errno));
    } catch (const std::bad_alloc&) { return hold_back("out of memory; a connection was closed"); }
  }
  return accepted::some;
}

// For connections that wait to be accepted (L6). Those that are chosen end in this round of the loop. A connection that
// was served and is silent since then is chosen only if there is no other, and has as much time as an incomplete head.
void worker::make_room(std::size_t wanted) {
  const std::size_t most = std::min(wanted, 1 + most_sessions_ / 16);
  const std::size_t done = parts_.half_open.shed_oldest(most);
  if (done < most)
    parts_.idle_clients.shed_oldest(most - done, now() - parts_.current.settings->limits.crowded_head_timeout);
}

void worker::session_ended() {
  --sessions_;
  if (std::exchange(is_full_, false))
    for (descriptor* listener : listeners_)
      if (listener != nullptr) listener->end_wait(flow::wait_result::ready);
  end_if_drained();
}

// Until the next tick, instead of trying without a pause (L7). Says so once a minute at most: a descriptor
// that is free for an instant may let one connection in.
worker::accepted worker::hold_back(const char* why) {
  if (now() >= warns_next_) {
    warns_next_ = now() + rules::between_lines;
    spdlog::warn("no new connections for a moment: {}; raise the limit of open files, or give the program more memory",
                 why);
  }
  return accepted::none_now;
}

// A client that has as many connections as it may have loses this one at once (L6). A trusted proxy has no such limit:
// its connections are those of its clients.
// False with errno set: the connection is closed, since the system does not let us watch it.
bool worker::begin_session(int fd, const socket_address& peer, std::size_t listener) {
  owned_descriptor own(fd);
  flow::client_origin from(to_text(peer), bytes_of(peer));
  from.name = parts_.usage->name_of(from.bytes);
  const bool proxy = config::any_holds(parts_.current.settings->trusted_proxies, from.bytes);
  rules::usage_counter& address = parts_.usage->of_address(from.name, now());
  if (!address.enter(proxy ? SIZE_MAX : parts_.current.settings->limits.connections_per_address)) {
    spdlog::debug("{} has limits.connections_per_address connections: one more is closed", from.text);
    notices_->report(turned_away::connection, from, parts_.current.settings->limits.connections_per_address, now());
    return true;
  }
  rules::scoped_usage counted(address);
  from.counted = &address;
  descriptor* socket = events_.adopt(own.release());
  if (socket == nullptr) return false;
  try {
    if (tls_->listeners[listener]) serve_tls(socket, std::move(from), std::move(counted), listener);
    else serve(socket, from, std::move(counted));
  } catch (...) {  // no memory for the coroutine, which has not begun
    socket->close();
    throw;
  }
  return true;
}

// `from` is copied before anything waits: an idle connection holds it once.
detached worker::serve(descriptor* socket, const flow::client_origin& from, rules::scoped_usage /*counted*/) {
  ++sessions_;
  {
    socket_stream client(socket);
    try {
      flow::task<void> session = flow::run_session(client, parts_, from);
      co_await session;
    } catch (const std::exception& why) { log_broken(why); }
  }
  session_ended();
}

// Nothing of TLS is in memory before the client's first byte is there.
detached worker::serve_tls(descriptor* socket, flow::client_origin from, rules::scoped_usage /*counted*/,
                           std::size_t listener) {
  ++sessions_;
  try {
    const flow::time_point began = now();
    const flow::time_point latest = began + parts_.current.settings->limits.tls_handshake_timeout;
    // a client that came right before the program's end has a moment to begin (O4)
    const auto deadline = [&] { return parts_.is_draining() ? std::min(latest, began + flow::fresh_time) : latest; };
    socket_stream silent(socket);
    flow::half_open_connection fresh;
    parts_.half_open.add(fresh, silent, began);
    flow::wait_result why = flow::wait_result::cancelled;
    do why = co_await flow::ready(silent, flow::interest::read, deadline(), !parts_.is_draining());
    while (why == flow::wait_result::cancelled && may_still_come(began));
    fresh.arrived();
    from.certificate_epoch = &certificate_epochs_[listener];
    from.own_epoch = certificate_epochs_[listener];
    SSL_CTX* context = tls_->listeners[listener].get();
    tls_stream client(silent.release(), why == flow::wait_result::ready ? make_server_session(context) : nullptr);
    if (why == flow::wait_result::ready) parts_.half_open.add(fresh, client, now());
    flow::transfer_result how = why == flow::wait_result::timeout ? flow::transfer_result::timeout
                                                                  : flow::transfer_result::cancelled;
    if (why == flow::wait_result::ready) {
      do how = co_await client.handshake(deadline(), !parts_.is_draining(), nullptr);
      while (how == flow::transfer_result::cancelled && may_still_come(began));
    }
    fresh.arrived();
    if (how != flow::transfer_result::done) {
      log_no_handshake(from.text, how);
    } else {
      flow::task<void> session = flow::run_session(client, parts_, std::move(from));
      co_await session;
    }
  } catch (const std::exception& why) { log_broken(why); }
  session_ended();
}

}  // namespace ramal::net
