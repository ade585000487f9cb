#include "proxy/net/tls/tls_stream.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <cerrno>
#include <new>

#include "proxy/net/loop/engine_reasons.hpp"
#include "proxy/net/loop/socket.hpp"
#include "proxy/net/tls/tls_client.hpp"

namespace ramal::net {

using flow::io_result;
using flow::io_status;

// OpenSSL's own socket BIO does not tell whether a read took all there was.
struct tls_stream::transport {
  static int read(BIO* bio, char* to, std::size_t most, std::size_t* got) {
    auto& on = *static_cast<tls_stream*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    ssize_t count = 0;
    do count = receive(on.socket_->fd(), to, most);
    while (count < 0 && errno == EINTR);
    on.drained_ = count < 0 || static_cast<std::size_t>(count) < most;
    if (count <= 0) on.system_error_ = count < 0 ? errno : 0;
    if (count < 0 && errno == EAGAIN) BIO_set_retry_read(bio);
    if (count <= 0) return 0;
    *got = static_cast<std::size_t>(count);
    return 1;
  }

  static int write(BIO* bio, const char* from, std::size_t size, std::size_t* put) {
    auto& on = *static_cast<tls_stream*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    ssize_t count = 0;
    do count = send_some(on.socket_->fd(), {from, size});
    while (count < 0 && errno == EINTR);
    on.blocked_ = count < 0 && errno == EAGAIN;
    if (on.blocked_) BIO_set_retry_write(bio);
    if (count < 0) on.system_error_ = errno;
    if (count < 0) return 0;
    *put = static_cast<std::size_t>(count);
    return 1;
  }

  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static BIO_METHOD* make_method() {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "ramal socket");
    if (made == nullptr) throw std::bad_alloc();  // the next stream tries again
    BIO_meth_set_read_ex(made, read);
    BIO_meth_set_write_ex(made, write);
    BIO_meth_set_ctrl(made, control);
    return made;
  }

  static BIO_METHOD* method_or_null() {
    try {
      static BIO_METHOD* const method = make_method();
      return method;
    } catch (const std::bad_alloc&) { return nullptr; }
  }

  static BIO* make(tls_stream* on) {
    BIO_METHOD* const method = method_or_null();
    BIO* bio = method == nullptr ? nullptr : BIO_new(method);
    if (bio == nullptr) return nullptr;
    BIO_set_data(bio, on);
    BIO_set_init(bio, 1);
    return bio;
  }
};

tls_stream::tls_stream(descriptor* socket, ssl_ptr session) : socket_(socket), session_(std::move(session)) {
  if (!session_) return;
  if (BIO* bio = transport::make(this)) SSL_set_bio(session_.get(), bio, bio);
  else session_.reset();
}

tls_stream::~tls_stream() {
  say_goodbye();
  session_.reset();
  socket_->close();
}

void tls_stream::say_goodbye() {
  const bool can = sound_ && !blocked_ && session_ && SSL_is_init_finished(session_.get()) == 1 &&
                   (SSL_get_shutdown(session_.get()) & SSL_SENT_SHUTDOWN) == 0;
  if (!can) return;
  ERR_clear_error();
  SSL_shutdown(session_.get());
}

io_result tls_stream::outcome_of(int result, std::size_t bytes) {
  if (result > 0) return {io_status::ok, bytes};
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ: maybe_more_ = !drained_; return {io_status::again_read, 0};
    case SSL_ERROR_WANT_WRITE: return {io_status::again_write, 0};
    case SSL_ERROR_ZERO_RETURN: return {io_status::closed, 0};
    default: note_failure(); return {io_status::failed, 0};
  }
}

// Keeps the first failure only: later ones follow from it.
void tls_stream::note_failure() {
  sound_ = false;
  if (why_ != routes::reason::none) return;
  const SSL* session = session_.get();
  why_ = reason_of_tls({ERR_peek_last_error(), SSL_get_verify_result(session), system_error_,
                        SSL_is_init_finished(session) == 1, lacks_certificate(session),
                        SSL_get_certificate(session) != nullptr});
}

// A server that refuses a certificate by TLS 1.3 says so when the handshake is over for us, and resets the connection:
// its alert may lie here when nothing can be written any more.
void tls_stream::look_for_alert() {
  if (SSL_is_server(session_.get()) == 1) return;
  ERR_clear_error();
  char byte;
  std::size_t got = 0;
  if (SSL_peek_ex(session_.get(), &byte, 1, &got) > 0 || ERR_peek_last_error() == 0) return;
  why_ = routes::reason::none;
  note_failure();
}

void tls_stream::note_rest() { maybe_more_ = !drained_ || SSL_has_pending(session_.get()) == 1; }

flow::task<flow::transfer_result> tls_stream::handshake(flow::time_point deadline, bool idle,
                                                        flow::disconnect_watch* client) {
  if (!session_) co_return flow::transfer_result::failed;
  for (;;) {
    ERR_clear_error();
    const io_result step = outcome_of(SSL_do_handshake(session_.get()), 1);
    if (step.what == io_status::ok) {
      note_rest();
      co_return flow::transfer_result::done;
    }
    if (step.what == io_status::closed || step.what == io_status::failed) co_return flow::transfer_result::failed;
    const auto what = step.what == io_status::again_read ? flow::interest::read : flow::interest::write;
    const flow::wait_result why = co_await flow::ready(*this, what, deadline, idle, client);
    if (why != flow::wait_result::ready)
      co_return why == flow::wait_result::timeout ? flow::transfer_result::timeout : flow::transfer_result::cancelled;
  }
}

// Small records that have come already are taken together.
io_result tls_stream::read_some(char* to, std::size_t most) {
  std::size_t total = 0;
  // the wait before this has used up an edge: where the session's own buffers are enough, the socket has to be asked next
  drained_ = false;
  do {
    ERR_clear_error();
    std::size_t got = 0;
    const int result = SSL_read_ex(session_.get(), to + total, most - total, &got);
    if (result <= 0) {
      const io_result why = outcome_of(result, 0);
      if (total == 0) return why;
      if (why.what != io_status::again_read) maybe_more_ = true;  // the next read tells
      return {io_status::ok, total};
    }
    total += got;
  } while (total < most && SSL_has_pending(session_.get()) == 1);
  note_rest();
  return {io_status::ok, total};
}

io_result tls_stream::write_some(std::string_view bytes) {
  ERR_clear_error();
  std::size_t put = 0;
  const int result = SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &put);
  const io_result done = outcome_of(result, put);
  if (done.what == io_status::failed) look_for_alert();
  return done;
}

void tls_stream::wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot) {
  // a write that was not blocked, because it ends with its record, leaves no edge to wait for
  const bool both = what == flow::interest::read_write;
  const bool at_once = what == flow::interest::read
                           ? maybe_more_
                           : (what == flow::interest::write && !blocked_) || (both && (maybe_more_ || !blocked_));
  socket_->wait(what, deadline, slot, at_once);
}

// Session tickets may arrive on an idle connection: only what is no ticket counts.
bool tls_stream::has_unread(bool thorough) {
  if (socket_->ended()) return true;
  if (!socket_->noticed() && !maybe_more_ && !thorough) return false;
  if (SSL_is_init_finished(session_.get()) != 1) return peek(socket_->fd()) == peeked::something;
  ERR_clear_error();
  char byte;
  std::size_t got = 0;
  const int result = SSL_peek_ex(session_.get(), &byte, 1, &got);
  const bool nothing = outcome_of(result, got).what == io_status::again_read;
  if (nothing) socket_->forget_notice();
  return !nothing;
}

void tls_stream::end_writing() {
  say_goodbye();
  ::shutdown(socket_->fd(), SHUT_WR);
}

void tls_stream::reset_on_close() {
  sound_ = false;
  set_reset_on_close(socket_->fd());
}

}  // namespace ramal::net
