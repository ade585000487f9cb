#include "engine/api_session.hpp"

#include <spdlog/spdlog.h>

#include "engine/http_io.hpp"

namespace ramal::engine {

namespace {

constexpr std::chrono::seconds request_deadline(60);  // idle time before it included
constexpr std::chrono::seconds write_deadline(15);

response answer_to(hub& engine, const http_request& asked) {
  request one;
  one.method = std::string_view(asked.method_string());
  one.target = std::string_view(asked.target());
  one.key = header(asked, "x-api-key");
  one.key_id = header(asked, "x-api-key-id");
  one.body = asked.body();
  response made = engine.handle(one);
  const std::string_view path = one.target.substr(0, one.target.find('?'));
  spdlog::debug("engine: {} {} -> {}{}{}", one.method, path, made.status, made.note.empty() ? "" : ": ", made.note);
  return made;
}

}  // namespace

asio::awaitable<void> run_api_session(tcp::socket socket, hub& engine, open_streams& open) {
  beast::tcp_stream stream(std::move(socket));
  const open_streams::entry listed(open, stream);
  beast::flat_buffer buffer;
  for (;;) {
    const read_result read = co_await read_request(stream, buffer, request_deadline);
    if (read.error) {
      if (read.refused) co_await write_response(stream, *read.refused, 11, false, write_deadline);
      break;
    }
    const response made = answer_to(engine, read.request);
    const bool keep_alive = read.request.keep_alive();
    const error_code error =
        co_await write_response(stream, made, read.request.version(), keep_alive, write_deadline);
    if (error || !keep_alive) break;
  }
  error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace ramal::engine
