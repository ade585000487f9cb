// A bot on the loop of the test: it answers as it is told, and keeps what it got.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proxy/relay/client/asio_names.hpp"
#include "tests/system/certificates.hpp"

namespace ramal::relay::tests {

enum class bot_end { keep, close, reset, hold };  // hold: nothing more, and the connection stays

struct bot_reply {
  std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  bot_end end = bot_end::keep;
  bool unread = false;  // without having read the request
};

class stub_bot {
 public:
  explicit stub_bot(asio::io_context& loop, const std::string& address = "127.0.0.1");
  ~stub_bot() { stop(); }
  // From now on over TLS.
  void speak_tls(const system_tests::identity& as, int max_version = 0);
  // Does not speak at all: the handshake of TCP is all there is.
  void keep_silent() { silent_ = true; }

  // To the next request; when there are none left it is 200.
  void reply(bot_reply one) { replies_.push_back(std::move(one)); }
  void stop();

  std::uint16_t port() const { return port_; }
  const std::vector<std::string>& requests() const { return requests_; }
  std::size_t connections() const { return connections_; }
  std::size_t closed() const { return closed_; }            // by the client
  const std::string& server_name() const { return name_; }  // SNI of the last handshake

 private:
  struct peer {
    explicit peer(tcp::socket from) : socket(std::move(from)) {}
    tcp::socket socket;
    std::optional<asio::ssl::stream<tcp::socket&>> tls;
    std::string got;  // and not taken as a request yet
  };

  asio::awaitable<void> accept();
  asio::awaitable<void> serve(std::shared_ptr<peer> with);
  asio::awaitable<bool> read_some(peer& from);
  asio::awaitable<bool> read_request(peer& from);
  asio::awaitable<bool> answer(peer& to, bot_reply with);

  asio::io_context& loop_;
  tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::optional<asio::ssl::context> tls_;
  bool silent_ = false;
  std::deque<bot_reply> replies_;
  std::vector<std::shared_ptr<peer>> peers_;
  std::vector<std::string> requests_;
  std::size_t connections_ = 0;
  std::size_t closed_ = 0;
  std::string name_;
};

}  // namespace ramal::relay::tests
