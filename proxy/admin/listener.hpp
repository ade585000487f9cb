// Where the admin interface listens: HTTP/1.1 by Boost.Beast on the control loop, plain or over TLS (console.md
// section 1). Connections and times have bounds; a client that is too slow, or one too many, is closed.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "config/model.hpp"
#include "proxy/admin/answers.hpp"

namespace ramal::admin {

struct listener_limits {
  std::size_t connections = 64;  // beyond it one without a token makes way, see shed.hpp
  std::size_t head_bytes = 8'192;
  std::size_t body_bytes = 65'536;
  std::size_t answer_bytes = std::size_t{32}
                             << 20;                // of all answers that are not read yet; beyond it large ones are 503
  std::size_t streams = 8;                         // of answers that go on; beyond it 503
  std::chrono::milliseconds stream_time{900'000};  // of one of them: its client asks again
  std::chrono::milliseconds read_time{10'000};     // of one request, the wait for it included
  std::chrono::milliseconds write_time{10'000};    // of one answer
};

// Gives the answer to a request whose parts live as long as the call. Called on the loop; must not block.
using handler = std::function<answer(const request& asked, std::string_view accept, std::string_view body)>;

// For a connection that begins now.
struct tls_terms {
  std::shared_ptr<SSL_CTX> context;  // null: it cannot be made, and the connection is closed
  std::chrono::milliseconds handshake_time{5'000};
};
// No function: plain HTTP.
using tls_source = std::function<tls_terms()>;

class listener {
 public:
  // The loop outlives it.
  listener(boost::asio::io_context& loop, config::admin_address where, handler serve, listener_limits limits = {},
           tls_source tls = {});
  ~listener() { stop(); }
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;

  // Listens, or says in the log why it cannot, and tries again every second: a program that is about to end may have the
  // address.
  void begin();
  void stop();

  // Of a TCP address, once it listens; else 0.
  std::uint16_t port() const;

 private:
  struct shared;
  class session;
  using protocol = boost::asio::generic::stream_protocol;

  std::string open();
  void accept();
  void take(protocol::socket& client);
  bool shed_one();
  void wait(std::chrono::milliseconds time, void (listener::*then)());

  config::admin_address where_;
  const tls_source tls_;
  std::shared_ptr<shared> shared_;
  boost::asio::basic_socket_acceptor<protocol> acceptor_;
  boost::asio::steady_timer pause_;
  std::uint64_t inode_ = 0;  // of the socket's file
  bool has_warned_ = false;
};

}  // namespace ramal::admin
