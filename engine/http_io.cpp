#include "engine/http_io.hpp"

#include <array>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>

#include "engine/request_head.hpp"

namespace ramal::engine {

namespace {

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::size_t most_dropped = 64 * 1024;
constexpr std::chrono::seconds close_deadline(1);

using request_parser = http::request_parser<http::string_body>;

response bad_request(error_code error) {
  response made = refuse(400, "Bad request");
  made.note = error.message();
  return made;
}

std::optional<response> refusal_of(error_code error) {
  if (error == http::error::body_limit) return refuse(413, "Payload too large");
  if (error == http::error::header_limit) return refuse(431, "Request header fields too large");
  if (error.category() == http::make_error_code(http::error::bad_method).category() &&
      error != http::error::end_of_stream && error != http::error::partial_message) {
    return bad_request(error);
  }
  return std::nullopt;
}

asio::awaitable<error_code> read_body(beast::tcp_stream& stream, beast::flat_buffer& buffer, request_parser& parser) {
  if (parser.is_done()) co_return error_code();
  if (waits_for_continue(parser.get().base()) && buffer.size() == 0) {
    const auto [error, size] = co_await asio::async_write(stream, asio::buffer(go_on.data(), go_on.size()), as_result);
    if (error) co_return error;
  }
  const auto [error, size] = co_await http::async_read(stream, buffer, parser, as_result);
  co_return error;
}

}  // namespace

asio::awaitable<read_result> read_request(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                          std::chrono::nanoseconds idle, std::chrono::nanoseconds deadline) {
  request_parser parser;
  parser.header_limit(most_header_bytes);
  parser.body_limit(most_body_bytes);
  read_result result;
  stream.expires_after(idle);
  const auto [error, size] = co_await http::async_read_header(stream, buffer, parser, as_result);
  result.error = error;
  if (!error) {
    result.request.base() = parser.get().base();
    result.keep_alive = parser.keep_alive();
    result.refused = problem_of(parser.get().base());
    if (result.refused) result.error = http::make_error_code(http::error::bad_value);
  }
  if (!result.error) {
    stream.expires_after(deadline);
    result.error = co_await read_body(stream, buffer, parser);
    result.request.body() = std::move(parser.get().body());
  }
  if (result.error && !result.refused) result.refused = refusal_of(result.error);
  co_return result;
}

asio::awaitable<error_code> write_response(beast::tcp_stream& stream, const response& made, answer_form form,
                                           std::chrono::nanoseconds deadline) {
  http::response<http::string_body> message(static_cast<http::status>(made.status), form.version);
  message.set(http::field::content_type, boost::beast::string_view(made.content_type));
  if (!made.allow.empty()) message.set(http::field::allow, made.allow);
  if (made.status == 426) {
    message.set(http::field::upgrade, "websocket");
    message.set(http::field::sec_websocket_version, "13");
  }
  message.body() = made.body;
  message.keep_alive(form.keep_alive);
  message.prepare_payload();
  http::response_serializer<http::string_body> bytes(message);
  stream.expires_after(deadline);
  error_code failed;
  if (form.without_body) {
    const auto [error, size] = co_await http::async_write_header(stream, bytes, as_result);
    failed = error;
  } else {
    const auto [error, size] = co_await http::async_write(stream, bytes, as_result);
    failed = error;
  }
  co_return failed;
}

asio::awaitable<void> close_gently(beast::tcp_stream& stream) {
  error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  stream.expires_after(close_deadline);
  std::array<char, 4'096> bytes{};
  for (std::size_t drained = 0; drained < most_dropped;) {
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(bytes), as_result);
    if (error) break;
    drained += size;
  }
  stream.close();
}

std::optional<std::string_view> header(const http_request& from, std::string_view name) {
  const auto found = from.find(boost::beast::string_view(name));
  if (found == from.end()) return std::nullopt;
  return std::string_view(found->value());
}

}  // namespace ramal::engine
