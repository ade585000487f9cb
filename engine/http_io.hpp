// Whole HTTP requests and their answers over a stream, each with a deadline: the only place that instantiates Beast's
// HTTP.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <optional>

#include "engine/message.hpp"
#include "engine/net.hpp"

namespace ramal::engine {

namespace http = boost::beast::http;
using http_request = http::request<http::string_body>;

inline constexpr std::uint32_t most_header_bytes = 16 * 1024;
inline constexpr std::uint64_t most_body_bytes = 1024 * 1024;

// The next request, or why there is none; `refused` then holds the answer that the client should get, if any.
struct read_result {
  error_code error;         // set as well where `refused` is
  http_request request;     // header lines that came behind the body (trailers) are not among its own
  bool keep_alive = false;  // by all `Connection` lines
  std::optional<response> refused;
};

// `idle`: until the whole head has come; `deadline`: then for the body. A client that expects it gets 100 Continue.
asio::awaitable<read_result> read_request(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                          std::chrono::nanoseconds idle, std::chrono::nanoseconds deadline);

// How an answer is written besides what it says.
struct answer_form {
  unsigned version = 11;
  bool keep_alive = false;
  bool without_body = false;  // of HEAD
};
asio::awaitable<error_code> write_response(beast::tcp_stream& stream, const response& made, answer_form form,
                                           std::chrono::nanoseconds deadline);

// Ends a connection whose client may still be sending: it could not read the answer behind a reset.
asio::awaitable<void> close_gently(beast::tcp_stream& stream);

// The header's value; nothing if it is absent.
std::optional<std::string_view> header(const http_request& from, std::string_view name);

}  // namespace ramal::engine
