#include "proxy/flow/upload.hpp"

#include <algorithm>

#include "proxy/flow/body_window.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

std::string take_prefix(exchange_buffers& held) {
  const std::size_t head = held.request.size();
  std::string prefix(held.in.begin() + static_cast<std::ptrdiff_t>(head), held.in.end());
  held.in.resize(head);
  return prefix;
}

// GET and HEAD have none: what they brought was dropped before.
wire::framing body_of(const wire::request_head& head) { return only_looks(head.verb) ? wire::framing{} : head.body; }

}  // namespace

upload::upload(request_scope& in, const go_door& door, stream& server)
    : in_(in), server_(server), prefix_(take_prefix(in.buffers.get())),
      relay_(window_of(in.buffers->upwards, body_of(in.head())), body_of(in.head()), body_of(in.head()).kind,
             door.server.body_bytes),
      from_client_(door.rate), to_server_(door.rate) {}

void upload::step(bool may_read) {
  if (state_ != state::going || problem_) return;
  if (may_read && of_client() != interest::none) read();
  if (head_written_ == 0 && !sent_) join_first_piece();
  if (problem_ || !write_head()) return;
  write_body();
  while (!problem_ && state_ == state::going && prefix_used_ < prefix_.size() && !relay_.free_space().empty()) {
    feed_prefix();
    write_body();
  }
  if (relay_.is_done() && !problem_ && state_ == state::going) state_ = state::done;
}

interest upload::of_client() const {
  const bool full = head_written_ < in_.buffers->native.size() || !relay_.out().empty();
  if (state_ != state::going || problem_ || full || relay_.has_whole_body()) return interest::none;
  return prefix_used_ < prefix_.size() ? interest::none : client_asks_;
}

interest upload::of_server() const {
  if (state_ != state::going || problem_) return interest::none;
  const bool waits = head_written_ < in_.buffers->native.size() || !relay_.out().empty();
  return waits ? server_asks_ : interest::none;
}

std::chrono::nanoseconds upload::patience() const {
  if (of_server() != interest::none) return to_server_.left();
  return of_client() != interest::none ? from_client_.left() : std::chrono::nanoseconds::max();
}

void upload::waited(std::chrono::nanoseconds time) {
  if (of_server() != interest::none) to_server_.waited(time);
  else if (of_client() != interest::none) from_client_.waited(time);
}

void upload::be_late() {
  const bool client = of_client() != interest::none;
  problem_ = failure(client ? failure_kind::body_timeout : failure_kind::upstream_timeout,
                     client ? routes::reason::none : routes::reason::no_answer);
}

// One read for each wait, so that other connections get their turn.
void upload::read() {
  const std::span<char> space = relay_.free_space();
  const io_result got = in_.client.read_some(space.data(), space.size());
  client_asks_ = next_wait(got.what, interest::read);
  if (got.what == io_status::ok) take(got.bytes);
  else if (got.what == io_status::closed) problem_ = failure(failure_kind::body_cut);
  else if (got.what == io_status::failed) problem_ = failure(failure_kind::client_gone);
}

void upload::feed_prefix() {
  const std::span<char> space = relay_.free_space();
  const std::size_t now = std::min(space.size(), prefix_.size() - prefix_used_);
  std::copy_n(prefix_.data() + prefix_used_, now, space.data());
  prefix_used_ += now;
  take(now);
}

// What is wrong with its body is known before the server has any of it.
void upload::join_first_piece() {
  if (prefix_used_ < prefix_.size() && !relay_.free_space().empty()) feed_prefix();
  if (!problem_) flow::join_first_piece(relay_, in_.buffers->native);
}

void upload::take(std::size_t bytes) {
  from_client_.moved(bytes);
  if (relay_.took(bytes) == wire::progress::failed) problem_ = relay_.failure();
}

// False: the server takes no more now, or at all.
bool upload::write(std::string_view bytes, std::size_t& put) {
  const io_result done = server_.write_some(bytes);
  server_asks_ = next_wait(done.what, interest::write);
  put = done.what == io_status::ok ? done.bytes : 0;
  sent_ = sent_ || put != 0;
  to_server_.moved(put);
  if (done.what == io_status::failed || done.what == io_status::closed) state_ = state::abandoned;
  return done.what == io_status::ok;
}

// False: it is not all written yet.
bool upload::write_head() {
  const std::string_view head = in_.buffers->native;
  while (head_written_ < head.size()) {
    std::size_t put = 0;
    if (!write(head.substr(head_written_), put)) return false;
    head_written_ += put;
  }
  return true;
}

void upload::write_body() {
  while (!relay_.out().empty()) {
    std::size_t put = 0;
    if (!write(relay_.out(), put)) return;
    relay_.wrote(put);
  }
}

std::string upload::take_rest() {
  return std::string(relay_.rest()) + prefix_.substr(std::min(prefix_used_, prefix_.size()));
}

}  // namespace ramal::flow
