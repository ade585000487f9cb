#include "proxy/flow/incoming_head.hpp"

#include "proxy/flow/transfer.hpp"

namespace ramal::flow {
namespace {

constexpr std::size_t head_read = 32 * 1024;  // H5: no more of a head is ever read

}  // namespace

void incoming_head::wait_for() {
  state_ = state::none;
  began_ = parts_.clock.now();
  deadline_ = began_ + parts_.current.settings->limits.idle_timeout;
}

void incoming_head::begin() {
  buffers_.get().request = wire::request_head_reader(parts_.current.settings->head_limits);
  state_ = state::partial;
  began_ = parts_.clock.now();
  deadline_ = began_ + parts_.current.settings->limits.head_timeout;
}

bool incoming_head::receive(stream& client) {
  routes::bytes& in = buffers_.get().in;
  in.clear();
  const io_result got = read_now(client, in, head_read);
  if (got.what != io_status::ok) {
    buffers_.release();
    return got.what == io_status::again_read || got.what == io_status::again_write;
  }
  if (pieces_) pieces_->bytes.append(in.data(), in.size());
  else begin();
  return true;
}

void incoming_head::read() {
  exchange_buffers& in = buffers_.get();
  wire::request_head_reader& reader = pieces_ ? pieces_->reader : in.request;
  const wire::progress now = reader.feed(pieces_ ? std::string_view(pieces_->bytes) : routes::view(in.in));
  if (now == wire::progress::need_more) {
    if (!pieces_) pieces_ = std::make_unique<pieces>(in, parts_.current);
    return buffers_.release();
  }
  if (now == wire::progress::failed) refused_ = reader.failure();
  if (pieces_) move_into_buffers();
  state_ = state::complete;
}

// The buffers may be others than the head began in. What was read of it still counts: a HEAD gets no body.
void incoming_head::refuse_late() {
  move_into_buffers();
  buffers_->request.give_up();
  refused_ = routes::failure(routes::failure_kind::head_timeout);
  state_ = state::complete;
}

void incoming_head::move_into_buffers() {
  exchange_buffers& in = buffers_.get();
  in.in.assign(pieces_->bytes.begin(), pieces_->bytes.end());
  in.request = pieces_->reader;
}

arrived_request incoming_head::take(std::size_t count) {
  pinned_configuration with = take_configuration();
  const bool last_one = count >= with.settings->limits.requests_per_connection;
  return arrived_request(std::move(with), began_, last_one, refused_);
}

// What the head was read with: a slow one may be older than what is in force now.
pinned_configuration incoming_head::take_configuration() {
  if (!pieces_) return parts_.current;
  pinned_configuration began_with = std::move(pieces_->with);
  pieces_.reset();
  return began_with;
}

}  // namespace ramal::flow
