// A TLS connection as a flow::stream: OpenSSL directly on the non-blocking socket, so that an idle one holds no
// buffers.
#pragma once

#include "proxy/flow/stream.hpp"
#include "proxy/flow/task.hpp"
#include "proxy/flow/transfer.hpp"
#include "proxy/net/loop/poller.hpp"
#include "proxy/net/tls/tls_context.hpp"

namespace ramal::net {

class tls_stream final : public flow::stream {
 public:
  // Takes the socket over. `session`: of make_client_session or make_server_session; if it is null, or there is no memory
  // to tie it to the socket, handshake() fails.
  tls_stream(descriptor* socket, ssl_ptr session);
  ~tls_stream() override;  // says goodbye (close_notify) unless something went wrong before
  tls_stream(const tls_stream&) = delete;
  tls_stream& operator=(const tls_stream&) = delete;

  // done, failed (the peer's certificate included: why_failed, last_tls_reason), timeout or cancelled: by a draining
  // worker (`idle`, see wait_slot), or because `client` has gone.
  flow::task<flow::transfer_result> handshake(flow::time_point deadline, bool idle, flow::disconnect_watch* client);
  bool resumed() const { return session_ && SSL_session_reused(session_.get()) == 1; }
  // Before the handshake, on our side as a client: it will try to resume an earlier session.
  bool offers_session() const { return session_ && SSL_get0_session(session_.get()) != nullptr; }

  flow::io_result read_some(char* to, std::size_t most) override;
  flow::io_result write_some(std::string_view bytes) override;
  void wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot) override;
  void cancel_wait() override { socket_->cancel_wait(); }
  bool watch(flow::disconnect_watch* watcher) override { return socket_->watch(watcher, true); }
  void end_wait(flow::wait_result why) override { socket_->end_wait(why); }
  bool has_unread(bool thorough) override;
  void end_writing() override;
  void reset_on_close() override;
  routes::reason why_failed() const override { return why_; }

 private:
  struct transport;  // the socket as OpenSSL sees it
  flow::io_result outcome_of(int result, std::size_t bytes);
  void note_failure();
  void look_for_alert();
  void note_rest();
  void say_goodbye();

  descriptor* socket_;
  ssl_ptr session_;
  bool drained_ = true;      // the last recv took all there was: an edge will tell of more
  bool maybe_more_ = false;  // bytes may be left in OpenSSL or in the socket without an edge to come
  bool blocked_ = false;     // the last send would have waited, in the middle of a record
  bool sound_ = true;        // nothing has failed
  routes::reason why_ = routes::reason::none;
  int system_error_ = 0;  // errno of the last send or recv that failed; 0: the peer's end
};

}  // namespace ramal::net
