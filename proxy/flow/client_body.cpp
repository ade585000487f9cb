#include "proxy/flow/client_body.hpp"

#include "proxy/flow/transfer.hpp"
#include "proxy/wire/write_head.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

constexpr std::size_t most_at_once = 64 * 1024;

failure failure_of_body(bool late) { return failure(late ? failure_kind::body_timeout : failure_kind::body_cut); }

outcome feed(exchange_buffers& in, char* data, std::size_t size) {
  if (in.body.feed(data, size) == wire::progress::failed) return in.body.failure();
  return std::nullopt;
}

outcome feed_kept(exchange_buffers& in) {
  const std::size_t start = in.request.size();
  return feed(in, in.in.data() + start, in.in.size() - start);
}

// Takes [from, to) of what stands behind the head out of the buffer.
void erase_body(exchange_buffers& in, std::size_t from, std::size_t to) {
  const auto start = in.in.begin() + static_cast<std::ptrdiff_t>(in.request.size());
  in.in.erase(start + static_cast<std::ptrdiff_t>(from), start + static_cast<std::ptrdiff_t>(to));
}

// What came with the head.
void drop_arrived(request_scope& in) {
  exchange_buffers& held = in.buffers.get();
  erase_body(held, 0, held.body.raw());
  in.notes.dropped += held.body.raw();
  held.body.dropped();
}

// Memory stays as large as the body, not as its chunks (F21).
void drop_chunk_lines(exchange_buffers& in) {
  erase_body(in, in.body.decoded(), in.body.raw());
  in.body.compacted();
}

// Only what stands behind the body is kept: the next request's beginning.
outcome drop_piece(request_scope& in, routes::bytes& piece) {
  exchange_buffers& held = in.buffers.get();
  outcome problem = feed(held, piece.data(), piece.size());
  routes::append(held.in, routes::view(piece).substr(held.body.raw()));
  in.notes.dropped += held.body.raw();
  held.body.dropped();
  return problem;
}

// Reads into borrowed buffers: small buffers grow with their body, and those whose body is dropped do not grow.
io_result receive_lent(request_scope& in, body_use use, outcome& problem) {
  buffer_lease lent(in.parts.buffers);
  routes::bytes& piece = lent.get().in;
  piece.clear();
  const io_result got = read_now(in.client, piece, most_at_once);
  if (use == body_use::drop) {
    problem = drop_piece(in, piece);
  } else {
    routes::append(in.buffers->in, routes::view(piece));
    problem = feed_kept(in.buffers.get());
  }
  return got;
}

// Takes what has come of the body now.
outcome receive(request_scope& in, body_use use, interest& next) {
  if (use == body_use::keep) drop_chunk_lines(in.buffers.get());
  io_result got;
  outcome problem;
  if (use == body_use::drop || in.buffers.is_small()) {
    got = receive_lent(in, use, problem);
  } else {
    got = read_now(in.client, in.buffers->in, most_at_once);
    problem = feed_kept(in.buffers.get());
  }
  next = next_wait(got.what, interest::read);
  if (got.what == io_status::closed || got.what == io_status::failed) return failure_of_body(false);
  return problem;
}

void allow_wait(buffer_lease& buffers) {
  if (!buffers.may_wait()) buffers.make_small({});
}

}  // namespace

bool has_unread_body(const exchange_buffers& in) {
  const wire::framing& framing = in.request.head().body;
  return !in.body.is_done() && (framing.kind == wire::body_kind::chunked || framing.length != 0);
}

outcome begin_body(request_scope& in, body_use use, std::size_t most) {
  exchange_buffers& held = in.buffers.get();
  held.body = wire::body_reader(held.request.head().body, most);
  outcome problem = feed_kept(held);
  if (use == body_use::drop && held.body.raw() != 0) drop_arrived(in);
  return problem;
}

task<outcome> read_body(request_scope& in, body_use use) {
  // a slow head takes nothing off the body's time (L2)
  const time_point deadline = in.parts.clock.now() + in.settings().limits.body_timeout;
  if (in.head().expect_continue) {
    allow_wait(in.buffers);
    const transfer_result told = co_await write_rest(in.client, wire::continue_answer, deadline);
    if (told != transfer_result::done) co_return failure_of_body(told == transfer_result::timeout);
  }
  interest what = interest::read;
  while (has_unread_body(in.buffers.get())) {
    allow_wait(in.buffers);
    const wait_result why = co_await ready(in.client, what, deadline);
    if (why != wait_result::ready) co_return failure_of_body(why == wait_result::timeout);
    outcome problem = receive(in, use, what);
    if (problem) co_return problem;
  }
  in.buffers.end_wait();
  co_return std::nullopt;
}

std::string take_body(request_scope& in) {
  std::string body(complete_request(in.buffers.get()).body);
  drop_arrived(in);
  return body;
}

}  // namespace ramal::flow
