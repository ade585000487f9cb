#include "proxy/flow/download.hpp"

#include <algorithm>

#include "proxy/flow/body_window.hpp"
#include "proxy/flow/go_answer.hpp"
#include "proxy/flow/transfer.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;
using routes::reason;

constexpr std::size_t most_of_answer = 16 * 1024;
constexpr std::size_t any_length = ~std::size_t{0};

}  // namespace

download::download(request_scope& in, const go_door& door, stream& server, std::string_view token)
    : in_(in), server_(server), token_(token), from_server_(door.rate), to_client_(door.rate),
      head_left_(door.server.first_byte_timeout) {
  in_.buffers->reply.clear();
  in_.buffers->head.clear();
  in_.buffers->answer.reset();
}

void download::step(bool may_read, bool whole_request) {
  if (problem_ || is_done()) return;
  if (may_read && of_server() != interest::none) {
    if (relay_) read_body();
    else read_head();
  }
  while (!relay_ && !problem_ && !in_.buffers->reply.empty()) {
    const wire::progress state = in_.buffers->answer.feed(in_.buffers->answer_bytes());
    if (state == wire::progress::failed) return fail(failure_kind::upstream_malformed, reason::no_api);
    if (state == wire::progress::need_more) return;
    if (!skip_interim()) begin(whole_request);
  }
  if (!relay_ || problem_) return;
  if (bytes_out_ == 0) join_first_piece();
  if (problem_) return;
  write();
  while (!problem_ && !client_failed_ && reply_used_ < in_.buffers->reply.size() && !relay_->free_space().empty()) {
    feed_rest();
    write();
  }
}

interest download::of_client() const {
  if (problem_ || !relay_) return interest::none;
  const bool waits = head_written_ < in_.buffers->head.size() || !relay_->out().empty();
  return waits ? client_asks_ : interest::none;
}

interest download::of_server() const {
  if (problem_ || of_client() != interest::none) return interest::none;
  return relay_ && relay_->has_whole_body() ? interest::none : server_asks_;
}

std::chrono::nanoseconds download::patience(bool its_turn) const {
  if (of_client() != interest::none) return to_client_.left();
  if (of_server() == interest::none || !its_turn) return std::chrono::nanoseconds::max();
  return relay_ ? from_server_.left() : std::max(head_left_, std::chrono::nanoseconds::zero());
}

void download::waited(std::chrono::nanoseconds time, bool its_turn) {
  if (of_client() != interest::none) return to_client_.waited(time);
  if (of_server() == interest::none || !its_turn) return;
  if (relay_) from_server_.waited(time);
  else head_left_ -= time;
}

void download::be_late() {
  if (of_client() != interest::none) {
    client_failed_ = true;
    return fail(failure_kind::client_gone);
  }
  fail(failure_kind::upstream_timeout, relay_ ? reason::answer_stopped : reason::no_answer);
}

void download::fail(failure_kind what, reason why) { problem_ = failure(what, why); }

void download::read_head() {
  const io_result got = read_now(server_, in_.buffers->reply, most_of_answer);
  server_asks_ = next_wait(got.what, interest::read);
  if (got.what != io_status::closed && got.what != io_status::failed) return;
  const reason why = server_.why_failed();
  fail(failure_kind::upstream_reset, why == reason::none ? reason::closed : why);
}

bool download::skip_interim() {
  exchange_buffers& held = in_.buffers.get();
  if (held.answer.head().status >= 200) return false;
  if (++interim_ > wire::most_interim_answers) fail(failure_kind::upstream_malformed, reason::no_api);
  held.reply.erase(held.reply.begin(), held.reply.begin() + static_cast<std::ptrdiff_t>(held.answer.size()));
  held.answer.reset();
  return true;
}

void download::begin(bool whole_request) {
  exchange_buffers& held = in_.buffers.get();
  in_.times.answered = in_.parts.clock.now();
  const std::optional<go_answer> head = write_client_head(in_, token_, whole_request);
  if (!head) return fail(failure_kind::upstream_malformed, reason::no_api);
  echoes_ += head->echoes;
  ends_with_connection_ = head->ends_with_connection;
  if (head->is_json) filter_.emplace(token_);
  reply_used_ = held.answer.size();
  relay_.emplace(window_of(held.downwards, head->from), head->from, head->to, any_length,
                 filter_ ? &*filter_ : nullptr);
}

// One read for each wait, so that other connections get their turn.
void download::read_body() {
  const std::span<char> space = relay_->free_space();
  const io_result got = server_.read_some(space.data(), space.size());
  server_asks_ = next_wait(got.what, interest::read);
  if (got.what == io_status::ok) return take(got.bytes);
  if (got.what == io_status::closed && relay_->source_ended() == wire::progress::done) return;
  if (got.what == io_status::closed || got.what == io_status::failed)
    fail(failure_kind::upstream_reset, reason::closed);
}

void download::feed_rest() {
  const routes::bytes& reply = in_.buffers->reply;
  const std::span<char> space = relay_->free_space();
  const std::size_t now = std::min(space.size(), reply.size() - reply_used_);
  std::copy_n(reply.data() + reply_used_, now, space.data());
  reply_used_ += now;
  take(now);
}

// What is wrong with its body is known before the client has any of it.
void download::join_first_piece() {
  if (reply_used_ < in_.buffers->reply.size() && !relay_->free_space().empty()) feed_rest();
  if (!problem_) flow::join_first_piece(*relay_, in_.buffers->head);
}

void download::take(std::size_t bytes) {
  from_server_.moved(bytes);
  if (relay_->took(bytes) == wire::progress::failed) fail(failure_kind::upstream_malformed, reason::no_api);
}

// False: the client takes no more now, or at all.
bool download::write(std::string_view bytes, std::size_t& put) {
  const io_result done = in_.client.write_some(bytes);
  client_asks_ = next_wait(done.what, interest::write);
  put = done.what == io_status::ok ? done.bytes : 0;
  bytes_out_ += put;
  to_client_.moved(put);
  if (done.what == io_status::failed || done.what == io_status::closed) {
    client_failed_ = true;
    fail(failure_kind::client_gone);
  }
  return done.what == io_status::ok;
}

void download::write() {
  const std::string_view head = in_.buffers->head;
  while (head_written_ < head.size()) {
    std::size_t put = 0;
    if (!write(head.substr(head_written_), put)) return;
    head_written_ += put;
  }
  while (!relay_->out().empty()) {
    std::size_t put = 0;
    if (!write(relay_->out(), put)) return;
    relay_->wrote(put);
  }
}

bool download::leaves_connection() const {
  const wire::answer_head& head = in_.buffers->answer.head();
  return head.keep_alive && head.body.kind != wire::body_kind::until_close && relay_->rest().empty() &&
         reply_used_ == in_.buffers->reply.size();
}

}  // namespace ramal::flow
