#include "proxy/net/engine_pool.hpp"

#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstring>
#include <new>

#include "proxy/net/socket_stream.hpp"
#include "proxy/net/tls_client.hpp"
#include "proxy/net/tls_memory.hpp"
#include "proxy/net/tls_stream.hpp"

namespace ramal::net {
namespace {

using flow::connect_result;
using flow::connection;
using routes::failure_kind;

connection fresh(std::unique_ptr<flow::stream> io) {
  connection made;
  made.io = std::move(io);
  made.opened = made.idle_since = flow::clock::now();
  return made;
}

}  // namespace

engine_pool::engine_pool(poller& events, std::shared_ptr<resolver> names, const config::upstream_engine& engine,
                         rules::reuse_limits reuse, std::shared_ptr<SSL_CTX> tls)
    : events_(events), names_(std::move(names)),
      tls_name_(engine.tls_server_name.empty() ? engine.host : engine.tls_server_name), tls_(std::move(tls)),
      idle_(reuse) {}

// Tries the addresses in turn; each gets its share of the time that is left.
flow::task<connect_result> engine_pool::connect(flow::time_point deadline, flow::departure& client) {
  make_room(1);
  flow::counted open(open_);
  const auto addresses = names_->addresses();
  connect_result last(failure_kind::upstream_unreachable);
  for (std::size_t i = 0; i < addresses->size(); ++i) {
    const auto now = flow::clock::now();
    if (now >= deadline) break;
    const auto share = (deadline - now) / static_cast<std::ptrdiff_t>(addresses->size() - i);
    connect_result made = co_await connect_to((*addresses)[i], now + share, client);
    made.made.open = std::move(open);
    if (!made.problem || client.happened()) co_return made;
    open = std::move(made.made.open);
    const bool we_lack = last.problem->kind == failure_kind::overloaded;
    if (!we_lack) last = std::move(made);
  }
  names_->refresh();
  co_return last;
}

flow::task<connect_result> engine_pool::connect_to(socket_address address, flow::time_point deadline,
                                                     flow::departure& client) {
  const int fd = begin_connect(address);
  descriptor* socket = fd < 0 ? nullptr : events_.adopt(fd);
  if (socket == nullptr) co_return failed_by(errno, address);
  std::unique_ptr<socket_stream> plain(new (std::nothrow) socket_stream(socket));
  if (!plain) {
    socket->close();
    co_return failed_by(ENOMEM, address);
  }
  const flow::wake why = co_await flow::ready(*plain, flow::interest::write, deadline, false, &client);
  if (why == flow::wake::timeout) co_return connect_result(failure_kind::upstream_connect_timeout);
  if (why != flow::wake::ready) co_return connect_result(failure_kind::upstream_unreachable);
  if (const int error = pending_error(fd); error != 0) co_return failed_by(error, address);
  if (!tls_) co_return connect_result(fresh(std::move(plain)));

  forget_lack();
  ssl_ptr session = make_client_session(tls_.get(), tls_name_);
  std::unique_ptr<tls_stream> secure;
  if (session) secure.reset(new (std::nothrow) tls_stream(plain->release(), std::move(session)));
  if (!secure) co_return failed_by(ENOMEM, address);
  const flow::transfer shaken = co_await secure->handshake(deadline, false, &client);
  if (shaken == flow::transfer::failed || shaken == flow::transfer::timeout) forget_session(tls_.get());
  if (shaken == flow::transfer::timeout) co_return connect_result(failure_kind::upstream_connect_timeout);
  if (shaken == flow::transfer::failed && lacked_memory()) co_return failed_by(ENOMEM, address);
  if (shaken != flow::transfer::done) co_return connect_result(failure_kind::upstream_unreachable);
  co_return connect_result(fresh(std::move(secure)));
}

// What is short here says nothing about the engine: the breaker does not count it (U18).
connect_result engine_pool::failed_by(int error, const socket_address& address) {
  if (!is_own_lack(error, address)) return connect_result(failure_kind::upstream_unreachable);
  const auto now = flow::clock::now();
  if (now >= tells_again_) {
    tells_again_ = now + std::chrono::seconds(1);
    spdlog::warn("no connection to the calls engine, for want of room here: {}; raise the limit of open files, or find "
                 "out what takes the local ports or the memory", std::strerror(error));
  }
  connect_result made(failure_kind::overloaded);
  made.problem->text = "this gateway is short of descriptors, ports or memory: try again in a second";
  return made;
}

void engine_pool::give_back(connection&& used, flow::time_point now) {
  if (retired_) return;
  try {
    idle_.put(std::move(used), now);
  } catch (const std::bad_alloc&) {  // it is closed
  }
}

void engine_pool::make_room(std::size_t coming) {
  while (open_ + coming > most_open_ && idle_.close_oldest()) {
  }
}

void engine_pool::retire() {
  retired_ = true;
  idle_.close_all();
}

void engine_pool::sweep(flow::time_point now) {
  idle_.sweep(now);
  make_room(0);
}

}  // namespace ramal::net
