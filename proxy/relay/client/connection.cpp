#include "proxy/relay/client/connection.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

#include "proxy/net/loop/engine_reasons.hpp"
#include "proxy/net/loop/socket.hpp"

namespace ramal::relay {
namespace {

bool is_end(const error_code& error) {
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
}

routes::reason reason_of_handshake(const error_code& error, SSL* session) {
  const long refused = SSL_get_verify_result(session);
  if (refused != X509_V_OK)
    return net::reason_of_certificate(refused);  // Asio's error is OpenSSL's first, not its last
  net::tls_facts facts;
  facts.has_certificate = SSL_get_certificate(session) != nullptr;
  if (error.category() == asio::error::get_ssl_category()) {
    facts.error = static_cast<unsigned int>(error.value());  // as OpenSSL packs it
  } else if (!is_end(error)) {
    facts.system_error = error.value();
  }
  return net::reason_of_tls(facts);
}

}  // namespace

asio::awaitable<error_code> connection::connect(tcp::endpoint to) {
  error_code error;
  socket_.open(to.protocol(), error);
  if (error) co_return error;
  socket_.set_option(tcp::no_delay(true), error);
  const auto [failed] = co_await socket_.async_connect(to, as_result);
  co_return failed;
}

asio::awaitable<routes::reason> connection::shake_hands(net::ssl_ptr session) {
  tls_.emplace(socket_, session.release());
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_result);
  co_return error ? reason_of_handshake(error, tls_->native_handle()) : routes::reason::none;
}

asio::awaitable<io_result> connection::read_some(asio::mutable_buffer into) {
  if (tls_) {
    const auto [error, size] = co_await tls_->async_read_some(into, as_result);
    co_return io_result(error, size);
  }
  const auto [error, size] = co_await socket_.async_read_some(into, as_result);
  co_return io_result(error, size);
}

asio::awaitable<error_code> connection::write(std::string_view bytes) {
  const asio::const_buffer all(bytes.data(), bytes.size());
  if (tls_) {
    const auto [error, size] = co_await asio::async_write(*tls_, all, as_result);
    co_return error;
  }
  const auto [error, size] = co_await asio::async_write(socket_, all, as_result);
  co_return error;
}

void connection::close() {
  error_code ignored;
  socket_.close(ignored);
}

bool connection::has_something() const {
  auto& socket = const_cast<tcp::socket&>(socket_);
  return !socket.is_open() || net::peek(socket.native_handle()) == net::peeked::something;
}

void connection::stop_waiting() {
  error_code ignored;
  socket_.cancel(ignored);
}

routes::reason reason_of(const error_code& error) {
  if (is_end(error)) return routes::reason::closed;
  return error.category() == asio::error::get_system_category() ? net::reason_of_stream(error.value())
                                                                : routes::reason::reset;
}

}  // namespace ramal::relay
