// A connection of the admin interface with a deadline for what waits on it, plain or over TLS. Beast's algorithms take it as
// a stream of theirs.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <chrono>
#include <memory>
#include <utility>

#include "proxy/net/tls/tls_context.hpp"

namespace ramal::admin {

class client_stream {
 public:
  using plain = boost::beast::basic_stream<boost::asio::generic::stream_protocol>;
  using executor_type = plain::executor_type;

  // `tls`: of make_server_session; null: plain. Both are on the heap, since TLS refers to what is below.
  client_stream(boost::asio::generic::stream_protocol::socket socket, net::ssl_ptr tls)
      : plain_(std::make_unique<plain>(std::move(socket))) {
    if (tls) tls_ = std::make_unique<secured>(*plain_, tls.release());
    has_tls_ = tls_ != nullptr;
  }

  executor_type get_executor() { return plain_->get_executor(); }
  plain::socket_type& socket() { return plain_->socket(); }
  // Of the waits that begin from then on.
  void expires_after(std::chrono::steady_clock::duration time) { plain_->expires_after(time); }
  void expires_never() { plain_->expires_never(); }
  void close() { plain_->close(); }

  bool has_tls() const { return has_tls_; }
  // What follows goes over the plain connection.
  void leave_tls() { has_tls_ = false; }

  // What comes before the handshake takes the stream. `into` and `came` live until the handler is called.
  template <class Buffers, class Handler>
  void async_read_first(const Buffers& into, Handler&& handler) {
    plain_->async_read_some(into, std::forward<Handler>(handler));
  }
  // `came`: what has been read of it.
  template <class Buffers, class Handler>
  void async_handshake(const Buffers& came, Handler&& handler) {
    tls_->async_handshake(boost::asio::ssl::stream_base::server, came, std::forward<Handler>(handler));
  }
  // Says goodbye (close_notify), and waits for the client to do so.
  template <class Handler>
  void async_shutdown(Handler&& handler) {
    tls_->async_shutdown(std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  void async_read_some(const Buffers& into, Handler&& handler) {
    if (has_tls_) tls_->async_read_some(into, std::forward<Handler>(handler));
    else plain_->async_read_some(into, std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& from, Handler&& handler) {
    if (has_tls_) tls_->async_write_some(from, std::forward<Handler>(handler));
    else plain_->async_write_some(from, std::forward<Handler>(handler));
  }

 private:
  using secured = boost::asio::ssl::stream<plain&>;

  std::unique_ptr<plain> plain_;
  std::unique_ptr<secured> tls_;
  bool has_tls_ = false;
};

}  // namespace ramal::admin
