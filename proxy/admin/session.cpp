#include "proxy/admin/session.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <new>
#include <utility>

#include "proxy/admin/first_bytes.hpp"

namespace ramal::admin {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr std::chrono::seconds linger{1};
constexpr std::chrono::milliseconds look_for_more{100};
constexpr std::chrono::seconds longest_silence{15};  // of a stream: something in between may close what says nothing
constexpr std::size_t drop_at_once = 1'024;
constexpr std::size_t small_answer = 4'096;  // health and refusals always have memory

constexpr std::string_view deciding[] = {"Host",         "Origin",        "Sec-Fetch-Site",
                                         "Content-Type", "X-Ramal-Admin", "Authorization"};

beast::string_view name_of(std::string_view text) { return {text.data(), text.size()}; }

template <class Message>
std::optional<std::string_view> field_of(const Message& from, std::string_view name) {
  const auto found = from.find(name_of(name));
  if (found == from.end()) return std::nullopt;
  return std::string_view(found->value().data(), found->value().size());
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string_view query_of(std::string_view target) {
  const auto mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

template <class Message>
request request_of(const Message& from) {
  request made;
  made.method = std::string_view(from.method_string().data(), from.method_string().size());
  const std::string_view target(from.target().data(), from.target().size());
  made.path = path_of(target);
  made.query = query_of(target);
  made.host = field_of(from, "Host");
  made.origin = field_of(from, "Origin");
  made.fetch_site = field_of(from, "Sec-Fetch-Site");
  made.content_type = field_of(from, "Content-Type");
  made.admin_mark = field_of(from, "X-Ramal-Admin");
  made.authorization = field_of(from, "Authorization");
  made.if_none_match = field_of(from, "If-None-Match");
  for (const std::string_view name : deciding) made.repeated = made.repeated || from.count(name_of(name)) > 1;
  return made;
}

answer bad(std::uint16_t status, std::string_view code, std::string_view text) {
  return answer_refusal({status, code, text});
}

}  // namespace

listener::session::session(client_stream client, const config::ip_address& from, std::shared_ptr<shared> with)
    : stream_(std::move(client)), place_{from, std::chrono::steady_clock::now()}, with_(std::move(with)),
      buffer_(with_->limits.head_bytes + with_->limits.body_bytes) {
  with_->open.push_back(this);
}

listener::session::~session() {
  hold(0);
  if (live_) --with_->streams;
  leave();
}

void listener::session::leave() { std::erase(with_->open, this); }

void listener::session::make_way() {
  leave();
  stream_.close();
}

void listener::session::hold(std::size_t bytes) {
  with_->answer_bytes = with_->answer_bytes - held_ + bytes;
  held_ = bytes;
}

void listener::session::begin(std::chrono::milliseconds handshake_time) {
  if (!stream_.has_tls()) return read();
  stream_.expires_after(handshake_time);
  read_first();
}

void listener::session::read_first() {
  stream_.async_read_first(buffer_.prepare(longest_method + 1 - buffer_.size()),
                           [self = shared_from_this()](error_code error, std::size_t came) {
                             self->buffer_.commit(came);
                             self->take_first(error);
                           });
}

// Who asks in plain HTTP is told so; a key or a token that came with it was sent in vain, and is not looked at.
void listener::session::take_first(error_code error) {
  const auto came = buffer_.data();
  const first_bytes what = judge_first_bytes({static_cast<const char*>(came.data()), came.size()});
  if (!error && what == first_bytes::other) return shake_hands();
  if (!error && what == first_bytes::too_few) return read_first();
  stream_.leave_tls();
  if (error) return end();
  parser_.emplace();
  write(bad(400, "TLS_EXPECTED", "this port speaks TLS: ask for https://"), false);
}

void listener::session::shake_hands() {
  stream_.async_handshake(buffer_.data(), [self = shared_from_this()](error_code error, std::size_t) {
    self->buffer_.clear();
    self->take_handshake(error);
  });
}

void listener::session::take_handshake(error_code error) {
  if (!error) return read();
  stream_.leave_tls();
  end();
}

void listener::session::read() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(with_->limits.head_bytes));
  parser_->body_limit(with_->limits.body_bytes);
  parser_->get().body().most = with_->limits.body_bytes;
  stream_.expires_after(with_->limits.read_time);
  http::async_read_header(stream_, buffer_, *parser_,
                          [self = shared_from_this()](error_code error, std::size_t) { self->take_head(error); });
}

// Nobody needs chunks here, and Beast's parser of them is not as strict as our own.
void listener::session::take_head(error_code error) {
  if (error) return refuse(error);
  if (parser_->chunked()) return write(bad(411, "LENGTH_REQUIRED", "send Content-Length"), false);
  if (parser_->is_done()) return serve();
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](error_code failed, std::size_t) { self->take_body(failed); });
}

void listener::session::take_body(error_code error) {
  if (error) return refuse(error);
  serve();
}

// A client that has gone, or was too slow, gets no answer.
void listener::session::refuse(error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return write(bad(431, "HEAD_TOO_LARGE", "the request head is too large: send fewer headers, or shorter ones"),
                 false);
  if (error == http::error::body_limit)
    return write(bad(413, "PAYLOAD_TOO_LARGE", "the request body is too large: send only what the path takes"), false);
  const bool is_malformed = error.category() == http::make_error_code(http::error::bad_method).category() &&
                            error != http::error::end_of_stream && error != http::error::partial_message;
  if (is_malformed)
    return write(bad(400, "BAD_REQUEST", "this is no request of HTTP/1.1: ask as curl or a browser does"), false);
  end();
}

void listener::session::serve() {
  if (with_->stopped || !stream_.socket().is_open()) return end();
  const auto& message = parser_->get();
  const request asked = request_of(message);
  const std::string_view accept = field_of(message, "Accept").value_or("");
  answer made = with_->serve(asked, accept, message.body().text);
  place_.shows_token = place_.shows_token || made.shows_token;
  if (made.more && message.method() != http::verb::head) return begin_stream(std::move(made));
  if (!made.later) return write(std::move(made));
  const auto later = std::move(made.later);
  later([self = shared_from_this()](answer at_last) { self->write(std::move(at_last)); });
}

// Of what was asked.
void listener::session::write(answer made) {
  const auto& message = parser_->get();
  const std::size_t size = message.method() == http::verb::head ? 0 : made.body.size();
  if (size > small_answer && with_->answer_bytes + size > with_->limits.answer_bytes)
    made = bad(503, "TOO_MUCH_UNREAD", "too many clients do not read their answers: come again");
  const bool keep = message.keep_alive() && made.status < 400;  // a page that is refused keeps no connection
  write(std::move(made), keep);
}

void listener::session::write(answer made, bool keep) {
  answer_ = {};
  answer_.version(11);
  answer_.result(made.status);
  answer_.set(http::field::content_type, name_of(made.content_type));
  answer_.set(http::field::cache_control, name_of(made.cache));
  answer_.set("X-Content-Type-Options", "nosniff");
  answer_.set("Referrer-Policy", "no-referrer");
  if (!made.allow.empty()) answer_.set(http::field::allow, name_of(made.allow));
  if (!made.encoding.empty()) answer_.set(http::field::content_encoding, name_of(made.encoding));
  if (!made.etag.empty()) answer_.set(http::field::etag, made.etag);
  if (!made.policy.empty()) answer_.set("Content-Security-Policy", made.policy);
  if (made.status != 304) answer_.content_length(made.body.size());
  answer_.keep_alive(keep);
  if (parser_->get().method() != http::verb::head) answer_.body() = std::move(made.body);
  hold(answer_.body().size());
  stream_.expires_after(with_->limits.write_time);
  http::async_write(stream_, answer_, [self = shared_from_this(), keep](error_code error, std::size_t) {
    self->hold(0);
    self->answer_ = {};  // a connection that waits for its next request needs no memory for the last one
    if (error || !keep || self->with_->stopped) return self->end();
    self->read();
  });
}

// The client says nothing more: what comes, or its end, ends the stream. It has no length and no chunks: it ends with the
// connection.
void listener::session::begin_stream(answer made) {
  if (with_->streams >= with_->limits.streams)
    return write(bad(503, "TOO_MANY_STREAMS", "too many pages are open that are told of each request: close one"),
                 false);
  ++with_->streams;
  const auto now = std::chrono::steady_clock::now();
  live_.emplace(going_on{std::move(made.more), "HTTP/1.1 200 OK\r\nContent-Type: ",
                         boost::asio::steady_timer(stream_.get_executor()), now + with_->limits.stream_time, now});
  live_->text.append(made.content_type);
  live_->text += "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n" +
                 made.body;
  watch_client();
  send_stream();
}

void listener::session::watch_client() {
  buffer_.clear();
  stream_.expires_never();
  stream_.async_read_some(buffer_.prepare(drop_at_once),
                          [self = shared_from_this()](error_code, std::size_t) { self->end_stream(); });
}

// The deadline is that of the write alone: the read that waits has none. A client that reads too slowly is left.
void listener::session::send_stream() {
  live_->last_write = std::chrono::steady_clock::now();
  stream_.expires_after(with_->limits.write_time);
  boost::asio::async_write(stream_, boost::asio::buffer(live_->text),
                           [self = shared_from_this()](error_code error, std::size_t) {
                             self->live_->text.clear();
                             if (error) return self->end_stream();
                             self->wait_for_more();
                           });
}

void listener::session::wait_for_more() {
  if (with_->stopped || std::chrono::steady_clock::now() >= live_->end) return end_stream();
  live_->pause.expires_after(look_for_more);
  live_->pause.async_wait([self = shared_from_this()](error_code error) {
    if (!error) self->take_more();
  });
}

void listener::session::take_more() {
  if (with_->stopped || !stream_.socket().is_open()) return end_stream();
  try {
    live_->text = live_->more();
    const bool is_silent = std::chrono::steady_clock::now() - live_->last_write >= longest_silence;
    if (live_->text.empty() && is_silent) live_->text = ": nothing new\n\n";
  } catch (const std::bad_alloc&) { return end_stream(); }
  if (live_->text.empty()) return wait_for_more();
  send_stream();
}

void listener::session::end_stream() {
  live_->pause.cancel();
  stream_.close();
}

// A close with unread bytes would be a reset, which can destroy the answer before the client reads it.
void listener::session::end() {
  if (stream_.has_tls()) {
    stream_.expires_after(linger);
    return stream_.async_shutdown([self = shared_from_this()](error_code) {
      self->stream_.leave_tls();
      self->end();
    });
  }
  error_code ignored;
  stream_.socket().shutdown(boost::asio::socket_base::shutdown_send, ignored);
  stream_.expires_after(linger);
  drop_rest();
}

void listener::session::drop_rest() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(drop_at_once), [self = shared_from_this()](error_code error, std::size_t) {
    if (!error) self->drop_rest();
  });
}

}  // namespace ramal::admin
