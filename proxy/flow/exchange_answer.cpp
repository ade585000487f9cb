#include <algorithm>
#include <string>
#include <utility>

#include "proxy/flow/exchange.hpp"
#include "proxy/flow/transfer.hpp"
#include "proxy/rules/loggable.hpp"
#include "proxy/rules/reasons.hpp"
#include "proxy/wire/misplaced_key.hpp"
#include "proxy/wire/write_head.hpp"

namespace ramal::flow {
namespace {

constexpr std::size_t largest_put_off = 64 * 1024;  // larger answers are worth a wake-up of their own

std::string_view method_text(routes::method verb) {
  constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"};
  return names[static_cast<std::size_t>(verb)];
}

}  // namespace

task<fate> exchange::answer(const outcome& problem) {
  bytes_in_ = consumed() + dropped_;
  rules::error_answer error;
  if (problem) {
    error = rules::answer_failure(*problem);
    status_ = error.status;
    if (problem->kind == routes::failure_kind::client_gone) {
      record(error.code, problem, error.upstream);
      co_return fate::close;
    }
    no_store_ = true;
    // a body that nobody read would be taken for the next request (F26)
    if (error.close || has_unread_body()) close_ = true;
    room_->out.resize(gap, boost::container::default_init);
    rules::write_error_body(*problem, room_->out);
  }
  if (home_.draining || home_.leaving) close_ = true;
  write_head(error);
  const std::string_view whole = close_gap();
  bytes_out_ = whole.size();
  if (whole.size() <= largest_put_off) {
    writing_turn turn(home_);
    co_await turn;
  }
  bool failed = false;
  const std::string_view rest = write_now(client_, whole, failed);
  std::string code;
  if (!rest.empty() && !failed) {
    code = error.code;  // it may stand in the engine's answer, which will not be kept
    error.code = code;
    const bool written = co_await write_slowly(rest);
    failed = !written;
  }
  if (failed || client_gone_) record("client-gone", problem, error.upstream);
  else if (!problem) record("ok", problem, {});
  else record(error.code.empty() ? std::string_view("NOT_AUTHORIZED") : error.code, problem, error.upstream);
  if (failed || client_gone_) co_return fate::close;
  if (!close_) co_return fate::keep;
  // who did not ask for this end, or sent more than this request, may be sending still: a plain close would be a reset
  // that overtakes the answer
  const wire::request_head& head = room_->request.head();
  const bool asked_for = head.http_1_0 || !head.keep_alive;
  co_return problem || !asked_for || consumed() < room_->in.size() ? fate::linger : fate::close;
}

// The client's own, unless it is a key, which must reach neither the engine nor a log (K3).
std::string_view exchange::request_id() {
  const wire::request_head& head = room_->request.head();
  const std::string_view bytes = room_->request_bytes();
  const std::string_view sent = head.request_id.of(bytes);
  if (!std::exchange(id_is_chosen_, true) &&
      (sent.empty() || rules::holds_secret(sent, snapshot_->ring, auth::value_of(head.credentials(bytes)))))
    own_id_ = home_.ids.next_request_id();
  return own_id_[0] != '\0' ? rules::view(own_id_) : sent;
}

void exchange::write_head(const rules::error_answer& error) {
  const wire::request_head& head = room_->request.head();
  wire::answer_head_out out;
  out.status = status_;
  out.has_body = room_->out.size() > gap;
  out.no_store = no_store_;
  if (plain_text_) out.content_type = "text/plain; charset=utf-8";
  out.close = close_;
  out.keep_alive = snapshot_->keep_alive_lines;
  out.content_length = room_->out.size() - gap;
  out.date = home_.date();
  out.request_id = request_id();
  out.retry_after = error.retry_after;
  if (native_status_ != 0 && error.retry_after == 0) {
    out.passed = {room_->answer.head().passed.data(), room_->answer.head().passed_count};
    out.passed_bytes = room_->answer_bytes();
  }
  out.allow = error.allow;
  out.ignored = room_->ignored;
  out.upstream = error.upstream;
  const std::string_view origin = head.origin.of(room_->request_bytes());
  const bool preflight = head.verb == routes::method::options && status_ < 300;
  if (!preflight) out.cors_lines = snapshot_->cors_lines(origin);
  else if (!head.asks_private_network) out.cors_lines = snapshot_->cors_lines(origin, &cors_block::preflight);
  else out.cors_lines = snapshot_->cors_lines(origin, &cors_block::private_preflight);
  room_->head.clear();
  wire::write_answer_head(room_->head, out);
}

// A reader that takes something gets its time anew: only a stalled one is reset (L5). False: it has not read all.
task<bool> exchange::write_slowly(std::string_view rest) {
  time_point deadline = home_.now() + snapshot_->limits.write_timeout;
  interest what = interest::write;
  while (!rest.empty()) {
    if (!room_.may_wait()) {
      keep_only(rest);
      rest = routes::view(room_->out);
    }
    const wake why = co_await ready(client_, what, deadline);
    if (why == wake::timeout) client_.reset_on_close();
    if (why != wake::ready) co_return false;
    const std::size_t before = rest.size();
    if (!write_on(client_, rest, what)) co_return false;
    if (rest.size() != before) deadline = home_.now() + snapshot_->limits.write_timeout;
  }
  co_return true;
}

// Nothing else of the room is needed any more but the head, which the record names, and what came behind the request.
void exchange::keep_only(std::string_view rest) {
  const auto body = room_->in.begin() + static_cast<std::ptrdiff_t>(room_->request.size());
  room_->in.erase(body, body + static_cast<std::ptrdiff_t>(room_->body.raw()));
  room_->body = wire::body_reader();
  room_.make_small(rest);
}

// Puts the head right in front of the body, so that the answer is one span. HEAD has no body (H10).
std::string_view exchange::close_gap() {
  if (room_->request.head().verb == routes::method::head) room_->out.resize(gap, boost::container::default_init);
  if (room_->head.size() > gap) {
    room_->out.insert(room_->out.begin() + gap, room_->head.begin(), room_->head.end());
    return routes::view(room_->out).substr(gap);
  }
  const std::size_t start = gap - room_->head.size();
  std::copy(room_->head.begin(), room_->head.end(), room_->out.begin() + static_cast<std::ptrdiff_t>(start));
  return routes::view(room_->out).substr(start);
}

// A head that was refused has no path, but its first line may still have one.
std::string_view exchange::raw_path() const {
  const std::string_view path = room_->request.head().path.of(room_->request_bytes());
  return path.empty() ? wire::path_in(room_->request_bytes()) : path;
}

void exchange::record(std::string_view outcome_text, const outcome& problem, std::string_view upstream) {
  const bool fine = outcome_text == "ok";
  if (fine && !snapshot_->log_health && row_ != nullptr && row_->op == routes::operation::server_ok) return;
  const wire::request_head& head = room_->request.head();
  const time_point end = home_.exactly_now();
  const auto span = [](time_point from, time_point to) {
    return std::chrono::duration_cast<rules::microseconds>(to - from);
  };
  const std::string_view sent = auth::value_of(head.credentials(room_->request_bytes()));
  rules::logged_room path, call, native_call;
  rules::access_record line;
  line.time = wall_;
  line.request_id = request_id();
  line.client = from_.text;
  line.method = method_text(head.verb);
  if (row_ != nullptr) {
    line.route = row_->pattern;
    line.operation = asked_ == time_point{} ? std::string_view{} : routes::native(row_->op).name;
  } else {
    line.path = rules::write_loggable_path(raw_path(), snapshot_->ring, sent, snapshot_->mask_numbers, path);
  }
  line.key_name = key_.key_name;
  line.number = room_->plan.callee;
  line.call = rules::loggable_id(room_->plan.call_id, snapshot_->ring, sent, fine, snapshot_->mask_numbers, call);
  line.native_call = rules::loggable_id(room_->native_call, snapshot_->ring, sent, fine, snapshot_->mask_numbers,
                                        native_call);
  line.status = status_;
  line.native_status = native_status_;
  line.front = front_;
  line.read = span(began_, asked_ == time_point{} ? end : asked_);
  line.queued = std::chrono::duration_cast<rules::microseconds>(queued_);
  if (asked_ != time_point{}) line.engine = span(asked_, answered_);
  line.total = span(began_, end);
  line.bytes_in = bytes_in_;
  line.bytes_out = bytes_out_;
  line.upstream = upstream;
  if (problem) line.reason = rules::word_of(problem->why);
  line.outcome = outcome_text;
  line.key_echoes = key_echoes_;
  home_.record(line, snapshot_->mask_numbers);
}

}  // namespace ramal::flow
