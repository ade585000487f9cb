#include "proxy/net/server/client_connections.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <new>
#include <utility>

#include "config/networks.hpp"
#include "proxy/flow/session.hpp"
#include "proxy/net/loop/socket_stream.hpp"
#include "proxy/net/tls/tls_server.hpp"
#include "proxy/net/tls/tls_stream.hpp"
#include "proxy/rules/connection_cap.hpp"

namespace ramal::net {
namespace {

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

metrics::handshake_end end_of(flow::transfer_result how) {
  switch (how) {
    case flow::transfer_result::done: return metrics::handshake_end::done;
    case flow::transfer_result::timeout: return metrics::handshake_end::timeout;
    case flow::transfer_result::cancelled: return metrics::handshake_end::stopped;
    default: return metrics::handshake_end::failed;
  }
}

void log_broken(const std::exception& why) {
  if (dynamic_cast<const std::bad_alloc*>(&why) != nullptr) spdlog::warn("a connection was ended: out of memory");
  else spdlog::error("a session ended by a bug: {}", why.what());
}

}  // namespace

client_connections::client_connections(poller& loop, flow::worker_parts& parts, std::size_t listeners,
                                       std::function<void()> on_end)
    : loop_(loop), parts_(parts), on_end_(std::move(on_end)), certificate_epochs_(listeners) {}

void client_connections::use(const worker_settings& next) {
  for (std::size_t i = 0; tls_ && i < certificate_epochs_.size(); ++i) {
    SSL_CTX* const before = tls_->listeners[i].get();
    if (before != nullptr && !accept_same_clients(before, next.tls->listeners[i].get())) ++certificate_epochs_[i];
  }
  tls_ = next.tls;
  notices_ = next.notices;
  most_ = next.most_sessions;
}

// In the drain: whether a connection that has not sent anything may still do so.
bool client_connections::may_still_come(flow::time_point began) const {
  return !parts_.is_stopping() && loop_.now() < began + flow::fresh_time;
}

// A client that has as many connections as it may have loses this one at once (L6). A trusted proxy has no such limit:
// its connections are those of its clients.
bool client_connections::begin(int fd, const socket_address& peer, std::size_t listener) {
  owned_descriptor own(fd);
  flow::client_origin from(to_text(peer), bytes_of(peer));
  from.name = parts_.usage->name_of(from.bytes);
  const bool proxy = config::any_holds(parts_.current.settings->trusted_proxies, from.bytes);
  rules::usage_counter& address = parts_.usage->of_address(from.name, parts_.clock.now());
  if (!address.enter(proxy ? SIZE_MAX : parts_.current.settings->limits.connections_per_address)) {
    parts_.count(metrics::refused_for::address_limit);
    spdlog::debug("{} has limits.connections_per_address connections: one more is closed", from.text);
    notices_->report(turned_away::connection, from, parts_.current.settings->limits.connections_per_address,
                     parts_.clock.now());
    return true;
  }
  rules::scoped_usage counted(address);
  from.counted = &address;
  descriptor* socket = loop_.adopt(own.release());
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

void client_connections::shed_oldest(std::size_t wanted) {
  const std::size_t most = std::min(wanted, 1 + most_ / 16);
  std::size_t done = parts_.half_open.shed_oldest(most);
  if (done < most)
    done += parts_.idle_clients.shed_oldest(most - done,
                                            parts_.clock.now() - parts_.current.settings->limits.crowded_head_timeout);
  parts_.count(metrics::refused_for::crowd, done);
}

void client_connections::shed_slow(flow::time_point now) {
  if (rules::is_crowded(count_, most_) && !loop_.has_just_resumed(now))
    parts_.half_open.shed_older_than(now - parts_.current.settings->limits.crowded_head_timeout);
}

void client_connections::end() {
  --count_;
  on_end_();
}

// `from` is copied before anything waits: an idle connection holds it once.
detached client_connections::serve(descriptor* socket, const flow::client_origin& from,
                                   rules::scoped_usage /*counted*/) {
  ++count_;
  {
    socket_stream client(socket);
    try {
      flow::task<void> session = flow::run_session(client, parts_, from);
      co_await session;
    } catch (const std::exception& why) { log_broken(why); }
  }
  end();
}

// Nothing of TLS is in memory before the client's first byte is there.
detached client_connections::serve_tls(descriptor* socket, flow::client_origin from, rules::scoped_usage /*counted*/,
                                       std::size_t listener) {
  ++count_;
  try {
    const flow::time_point began = parts_.clock.now();
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
    if (why == flow::wait_result::ready) parts_.half_open.add(fresh, client, parts_.clock.now());
    flow::transfer_result how = why == flow::wait_result::timeout ? flow::transfer_result::timeout
                                                                  : flow::transfer_result::cancelled;
    if (why == flow::wait_result::ready) {
      do how = co_await client.handshake(deadline(), !parts_.is_draining(), nullptr);
      while (how == flow::transfer_result::cancelled && may_still_come(began));
    }
    fresh.arrived();
    parts_.count(end_of(how));
    if (how != flow::transfer_result::done) {
      log_no_handshake(from.text, how);
    } else {
      flow::task<void> session = flow::run_session(client, parts_, std::move(from));
      co_await session;
    }
  } catch (const std::exception& why) { log_broken(why); }
  end();
}

}  // namespace ramal::net
