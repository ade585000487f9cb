// Whole HTTP messages over a stream, each with a deadline: the only place that instantiates Beast's HTTP.
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
  error_code error;
  http_request request;
  std::optional<response> refused;
};
asio::awaitable<read_result> read_request(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                          std::chrono::nanoseconds deadline);

asio::awaitable<error_code> write_response(beast::tcp_stream& stream, const response& made, unsigned version,
                                           bool keep_alive, std::chrono::nanoseconds deadline);

// One POST of JSON over a connected stream: the status, or 0 where there was no answer. The stream's deadline holds.
asio::awaitable<unsigned> post_json(beast::tcp_stream& stream, std::string host, std::string target,
                                    const std::string& body);

// The header's value; nothing if it is absent.
std::optional<std::string_view> header(const http_request& from, std::string_view name);

}  // namespace ramal::engine
