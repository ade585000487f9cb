#include "proxy/net/upstream/engine_pool.hpp"

#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstring>
#include <new>

#include "proxy/net/loop/engine_reasons.hpp"
#include "proxy/net/loop/socket_stream.hpp"
#include "proxy/net/tls/certificate_note.hpp"
#include "proxy/net/tls/tls_client.hpp"
#include "proxy/net/tls/tls_memory.hpp"
#include "proxy/net/tls/tls_stream.hpp"

namespace ramal::net {
namespace {

using flow::connect_result;
using flow::connection;
using routes::failure_kind;
using routes::reason;

connection fresh(std::unique_ptr<flow::stream> io) {
  connection made;
  made.io = std::move(io);
  made.opened = made.idle_since = flow::clock::now();
  return made;
}

bool is_of_certificate(reason why) {
  return why >= reason::certificate_expired && why <= reason::certificate_not_accepted;
}

}  // namespace

engine_pool::engine_pool(poller& events, std::shared_ptr<engine_addresses> addresses,
                         const config::upstream_engine& engine, rules::reuse_limits reuse, std::shared_ptr<SSL_CTX> tls,
                         std::shared_ptr<engine_reach> reach)
    : events_(events), addresses_(std::move(addresses)), reach_(std::move(reach)),
      tls_name_(engine.tls_server_name.empty() ? engine.host : engine.tls_server_name), tls_(std::move(tls)),
      idle_(reuse) {}

// Tries the addresses in turn; each gets its share of the time that is left.
flow::task<connect_result> engine_pool::connect(flow::time_point deadline, flow::disconnect_watch& client) {
  evict_idle(1);
  flow::scoped_count open(open_);
  const auto addresses = addresses_->newest();
  connect_result last(failure_kind::upstream_unreachable,
                      addresses->empty() ? addresses_->why_none() : reason::connect_timeout);
  for (std::size_t i = 0; i < addresses->size(); ++i) {
    const auto now = flow::clock::now();
    if (now >= deadline) break;
    const auto share = (deadline - now) / static_cast<std::ptrdiff_t>(addresses->size() - i);
    connect_result made = co_await connect_to((*addresses)[i], now + share, client);
    made.made.open = std::move(open);
    if (!made.problem || client.happened()) co_return made;
    open = std::move(made.made.open);
    const bool we_lack = last.problem->kind == failure_kind::overloaded;
    const reason before = i == 0 ? reason::none : last.problem->why;
    if (!we_lack) last = std::move(made);
    // of a machine without IPv6 it says nothing about the engine
    if (last.problem->why == reason::unreachable && before != reason::none) last.problem->why = before;
  }
  addresses_->refresh();
  co_return last;
}

// An engine that does not take the session it is offered may refuse the handshake: that says nothing about a new
// session, and is no attempt of the request, of which nothing was sent.
flow::task<connect_result> engine_pool::connect_to(socket_address address, flow::time_point deadline,
                                                   flow::disconnect_watch& client) {
  bool resuming = false;
  connect_result made = co_await connect_once(address, deadline, client, resuming);
  if (made.problem && resuming && !client.happened()) made = co_await connect_once(address, deadline, client, resuming);
  co_return made;
}

// `resuming`: the handshake was refused, and would have resumed a session.
flow::task<connect_result> engine_pool::connect_once(socket_address address, flow::time_point deadline,
                                                     flow::disconnect_watch& client, bool& resuming) {
  const int fd = begin_connect(address);
  descriptor* socket = fd < 0 ? nullptr : events_.adopt(fd);
  if (socket == nullptr) co_return failed_by(errno, address);
  std::unique_ptr<socket_stream> plain(new (std::nothrow) socket_stream(socket));
  if (!plain) {
    socket->close();
    co_return failed_by(ENOMEM, address);
  }
  const flow::wait_result why = co_await flow::ready(*plain, flow::interest::write, deadline, false, &client);
  if (why == flow::wait_result::timeout)
    co_return connect_result(failure_kind::upstream_connect_timeout, reason::connect_timeout);
  if (why != flow::wait_result::ready) co_return connect_result(failure_kind::upstream_unreachable);
  if (const int error = pending_error(fd); error != 0) co_return failed_by(error, address);
  if (!tls_) co_return connect_result(fresh(std::move(plain)));

  forget_lack();
  ssl_ptr session = make_client_session(tls_.get(), tls_name_);
  std::unique_ptr<tls_stream> secure;
  if (session) secure.reset(new (std::nothrow) tls_stream(plain->release(), std::move(session)));
  if (!secure) co_return failed_by(ENOMEM, address);
  const bool offers = secure->offers_session();
  const flow::transfer_result handshake = co_await secure->handshake(deadline, false, &client);
  if (handshake == flow::transfer_result::failed || handshake == flow::transfer_result::timeout)
    forget_session(tls_.get());
  if (handshake == flow::transfer_result::timeout)
    co_return connect_result(failure_kind::upstream_connect_timeout, reason::tls_timeout);
  if (handshake == flow::transfer_result::failed && lacked_memory()) co_return failed_by(ENOMEM, address);
  resuming = offers && handshake == flow::transfer_result::failed && secure->why_failed() == reason::tls_refused;
  if (handshake == flow::transfer_result::failed) co_return no_handshake(secure->why_failed());
  if (handshake != flow::transfer_result::done) co_return connect_result(failure_kind::upstream_unreachable);
  co_return connect_result(fresh(std::move(secure)));
}

// A lack on this machine says nothing about the engine: the breaker does not count it (U18).
connect_result engine_pool::failed_by(int error, const socket_address& address) {
  if (!is_own_lack(error, address)) return connect_result(failure_kind::upstream_unreachable, reason_of_connect(error));
  const auto now = flow::clock::now();
  if (now >= tells_again_) {
    tells_again_ = now + std::chrono::seconds(1);
    spdlog::warn(
        "no connection to the calls engine, for want of room here: {}; raise the limit of open files, or find "
        "out what takes the local ports or the memory",
        std::strerror(error));
  }
  const bool descriptors = error == EMFILE || error == ENFILE;
  const reason other = error == ENOMEM ? reason::out_of_memory : reason::none;
  connect_result made(failure_kind::overloaded, descriptors ? reason::out_of_descriptors : other);
  made.problem->text = "this gateway is short of descriptors, ports or memory: try again in a second";
  return made;
}

// To be called right after the step that failed: OpenSSL's error and the note stay with this thread until its next
// step.
connect_result engine_pool::no_handshake(reason why) {
  try {
    last_trouble_ = why;
    last_detail_ = is_of_certificate(why) ? certificate_note() : last_tls_reason();
  } catch (const std::bad_alloc&) {  // the log line goes without the detail
    last_detail_.clear();
  }
  return connect_result(failure_kind::upstream_unreachable, why);
}

std::string_view engine_pool::detail_of(reason why) const {
  return why == last_trouble_ ? std::string_view(last_detail_) : std::string_view{};
}

// The outcomes of a pool that was replaced say nothing about the engine of now.
void engine_pool::note(reason why, std::string_view key, std::string_view detail, flow::time_point now) {
  if (retired_) return;
  if (detail.empty() && why != reason::none) detail = detail_of(why);
  reach_->note(why, key, detail, now);
}

void engine_pool::give_back(connection&& used, flow::time_point now) {
  if (retired_) return;
  try {
    idle_.put(std::move(used), now);
  } catch (const std::bad_alloc&) {  // it is closed
  }
}

void engine_pool::evict_idle(std::size_t coming) {
  while (open_ + coming > most_open_ && idle_.close_oldest()) {}
}

void engine_pool::retire() {
  retired_ = true;
  idle_.close_all();
}

void engine_pool::sweep(flow::time_point now) {
  reach_->catch_up(now);
  idle_.sweep(now);
  evict_idle(0);
}

}  // namespace ramal::net
