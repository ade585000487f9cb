#include "contract/net/link.hpp"

#include <openssl/ssl.h>

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace ramal::contract {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr std::chrono::seconds patience_to_write{20};
constexpr std::size_t piece = 16'384;

heard heard_of(const error_code& error) {
  if (!error) return heard::bytes;
  if (error == beast::error::timeout) return heard::nothing;
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) return heard::end;
  return heard::reset;
}

// One operation at a time: it is started, and the loop runs until it is over or the stream's deadline ends it.
template <class Stream>
class link_over : public link {
 public:
  template <class... Arguments>
  explicit link_over(Arguments&&... arguments) : stream_(io_, std::forward<Arguments>(arguments)...) {}

  bool send(std::string_view bytes) override {
    socket().expires_after(patience_to_write);
    error_code error;
    asio::async_write(stream_, asio::buffer(bytes), [&](error_code result, std::size_t) { error = result; });
    run();
    return !error;
  }

  void half_close() override {
    error_code ignored;
    socket().socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  heard read(std::string& into, std::chrono::milliseconds patience) override {
    socket().expires_after(patience);
    error_code error;
    std::size_t size = 0;
    stream_.async_read_some(asio::buffer(piece_), [&](error_code result, std::size_t count) {
      error = result;
      size = count;
    });
    run();
    into.append(piece_.data(), size);
    return size != 0 ? heard::bytes : heard_of(error);
  }

  void connect(const remote_address& to, std::chrono::milliseconds patience) {
    tcp::resolver names(io_);
    const auto found = names.resolve(to.host, std::to_string(to.port));
    socket().expires_after(patience);
    error_code error;
    socket().async_connect(found, [&](error_code result, const tcp::endpoint&) { error = result; });
    run();
    fail_by(error);
    socket().socket().set_option(tcp::no_delay(true));
  }

  void shake_hands(std::chrono::milliseconds patience) {
    socket().expires_after(patience);
    error_code error;
    stream_.async_handshake(asio::ssl::stream_base::client, [&](error_code result) { error = result; });
    run();
    fail_by(error);
  }

  Stream& stream() { return stream_; }

 private:
  beast::tcp_stream& socket() { return beast::get_lowest_layer(stream_); }
  void run() {
    io_.restart();
    io_.run();
  }
  static void fail_by(const error_code& error) {
    if (error) throw boost::system::system_error(error);
  }

  asio::io_context io_;
  Stream stream_;
  std::array<char, piece> piece_{};
};

asio::ssl::context& tls_context() {
  static asio::ssl::context made = [] {
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.set_default_verify_paths();
    context.set_verify_mode(asio::ssl::verify_peer);
    return context;
  }();
  return made;
}

}  // namespace

std::unique_ptr<link> dial(const remote_address& to, std::chrono::milliseconds patience) {
  if (!to.tls) {
    auto plain = std::make_unique<link_over<beast::tcp_stream>>();
    plain->connect(to, patience);
    return plain;
  }
  auto secure = std::make_unique<link_over<beast::ssl_stream<beast::tcp_stream>>>(tls_context());
  SSL_set_tlsext_host_name(secure->stream().native_handle(), to.host.c_str());
  secure->stream().set_verify_callback(asio::ssl::host_name_verification(to.host));
  secure->connect(to, patience);
  secure->shake_hands(patience);
  return secure;
}

}  // namespace ramal::contract
