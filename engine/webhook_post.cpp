#include "engine/webhook_post.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <vector>

#include "engine/status_reader.hpp"

namespace ramal::engine {

namespace {

constexpr std::chrono::seconds drain_deadline(1);
constexpr std::size_t most_drained = 1024 * 1024;
constexpr std::size_t most_open_while_draining = 512;

using endpoints = std::vector<tcp::endpoint>;

struct connection {
  connection(asio::io_context& context, open_streams& open) : stream(context), listed(open, stream) {}

  beast::tcp_stream stream;
  open_streams::entry listed;
};

// An address is taken as it is; a name takes as long as the system's resolver does.
asio::awaitable<endpoints> find_host(asio::io_context& context, const http_url& url) {
  endpoints found;
  error_code error;
  const auto address = asio::ip::make_address(url.host, error);
  if (!error) {
    found.emplace_back(address, url.port);
    co_return found;
  }
  tcp::resolver resolver(context);
  const auto [failure, results] = co_await resolver.async_resolve(url.host, std::to_string(url.port), as_result);
  for (const auto& one : results) found.push_back(one.endpoint());
  co_return found;
}

post_result failed(std::string_view doing, error_code error) {
  if (error == beast::error::timeout) return {0, std::string(doing) + ": nothing happened for 5 s"};
  if (error == asio::error::eof) return {0, std::string(doing) + ": the receiver closed the connection"};
  return {0, std::string(doing) + ": " + error.message()};
}

post_result judged(unsigned status) {
  if (status >= 200 && status < 300) return {status, ""};
  const std::string answered = "the receiver answered " + std::to_string(status);
  return {status, status >= 300 && status < 400 ? answered + ", and redirects are not followed" : answered};
}

asio::awaitable<post_result> read_status(beast::tcp_stream& stream) {
  status_reader reader;
  std::array<char, 4'096> bytes{};
  for (;;) {
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(bytes), as_result);
    if (error) co_return failed("reading the status line", error);
    const status_reader::state now = reader.feed({bytes.data(), size});
    if (now == status_reader::state::done) co_return judged(reader.status());
    if (now == status_reader::state::broken) co_return post_result(0, "what the receiver answered is no HTTP");
  }
}

// A close with unread bytes is a reset, which a receiver that is still writing would call an error.
asio::awaitable<void> drain(std::shared_ptr<connection> with) {
  with->stream.expires_after(drain_deadline);
  std::array<char, 4'096> bytes{};
  for (std::size_t drained = 0; drained < most_drained;) {
    const auto [error, size] = co_await with->stream.async_read_some(asio::buffer(bytes), as_result);
    if (error) co_return;
    drained += size;
  }
}

std::string host_header(const http_url& url) {
  const std::string host = url.host.find(':') == url.host.npos ? url.host : "[" + url.host + "]";
  return url.port == 80 ? host : host + ":" + std::to_string(url.port);
}

}  // namespace

std::string webhook_request(const http_url& to, const std::string& body, const std::string& signature) {
  std::string text = "POST " + to.target + " HTTP/1.1\r\nHost: " + host_header(to);
  text += "\r\nUser-Agent: ramal-engine\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ";
  text += std::to_string(body.size());
  if (!signature.empty()) text += "\r\nx-pilot-status-signature: " + signature;
  return text + "\r\n\r\n" + body;
}

asio::awaitable<post_result> post_webhook(asio::io_context& context, open_streams& open, const http_url& to,
                                          const std::string& request) {
  const endpoints found = co_await find_host(context, to);
  if (found.empty()) co_return post_result(0, "the name of the receiver's host has no address");
  const auto with = std::make_shared<connection>(context, open);
  with->stream.expires_after(webhook_deadline);
  const auto [error, endpoint] = co_await with->stream.async_connect(found, as_result);
  if (error) co_return failed("connecting", error);
  const auto [unsent, size] = co_await asio::async_write(with->stream, asio::buffer(request), as_result);
  // a receiver may have answered without reading on: then the answer is there although the rest could not be sent
  const post_result result = co_await read_status(with->stream);
  if (result.status == 0 && unsent) co_return failed("sending", unsent);
  if (result.status != 0 && open.size() < most_open_while_draining) {
    asio::co_spawn(context, drain(with), asio::detached);
  }
  co_return result;
}

}  // namespace ramal::engine
