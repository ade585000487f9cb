#include "engine/http_io.hpp"

#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

namespace ramal::engine {

namespace {

std::optional<response> refusal_of(error_code error) {
  if (error == http::error::body_limit) return refuse(413, "Payload too large");
  if (error == http::error::header_limit) return refuse(431, "Request header fields too large");
  if (error.category() == http::make_error_code(http::error::bad_method).category() &&
      error != http::error::end_of_stream && error != http::error::partial_message) {
    return refuse(400, "Bad request");
  }
  return std::nullopt;
}

}  // namespace

asio::awaitable<read_result> read_request(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                          std::chrono::nanoseconds deadline) {
  http::request_parser<http::string_body> parser;
  parser.header_limit(most_header_bytes);
  parser.body_limit(most_body_bytes);
  stream.expires_after(deadline);
  const auto [error, size] = co_await http::async_read(stream, buffer, parser, as_result);
  read_result result;
  result.error = error;
  if (error) {
    result.refused = refusal_of(error);
  } else {
    result.request = parser.release();
  }
  co_return result;
}

asio::awaitable<error_code> write_response(beast::tcp_stream& stream, const response& made, unsigned version,
                                           bool keep_alive, std::chrono::nanoseconds deadline) {
  http::response<http::string_body> message(static_cast<http::status>(made.status), version);
  message.set(http::field::content_type, boost::beast::string_view(made.content_type));
  if (!made.allow.empty()) message.set(http::field::allow, made.allow);
  if (made.status == 426) message.set(http::field::upgrade, "websocket");
  message.body() = made.body;
  message.keep_alive(keep_alive);
  message.prepare_payload();
  stream.expires_after(deadline);
  const auto [error, size] = co_await http::async_write(stream, message, as_result);
  co_return error;
}

asio::awaitable<unsigned> post_json(beast::tcp_stream& stream, std::string host, std::string target,
                                    const std::string& body) {
  http::request<http::string_body> message(http::verb::post, target, 11);
  message.set(http::field::host, host);
  message.set(http::field::content_type, "application/json");
  message.set(http::field::user_agent, "ramal-engine");
  message.keep_alive(false);
  message.body() = body;
  message.prepare_payload();
  const auto [write_error, written] = co_await http::async_write(stream, message, as_result);
  if (write_error) co_return 0;
  http::response_parser<http::string_body> parser;
  parser.header_limit(most_header_bytes);
  parser.body_limit(most_body_bytes);
  beast::flat_buffer buffer;
  const auto [read_error, read] = co_await http::async_read_header(stream, buffer, parser, as_result);
  co_return read_error ? 0 : parser.get().result_int();
}

std::optional<std::string_view> header(const http_request& from, std::string_view name) {
  const auto found = from.find(boost::beast::string_view(name));
  if (found == from.end()) return std::nullopt;
  return std::string_view(found->value());
}

}  // namespace ramal::engine
