// One connection to a host, plain or over TLS.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "proxy/net/tls/tls_context.hpp"
#include "proxy/relay/client/asio_names.hpp"
#include "routes/failure.hpp"

namespace ramal::relay {

// What one wait on a connection ended with.
struct io_result {
  io_result() = default;
  io_result(error_code why, std::size_t count) : error(why), size(count) {}
  error_code error;
  std::size_t size = 0;
};

class connection {
 public:
  explicit connection(asio::io_context& loop) : socket_(loop) {}
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  asio::awaitable<error_code> connect(tcp::endpoint to);
  // From here on bytes go through TLS. `session`: of client_tls::open().
  asio::awaitable<routes::reason> shake_hands(net::ssl_ptr session);
  asio::awaitable<io_result> read_some(asio::mutable_buffer into);
  // All the bytes, which live until it returns.
  asio::awaitable<error_code> write(std::string_view bytes);
  // Ends what waits, and everything else.
  void close();

  // While nothing is asked: bytes that nobody has asked for, an end, or an error.
  bool has_something() const;
  template <class Handler>
  void wait_for_something(Handler&& handler) {
    socket_.async_wait(tcp::socket::wait_read, std::forward<Handler>(handler));
  }
  void stop_waiting();

  std::chrono::steady_clock::time_point made_at() const { return made_at_; }

 private:
  tcp::socket socket_;
  std::optional<asio::ssl::stream<tcp::socket&>> tls_;
  std::chrono::steady_clock::time_point made_at_ = std::chrono::steady_clock::now();
};

// What an error of a connection that stood means.
routes::reason reason_of(const error_code& error);

}  // namespace ramal::relay
