#include "proxy/net/tls_stream.hpp"

#include <openssl/err.h>

#include "proxy/net/socket.hpp"

namespace ramal::net {

using flow::io;
using flow::io_result;

tls_stream::~tls_stream() {
  session_.reset();
  socket_->close();
}

io_result tls_stream::outcome_of(int result, std::size_t bytes) {
  if (result > 0) return {io::ok, bytes};
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ: maybe_more_ = false; return {io::again_read, 0};
    case SSL_ERROR_WANT_WRITE: return {io::again_write, 0};
    case SSL_ERROR_ZERO_RETURN: return {io::closed, 0};
    default: return {io::failed, 0};
  }
}

flow::task<flow::transfer> tls_stream::handshake(flow::time_point deadline) {
  for (;;) {
    ERR_clear_error();
    const io_result step = outcome_of(SSL_do_handshake(session_.get()), 1);
    if (step.what == io::ok) co_return flow::transfer::done;
    if (step.what == io::closed || step.what == io::failed) co_return flow::transfer::failed;
    const auto what = step.what == io::again_read ? flow::interest::read : flow::interest::write;
    const flow::wake why = co_await flow::ready(*this, what, deadline);
    if (why != flow::wake::ready)
      co_return why == flow::wake::timeout ? flow::transfer::timeout : flow::transfer::cancelled;
  }
}

io_result tls_stream::read_some(char* to, std::size_t room) {
  ERR_clear_error();
  std::size_t got = 0;
  const int result = SSL_read_ex(session_.get(), to, room, &got);
  maybe_more_ = result > 0;
  return outcome_of(result, got);
}

io_result tls_stream::write_some(std::string_view bytes) {
  ERR_clear_error();
  std::size_t put = 0;
  const int result = SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &put);
  return outcome_of(result, put);
}

void tls_stream::wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot) {
  socket_->wait(what, deadline, slot, what == flow::interest::read && maybe_more_);
}

// Session tickets may arrive on an idle connection: only what is no ticket counts.
bool tls_stream::has_unread(bool thorough) {
  if (socket_->ended()) return true;
  if (!socket_->noticed() && !maybe_more_ && !thorough) return false;
  ERR_clear_error();
  char byte;
  std::size_t got = 0;
  const int result = SSL_peek_ex(session_.get(), &byte, 1, &got);
  const bool nothing = outcome_of(result, got).what == io::again_read;
  if (nothing) socket_->forget_notice();
  return !nothing;
}

void tls_stream::end_writing() {
  ERR_clear_error();
  SSL_shutdown(session_.get());
  ::shutdown(socket_->fd(), SHUT_WR);
}

void tls_stream::reset_on_close() { set_reset_on_close(socket_->fd()); }

}  // namespace ramal::net
