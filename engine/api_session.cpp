#include "engine/api_session.hpp"

#include <spdlog/spdlog.h>

#include "engine/http_io.hpp"
#include "engine/request_head.hpp"

namespace ramal::engine {

namespace {

constexpr std::chrono::seconds idle_deadline(75);  // longer than the 60 s for which most clients keep connections
constexpr std::chrono::seconds body_deadline(60);
constexpr std::chrono::seconds write_deadline(15);

// How the client reached this connection, where it does not say what it asked for.
std::string local_authority(beast::tcp_stream& stream) {
  error_code error;
  const auto address = stream.socket().local_endpoint(error).address();
  if (error) return "";
  if (address.is_v4()) return address.to_string();
  const auto six = address.to_v6();
  if (six.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, six).to_string();
  return "[" + six.to_string() + "]";
}

// Two lines are one list, which is no key: which of them counts would be a guess.
std::optional<std::string> key_in(const http_request& asked, std::string_view name) {
  if (asked.count(boost::beast::string_view(name)) == 0) return std::nullopt;
  return joined(asked, name);
}

response answer_to(hub& engine, const http_request& asked, beast::tcp_stream& stream) {
  const target_parts target = split_target(std::string_view(asked.target()));
  const std::string local = asked.count(http::field::host) == 0 ? local_authority(stream) : "";
  const auto key = key_in(asked, "x-api-key");
  const auto key_id = key_in(asked, "x-api-key-id");
  request one;
  one.method = asked.method() == http::verb::head ? "GET" : std::string_view(asked.method_string());
  one.target = target.path;
  one.authority = target.authority.empty() ? header(asked, "host").value_or(local) : target.authority;
  one.key = key;
  one.key_id = key_id;
  one.number_id = header(asked, "x-whatsapp-number-id");
  one.has_bearer = asked.count(http::field::authorization) > 0;
  one.body = asked.body();
  response made = engine.handle(one);
  if (spdlog::should_log(spdlog::level::debug)) {
    spdlog::debug("engine: {} {} -> {}{}{}", std::string_view(asked.method_string()), engine.shown_path(one.target),
                  made.status, made.note.empty() ? "" : ": ", made.note);
  }
  return made;
}

}  // namespace

asio::awaitable<void> run_api_session(tcp::socket socket, hub& engine, open_streams& open) {
  beast::tcp_stream stream(std::move(socket));
  const open_streams::entry listed(open, stream);
  beast::flat_buffer buffer;
  for (;;) {
    const read_result read = co_await read_request(stream, buffer, idle_deadline, body_deadline);
    if (read.error && !read.refused) break;
    if (read.refused) spdlog::debug("engine: a request was refused: {}: {}", read.refused->status, read.refused->note);
    const bool without_body = read.request.method() == http::verb::head;
    const response made = read.refused ? *read.refused : answer_to(engine, read.request, stream);
    const answer_form form{read.request.version() == 10 ? 10U : 11U, read.keep_alive && !read.error, without_body};
    const error_code error = co_await write_response(stream, made, form, write_deadline);
    if (error || !form.keep_alive) break;
  }
  co_await close_gently(stream);
}

}  // namespace ramal::engine
