#include "proxy/flow/answer_writer.hpp"

#include <algorithm>

#include "proxy/flow/client_body.hpp"
#include "proxy/flow/ready.hpp"
#include "proxy/flow/transfer.hpp"
#include "proxy/wire/write_head.hpp"

namespace ramal::flow {
namespace {

using routes::failure_kind;

constexpr std::size_t gap = gap_for_head;
constexpr std::size_t largest_batched = 64 * 1024;  // larger answers are worth a wake-up of their own

}  // namespace

void begin_answer(exchange_buffers& held) { held.out.resize(gap, boost::container::default_init); }

answer_writer::answer_writer(request_scope& in, const result<routes::client_answer>& made)
    : in_(in), bytes_in_(in.consumed() + in.notes.dropped) {
  if (made.has_value()) answer_ = *made;
  else problem_ = made.error();
}

task<after_answer> answer_writer::run() {
  const std::string_view whole = write_whole();
  if (problem_ && problem_->kind == failure_kind::client_gone) co_return end(false);
  if (whole.size() <= largest_batched) {
    write_batch batch(in_.parts.writes);
    co_await batch;
  }
  bytes_out_ = whole.size();
  bool failed = false;
  const std::string_view rest = write_now(in_.client, whole, failed);
  if (!rest.empty() && !failed) {
    const bool written = co_await write_slowly(rest);
    failed = !written;
  }
  co_return end(failed || in_.notes.client_gone);
}

// Head and body as one span; nothing for a client that has gone.
std::string_view answer_writer::write_whole() {
  rules::error_answer error;
  if (problem_) {
    exchange_buffers& held = in_.buffers.get();
    error = rules::answer_failure(*problem_);
    held.outcome.assign(error.code.empty() ? std::string_view("NOT_AUTHORIZED") : error.code);
    upstream_ = error.upstream;
    answer_ = {error.status, true, false};
    if (problem_->kind == failure_kind::client_gone) return {};
    // a body that nobody read would be taken for the next request (F26)
    if (error.close || has_unread_body(held)) in_.closes = true;
    begin_answer(held);
    rules::write_error_body(*problem_, held.out);
  }
  if (in_.parts.is_leaving()) in_.closes = true;
  write_head(error);
  return join_head_and_body();
}

void answer_writer::write_head(const rules::error_answer& error) {
  exchange_buffers& held = in_.buffers.get();
  const wire::request_head& head = in_.head();
  const snapshot& settings = in_.settings();
  wire::answer_head_out out;
  out.status = answer_.status;
  out.has_body = held.out.size() > gap;
  out.no_store = answer_.no_store;
  if (answer_.plain_text) out.content_type = "text/plain; charset=utf-8";
  out.close = in_.closes;
  out.keep_alive = settings.keep_alive_lines;
  out.content_length = held.out.size() - gap;
  out.date = in_.parts.clock.date();
  out.request_id = in_.id();
  out.retry_after = error.retry_after;
  if (in_.notes.native_status && error.retry_after == 0) {
    out.passed = {held.answer.head().passed.data(), held.answer.head().passed_count};
    out.passed_bytes = held.answer_bytes();
  }
  out.allow = error.allow;
  out.ignored = held.ignored;
  out.upstream = error.upstream;
  const std::string_view origin = head.origin.of(in_.bytes());
  const bool preflight = head.verb == routes::method::options && answer_.status < 300;
  if (!preflight) out.cors_lines = settings.cors_lines(origin);
  else if (!head.asks_private_network) out.cors_lines = settings.cors_lines(origin, &cors_block::preflight);
  else out.cors_lines = settings.cors_lines(origin, &cors_block::private_preflight);
  held.head.clear();
  wire::write_answer_head(held.head, out);
}

// Puts the head right in front of the body, so that the answer is one span. HEAD has no body (H10).
std::string_view answer_writer::join_head_and_body() {
  exchange_buffers& held = in_.buffers.get();
  if (in_.head().verb == routes::method::head) begin_answer(held);
  if (held.head.size() > gap) {
    held.out.insert(held.out.begin() + gap, held.head.begin(), held.head.end());
    return routes::view(held.out).substr(gap);
  }
  const std::size_t start = gap - held.head.size();
  std::copy(held.head.begin(), held.head.end(), held.out.begin() + static_cast<std::ptrdiff_t>(start));
  return routes::view(held.out).substr(start);
}

// The deadline begins again each time the client reads something: only one that reads nothing is reset (L5). False: it
// has not read all.
task<bool> answer_writer::write_slowly(std::string_view rest) {
  const std::chrono::milliseconds most = in_.settings().limits.write_timeout;
  time_point deadline = in_.parts.clock.now() + most;
  interest what = interest::write;
  while (!rest.empty()) {
    if (!in_.buffers.may_wait()) {
      keep_only(rest);
      rest = routes::view(in_.buffers->out);
    }
    const wait_result why = co_await ready(in_.client, what, deadline);
    if (why == wait_result::timeout) in_.client.reset_on_close();
    if (why != wait_result::ready) co_return false;
    const std::size_t before = rest.size();
    if (!write_on(in_.client, rest, what)) co_return false;
    if (rest.size() != before) deadline = in_.parts.clock.now() + most;
  }
  co_return true;
}

// Of the buffers only the head, the log's texts and the bytes behind the request are still needed.
void answer_writer::keep_only(std::string_view rest) {
  exchange_buffers& held = in_.buffers.get();
  const auto body = held.in.begin() + static_cast<std::ptrdiff_t>(held.request.size());
  held.in.erase(body, body + static_cast<std::ptrdiff_t>(held.body.raw()));
  held.body = wire::body_reader();
  in_.buffers.make_small(rest);
}

// Writes the log's line.
after_answer answer_writer::end(bool client_gone) {
  request_end how{answer_.status,       bytes_in_,    bytes_out_, "ok", upstream_,
                  routes::reason::none, std::nullopt, client_gone};
  if (problem_) {
    how.outcome = in_.buffers->outcome;
    how.why = problem_->why;
    how.failure = problem_->kind;
  }
  if (client_gone) how.outcome = "client-gone";
  record_request(in_, how);
  if (client_gone || (problem_ && problem_->kind == failure_kind::client_gone)) return after_answer::close;
  if (!in_.closes) return after_answer::keep;
  // a client that did not ask for this end, or sent more than this request, may still be sending: a plain close would
  // be a reset, which can destroy the answer before the client reads it
  return problem_ || !in_.asks_for_end() || in_.consumed() < in_.buffers->in.size() ? after_answer::linger
                                                                                    : after_answer::close;
}

}  // namespace ramal::flow
