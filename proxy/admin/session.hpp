// One connection to the admin interface: requests one after the other.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proxy/admin/client_stream.hpp"
#include "proxy/admin/listener.hpp"
#include "proxy/admin/shed.hpp"
#include "proxy/relay/client/bounded_body.hpp"

namespace ramal::admin {

// What connections share with the listener, which may go before them.
struct listener::shared {
  handler serve;
  listener_limits limits;
  std::vector<session*> open{};  // those that count
  std::size_t answer_bytes = 0;  // of answers that are being written
  std::size_t streams = 0;       // answers that go on
  bool stopped = false;
};

// It goes by itself when the client does, or when its time is over.
class listener::session : public std::enable_shared_from_this<session> {
 public:
  // `from`: as open_connection has it.
  session(client_stream client, const config::ip_address& from, std::shared_ptr<shared> with);
  ~session();
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  // The time is that of TLS, if it has TLS.
  void begin(std::chrono::milliseconds handshake_time);

  const open_connection& place() const { return place_; }
  // Ends at once: counts no more, and serves nothing that it may have read.
  void make_way();

 private:
  using error_code = boost::system::error_code;

  void read_first();
  void take_first(error_code error);
  void shake_hands();
  void take_handshake(error_code error);
  void read();
  void take_head(error_code error);
  void take_body(error_code error);
  void refuse(error_code error);
  void serve();
  void write(answer made);
  void write(answer made, bool keep);
  void begin_stream(answer made);
  void watch_client();
  void send_stream();
  void wait_for_more();
  void take_more();
  void end_stream();
  void hold(std::size_t bytes);
  void leave();
  void end();
  void drop_rest();

  client_stream stream_;
  open_connection place_;
  std::shared_ptr<shared> with_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<relay::bounded_body>> parser_;
  boost::beast::http::response<boost::beast::http::string_body> answer_;
  std::size_t held_ = 0;  // bytes of it that count in with_

  // Of an answer that goes on.
  struct going_on {
    std::function<std::string()> more;
    std::string text;  // that is being written
    boost::asio::steady_timer pause;
    std::chrono::steady_clock::time_point end, last_write;
  };
  std::optional<going_on> live_;
};

}  // namespace ramal::admin
