// The request's body: read into the room, or, if the client takes its time, into no more memory than the body has; one
// that nobody wants is dropped as it comes (http-rules.md F21, F22, L2).
#include "proxy/flow/exchange.hpp"
#include "proxy/flow/transfer.hpp"
#include "proxy/wire/write_head.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

constexpr std::size_t most_at_once = 64 * 1024;

failure failure_of_body(bool late) { return failure(late ? failure_kind::body_timeout : failure_kind::body_cut); }

}  // namespace

bool exchange::has_unread_body() const {
  const wire::framing& framing = room_->request.head().body;
  return !body_read_ && (framing.kind == wire::body_kind::chunked || framing.length != 0);
}

// Only a POST says something with its body.
bool exchange::wants_body() const { return row_ != nullptr && row_->verb == routes::method::post; }

exchange::outcome exchange::feed_body(char* data, std::size_t size) {
  const wire::progress state = room_->body.feed(data, size);
  body_read_ = state == wire::progress::done;
  if (state == wire::progress::failed) return room_->body.failure();
  return std::nullopt;
}

task<exchange::outcome> exchange::read_body(bool wanted) {
  room_->body = wire::body_reader(room_->request.head().body, snapshot_->limits.body_bytes);
  outcome problem = feed_room();
  if (!wanted && room_->body.raw() != 0) drop_body();
  if (problem || body_read_) co_return problem;
  // a slow head takes nothing off the body's time (L2)
  const time_point deadline = home_.now() + snapshot_->limits.body_timeout;
  if (room_->request.head().expect_continue) {
    make_room_wait();
    const transfer told = co_await write_rest(client_, wire::continue_answer, deadline);
    if (told != transfer::done) co_return failure_of_body(told == transfer::timeout);
  }
  interest what = interest::read;
  while (!body_read_) {
    make_room_wait();
    const wake why = co_await ready(client_, what, deadline);
    if (why != wake::ready) co_return failure_of_body(why == wake::timeout);
    problem = receive_body(wanted, what);
    if (problem) co_return problem;
  }
  room_.end_wait();
  co_return problem;
}

void exchange::make_room_wait() {
  if (!room_.may_wait()) room_.make_small({});
}

// Takes what has come of the body now. A small room grows as its body does, and one whose body nobody wants does not
// grow at all: what is read goes through a lent one.
exchange::outcome exchange::receive_body(bool wanted, interest& next) {
  if (wanted) drop_chunk_lines();
  io_result got;
  outcome problem;
  if (wanted && !room_.is_small()) {
    got = read_now(client_, room_->in, most_at_once);
    problem = feed_room();
  } else {
    room_lease lent(home_.rooms);
    routes::bytes& piece = lent.get().in;
    piece.clear();
    got = read_now(client_, piece, most_at_once);
    if (wanted) routes::append(room_->in, routes::view(piece));
    else problem = drop_piece(piece);
    if (wanted) problem = feed_room();
  }
  next = next_wait(got.what, interest::read);
  if (got.what == io::closed || got.what == io::failed) return failure_of_body(false);
  return problem;
}

exchange::outcome exchange::feed_room() {
  const std::size_t start = room_->request.size();
  return feed_body(room_->in.data() + start, room_->in.size() - start);
}

// Only what stands behind the body is kept: the next request's beginning.
exchange::outcome exchange::drop_piece(routes::bytes& piece) {
  outcome problem = feed_body(piece.data(), piece.size());
  routes::append(room_->in, routes::view(piece).substr(room_->body.raw()));
  dropped_ += room_->body.raw();
  room_->body.dropped();
  return problem;
}

// What came with the head.
void exchange::drop_body() {
  const auto start = room_->in.begin() + static_cast<std::ptrdiff_t>(room_->request.size());
  room_->in.erase(start, start + static_cast<std::ptrdiff_t>(room_->body.raw()));
  dropped_ += room_->body.raw();
  room_->body.dropped();
}

// Memory stays as large as the body, not as its chunks (F21).
void exchange::drop_chunk_lines() {
  const auto start = room_->in.begin() + static_cast<std::ptrdiff_t>(room_->request.size());
  room_->in.erase(start + static_cast<std::ptrdiff_t>(room_->body.decoded()),
                  start + static_cast<std::ptrdiff_t>(room_->body.raw()));
  room_->body.compacted();
}

}  // namespace ramal::flow
