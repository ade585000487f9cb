#include "tests/engine/clients.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <stdexcept>

#include "engine/net.hpp"

namespace ramal::engine::test {

namespace {

namespace http = beast::http;
namespace websocket = beast::websocket;

// Runs one asynchronous operation to its end: `begin` gets the handler to pass on.
template <class Begin>
error_code complete(asio::io_context& context, Begin begin) {
  bool done = false;
  error_code result;
  begin([&](error_code error, auto&&...) {
    done = true;
    result = error;
  });
  context.restart();
  context.run_for(std::chrono::seconds(10));
  if (!done) throw std::runtime_error("deadline");
  return result;
}

void check(error_code error) {
  if (error) throw std::runtime_error(error.message());
}

tcp::endpoint loopback(std::uint16_t port) { return {asio::ip::address_v4::loopback(), port}; }

}  // namespace

class api_client::state {
 public:
  asio::io_context context;
  tcp::socket socket{context};
  beast::flat_buffer buffer;
};

api_client::api_client(std::uint16_t port) : state_(std::make_unique<state>()) {
  check(complete(state_->context, [&](auto done) { state_->socket.async_connect(loopback(port), done); }));
}

api_client::~api_client() = default;

reply api_client::ask(std::string_view method, std::string_view target, std::string_view key, std::string_view body) {
  http::request<http::string_body> request;
  request.method_string(boost::beast::string_view(method));
  request.target(boost::beast::string_view(target));
  request.version(11);
  request.set(http::field::host, "engine");
  if (!key.empty()) request.set("x-api-key", boost::beast::string_view(key));
  request.body() = body;
  request.prepare_payload();
  check(complete(state_->context, [&](auto done) { http::async_write(state_->socket, request, done); }));
  http::response<http::string_body> response;
  check(
      complete(state_->context, [&](auto done) { http::async_read(state_->socket, state_->buffer, response, done); }));
  return {response.result_int(), response.body(), std::string(std::string_view(response[http::field::allow]))};
}

std::string api_client::send_raw(std::string_view bytes) {
  complete(state_->context,
           [&](auto done) { asio::async_write(state_->socket, asio::buffer(bytes.data(), bytes.size()), done); });
  std::string all;
  complete(state_->context, [&](auto done) { asio::async_read(state_->socket, asio::dynamic_buffer(all), done); });
  return all;
}

std::string api_client::head_of(std::string_view bytes) {
  check(complete(state_->context, [&](auto done) {
    asio::async_write(state_->socket, asio::buffer(bytes.data(), bytes.size()), done);
  }));
  std::string all;
  check(complete(state_->context, [&](auto done) {
    asio::async_read_until(state_->socket, asio::dynamic_buffer(all), "\r\n\r\n", done);
  }));
  return all;
}

bool api_client::wait_closed() {
  char one = 0;
  const error_code error = complete(state_->context,
                                    [&](auto done) { state_->socket.async_read_some(asio::buffer(&one, 1), done); });
  return error == asio::error::eof || error == asio::error::connection_reset;
}

class media_client::state {
 public:
  asio::io_context context;
  websocket::stream<tcp::socket> socket{context};
  unsigned status = 0;
};

media_client::media_client(std::uint16_t port, const std::string& target) : state_(std::make_unique<state>()) {
  check(complete(state_->context, [&](auto done) { state_->socket.next_layer().async_connect(loopback(port), done); }));
  websocket::response_type response;
  const error_code error = complete(state_->context, [&](auto done) {
    state_->socket.async_handshake(response, "engine", boost::beast::string_view(target), done);
  });
  if (error && error != websocket::error::upgrade_declined) check(error);
  state_->status = response.result_int();
  state_->socket.binary(true);
}

media_client::~media_client() = default;

unsigned media_client::status() const { return state_->status; }

void media_client::send(const std::vector<std::uint8_t>& frame) {
  check(complete(state_->context, [&](auto done) { state_->socket.async_write(asio::buffer(frame), done); }));
}

void media_client::send_text(const std::string& text) {
  state_->socket.text(true);
  check(complete(state_->context, [&](auto done) { state_->socket.async_write(asio::buffer(text), done); }));
}

std::vector<std::uint8_t> media_client::receive() {
  beast::flat_buffer buffer;
  check(complete(state_->context, [&](auto done) { state_->socket.async_read(buffer, done); }));
  const auto* data = static_cast<const std::uint8_t*>(buffer.cdata().data());
  return {data, data + buffer.size()};
}

bool media_client::received_binary() const { return state_->socket.got_binary(); }

unsigned media_client::wait_closed() {
  for (;;) {
    beast::flat_buffer buffer;
    if (complete(state_->context, [&](auto done) { state_->socket.async_read(buffer, done); })) break;
  }
  return state_->socket.reason().code;
}

std::string target_of(const std::string& ws_url) { return ws_url.substr(ws_url.find('/', 5)); }

}  // namespace ramal::engine::test
