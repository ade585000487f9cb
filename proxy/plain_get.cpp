#include "proxy/plain_get.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <exception>
#include <utility>
#include <vector>

#include "proxy/relay/client/asio_names.hpp"

namespace ramal::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using protocol = asio::generic::stream_protocol;
using relay::as_result;

constexpr std::chrono::seconds longest{5};
constexpr std::uint64_t most_of_answer = 64U << 20U;

// Throws system_error where there is none.
asio::awaitable<std::vector<protocol::endpoint>> find_endpoints(const config::admin_address& of) {
  std::vector<protocol::endpoint> found;
  if (!of.path.empty()) {
    found.emplace_back(asio::local::stream_protocol::endpoint(of.path));
    co_return found;
  }
  relay::tcp::resolver names(co_await asio::this_coro::executor);
  const std::string port = std::to_string(of.port);
  const auto all = co_await names.async_resolve(of.host, port, asio::use_awaitable);
  for (const auto& one : all) found.emplace_back(one.endpoint());
  co_return found;
}

asio::awaitable<void> get(const config::admin_address& from, const http::request<http::empty_body>& what,
                          plain_answer& answer) {
  const std::vector<protocol::endpoint> endpoints = co_await find_endpoints(from);
  boost::beast::basic_stream<protocol> stream(co_await asio::this_coro::executor);
  error_code error;
  for (const protocol::endpoint& one : endpoints) {
    const auto [failed] = co_await stream.async_connect(one, as_result);
    error = failed;
    if (!error) break;
    stream.close();
  }
  if (error) throw boost::system::system_error(error);
  answer.error = "no whole answer within 5 s";
  co_await http::async_write(stream, what, asio::use_awaitable);
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(most_of_answer);
  const auto [failed, size] = co_await http::async_read(stream, buffer, parser, as_result);
  if (failed) co_return;
  answer.status = parser.get().result_int();
  answer.body = std::move(parser.get().body());
  answer.error.clear();
}

std::string text_of(const std::exception_ptr& why) {
  try {
    std::rethrow_exception(why);
  } catch (const boost::system::system_error& failed) {
    return failed.code().message();
  } catch (const std::exception& failed) { return failed.what(); }
}

}  // namespace

plain_answer plain_get(const config::admin_address& from, const std::string& path, const config::secret& token) {
  http::request<http::empty_body> what(http::verb::get, path, 11);
  what.set(http::field::host, "localhost");
  what.set(http::field::connection, "close");
  if (!token.empty()) what.set(http::field::authorization, "Bearer " + std::string(token.reveal()));
  plain_answer answer;
  answer.error = "no connection within 5 s";
  asio::io_context loop;
  asio::co_spawn(loop, get(from, what, answer), [&answer](const std::exception_ptr& why) {
    if (why && answer.error.starts_with("no connection")) answer.error = "no connection: " + text_of(why);
  });
  loop.run_for(longest);
  return answer;
}

}  // namespace ramal::net
