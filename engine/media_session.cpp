#include "engine/media_session.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <memory>

#include "engine/http_io.hpp"
#include "engine/media_handshake.hpp"
#include "engine/request_head.hpp"

namespace ramal::engine {

namespace {

namespace websocket = beast::websocket;

// Without compression: sound does not shrink, and its code takes a third of this file's compile time.
using media_socket = websocket::stream<beast::tcp_stream, false>;

constexpr std::chrono::seconds handshake_deadline(10);
constexpr std::chrono::seconds silence_deadline(60);  // no byte from the client, no answer to a ping
constexpr std::size_t most_message_bytes = 64 * 1024;

// Shared by the reader and the writer of one connection, both on the engine's thread.
struct conversation {
  conversation(beast::tcp_stream stream, sound_format format, bool talk)
      : socket(std::move(stream)), voice(format, talk) {}

  media_socket socket;
  sound voice;
  bool got_text = false;
  bool closed = false;
};

void limit(media_socket& socket) {
  beast::get_lowest_layer(socket).expires_never();
  websocket::stream_base::timeout times{};
  times.handshake_timeout = handshake_deadline;
  times.idle_timeout = silence_deadline;
  times.keep_alive_pings = true;
  socket.set_option(times);
  socket.read_message_max(most_message_bytes);
  socket.binary(true);
}

asio::awaitable<void> read_frames(std::shared_ptr<conversation> with) {
  beast::flat_buffer buffer;
  for (;;) {
    const auto [error, size] = co_await with->socket.async_read(buffer, as_result);
    if (error) break;
    const auto bytes = buffer.cdata();
    if (with->socket.got_text()) {
      with->got_text = true;
    } else {
      with->voice.receive({static_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    }
    buffer.consume(buffer.size());
  }
  with->closed = true;
}

// One frame each `frame_ms` of real time, whatever the engine's speed: a client hears it.
asio::awaitable<void> write_frames(std::shared_ptr<conversation> with, hub& engine, media_grant grant) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const std::chrono::milliseconds pace(engine.format().frame_ms);
  auto next = std::chrono::steady_clock::now();
  while (!with->closed && !with->got_text && engine.call_active(grant)) {
    const std::vector<std::uint8_t> frame = with->voice.next_frame(engine.media_playing(grant));
    const auto [error, size] = co_await with->socket.async_write(asio::buffer(frame), as_result);
    if (error) co_return;
    next = std::max(next + pace, std::chrono::steady_clock::now() - 10 * pace);
    timer.expires_at(next);
    co_await timer.async_wait(as_result);
  }
  if (with->closed) co_return;
  const websocket::close_reason reason(with->got_text ? websocket::close_code::unknown_data
                                                      : websocket::close_code::normal);
  co_await with->socket.async_close(reason, as_result);
}

asio::awaitable<void> refuse_handshake(beast::tcp_stream& stream, const http_request& asked, const response& why) {
  spdlog::info("engine: a media handshake was refused: {} {}: {}", why.status,
               shown_target(std::string_view(asked.target())), why.note);
  const answer_form form{11, false, asked.method() == http::verb::head};
  co_await write_response(stream, why, form, handshake_deadline);
  co_await close_gently(stream);
}

// The answer to a handshake that is let in by nobody, else the grant.
media_entry judge(hub& engine, read_result& read) {
  if (read.refused) return {read.refused, {}};
  const auto wrong = check_handshake(read.request);
  const target_parts target = split_target(std::string_view(read.request.target()));
  media_entry entry = engine.enter_media(target.path, !wrong);
  if (entry.refused && entry.refused->status == 426) entry.refused = wrong;
  return entry;
}

}  // namespace

asio::awaitable<void> run_media_session(tcp::socket socket, hub& engine, open_streams& open) {
  beast::tcp_stream stream(std::move(socket));
  http_request asked;
  media_grant grant;
  {
    const open_streams::entry listed(open, stream);
    beast::flat_buffer buffer;
    read_result read = co_await read_request(stream, buffer, handshake_deadline, handshake_deadline);
    if (read.error && !read.refused) {
      if (buffer.size() > 0) spdlog::info("engine: a media handshake was not finished: {}", read.error.message());
      co_return;
    }
    const media_entry entry = judge(engine, read);
    asked = std::move(read.request);
    if (entry.refused) {
      co_await refuse_handshake(stream, asked, *entry.refused);
      co_return;
    }
    grant = entry.grant;
  }
  const auto with = std::make_shared<conversation>(std::move(stream), engine.format(), grant.talk);
  const open_streams::entry listed(open, beast::get_lowest_layer(with->socket));
  limit(with->socket);
  const auto [error] = co_await with->socket.async_accept(asked, as_result);
  if (error) {
    spdlog::info("engine: a media handshake was not finished: {}", error.message());
    co_return;
  }
  asio::co_spawn(co_await asio::this_coro::executor, read_frames(with), asio::detached);
  co_await write_frames(with, engine, grant);
  beast::get_lowest_layer(with->socket).close();  // ends the reader
}

}  // namespace ramal::engine
