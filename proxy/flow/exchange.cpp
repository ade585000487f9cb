#include "proxy/flow/exchange.hpp"

#include "proxy/flow/ask_engine.hpp"
#include "proxy/flow/transfer.hpp"
#include "proxy/rules/key_echo.hpp"
#include "proxy/wire/write_head.hpp"

namespace ramal::flow {
namespace {

using routes::append;
using routes::failure;
using routes::failure_kind;
using routes::operation;

constexpr std::size_t gap = 2'048;  // room for most answer heads in front of the body

std::string_view method_text(routes::method verb) {
  constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"};
  return names[static_cast<std::size_t>(verb)];
}

failure failure_of_body(transfer how) {
  return failure(how == transfer::timeout ? failure_kind::body_timeout : failure_kind::body_cut);
}

}  // namespace

exchange::exchange(stream& client, worker& home, room& in, std::string_view client_address, time_point began,
                   bool last_one)
    : client_(client), home_(home), room_(in), snapshot_(home.current), client_address_(client_address),
      began_(began), wall_(home.wall_time()), close_(last_one) {
  room_.body = wire::body_reader();
  room_.ignored.clear();
  room_.plan.clear();
  room_.out.resize(gap, boost::container::default_init);
}

task<fate> exchange::run() {
  outcome problem = judge_head();
  if (!problem) problem = co_await read_body();
  if (!problem && is_local()) write_local();
  else if (!problem) {
    problem = plan();
    if (!problem) problem = co_await ask();
    if (!problem) problem = rewrite();
  }
  co_return co_await answer(problem);
}

task<fate> exchange::refuse(routes::failure problem) {
  outcome refused(problem);
  co_return co_await answer(refused);
}

// Head, route, key: everything that is decided before the body is read. May be run again when the buffer has moved.
exchange::outcome exchange::judge_head() {
  const wire::request_head& head = room_.request.head();
  if (head.http_1_0 || !head.keep_alive) close_ = true;
  if (head.verb == routes::method::options) return std::nullopt;
  auto found = routes::find(snapshot_->mount, head.verb, head.path);
  if (found.has_error()) return found.error();
  match_ = *found;
  if (match_.row->op == operation::websocket) return failure(failure_kind::websocket_not_proxied);
  if (match_.row->op == operation::server_ok) return std::nullopt;
  auto key = auth::decide(head.credentials, snapshot_->ring, snapshot_->accept_native_keys);
  if (key.has_error()) return key.error();
  key_ = *key;
  return std::nullopt;
}

// Answered here, without the engine.
bool exchange::is_local() const { return match_.row == nullptr || match_.row->op == operation::server_ok; }

bool exchange::has_unread_body() const {
  const wire::framing& framing = room_.request.head().body;
  return !body_read_ && (framing.kind == wire::body_kind::chunked || framing.length != 0);
}

exchange::outcome exchange::feed_body(bool& complete) {
  const std::size_t start = room_.request.size();
  const wire::progress state = room_.body.feed(room_.in.data() + start, room_.in.size() - start);
  complete = state == wire::progress::done;
  if (state == wire::progress::failed) return room_.body.failure();
  return std::nullopt;
}

task<exchange::outcome> exchange::read_body() {
  room_.body = wire::body_reader(room_.request.head().body, snapshot_->limits.body_bytes);
  bool continued = !room_.request.head().expect_continue;
  time_point deadline{};
  for (;;) {
    if (auto problem = feed_body(body_read_)) co_return problem;
    if (body_read_) co_return std::nullopt;
    // a slow head takes nothing off the body's time (L2)
    if (deadline == time_point{}) deadline = home_.now() + snapshot_->limits.body_timeout;
    if (!continued) {
      continued = true;
      const transfer told = co_await write_rest(client_, wire::continue_answer, deadline);
      if (told != transfer::done) co_return failure_of_body(told);
    }
    // memory stays as large as the body, not as its chunks (F21)
    const auto used = room_.in.begin() + static_cast<std::ptrdiff_t>(room_.request.size());
    room_.in.erase(used + static_cast<std::ptrdiff_t>(room_.body.decoded()), used + static_cast<std::ptrdiff_t>(room_.body.raw()));
    room_.body.compacted();
    const char* before = room_.in.data();
    const transfer how = co_await read_more(client_, room_.in, 64 * 1024, deadline);
    if (how != transfer::done) co_return failure_of_body(how);
    if (room_.in.data() == before) continue;
    room_.request.rebind(routes::view(room_.in));
    if (auto problem = judge_head()) co_return problem;
  }
}

exchange::outcome exchange::plan() {
  const wire::request_head& head = room_.request.head();
  routes::client_request request;
  request.row = match_.row;
  request.path_id = match_.id;
  request.query = head.query;
  request.body = {room_.in.data() + room_.request.size(), room_.body.decoded()};
  request.limits = snapshot_->json_limits;
  if (auto problem = routes::plan_request(request, room_.plan)) return problem;

  for (std::size_t i = 0; i < routes::ignored_names().size(); ++i)
    if ((room_.plan.ignored >> i & 1) != 0)
      room_.ignored.append(room_.ignored.empty() ? "" : ", ").append(routes::ignored_names()[i]);

  if (head.request_id.empty()) own_id_ = home_.ids.next_request_id();
  rules::traceparent own_trace;
  if (head.traceparent.empty()) own_trace = home_.ids.next_traceparent();
  const bool post = room_.plan.verb == routes::method::post;
  wire::upstream_head native;
  native.method_text = post ? "POST" : "GET";
  native.path_prefix = snapshot_->engine.path_prefix;
  native.target = room_.plan.target;
  native.host_header = snapshot_->engine_host_header;
  native.key_header_name = key_.kind == config::native_key_kind::key ? "x-api-key" : "x-api-key-id";
  native.key_value = key_.native_value;
  native.request_id = head.request_id.empty() ? rules::view(own_id_) : head.request_id;
  native.traceparent = head.traceparent.empty() ? rules::view(own_trace) : head.traceparent;
  native.user_agent = snapshot_->user_agent;
  native.has_json_body = !room_.plan.body.empty();
  native.sends_length = post;
  native.body_length = room_.plan.body.size();
  room_.native.clear();
  wire::write_request_head(room_.native, native);
  room_.native.append(room_.plan.body);
  return std::nullopt;
}

task<exchange::outcome> exchange::ask() {
  asked_ = home_.now();
  engine_terms terms(room_.plan.verb == routes::method::get, snapshot_->engine);
  outcome problem = co_await ask_engine(home_, room_, terms);
  answered_ = home_.now();
  co_return problem;
}

exchange::outcome exchange::rewrite() {
  native_status_ = room_.answer.head().status;
  key_echoes_ = rules::mask_key(answer_bytes_of(room_), key_.native_value);
  routes::answer_context context;
  context.row = match_.row;
  context.request = &room_.plan;
  context.injected_key = key_.injected;
  context.reject_unknown_ok = snapshot_->reject_unknown_ok;
  context.key_name = key_.key_name;
  const auto planned =
      routes::plan_response(context, native_status_, answer_body_of(room_), room_.rewriting, room_.out);
  if (planned.has_error()) {
    failure problem = planned.error();
    problem.sent = true;
    return problem;
  }
  status_ = planned->status;
  no_store_ = planned->no_store;
  return std::nullopt;
}

void exchange::write_local() {
  if (match_.row != nullptr) append(room_.out, R"({"status":"ok"})");
}

task<fate> exchange::answer(outcome problem) {
  rules::error_answer error;
  if (problem) {
    error = rules::answer_failure(*problem);
    status_ = error.status;
    no_store_ = true;
    // a body that nobody read would be taken for the next request (F26)
    if (error.close || has_unread_body()) close_ = true;
    room_.out.resize(gap, boost::container::default_init);
    rules::write_error_body(*problem, room_.out);
  }
  if (home_.draining) close_ = true;
  write_head(error);
  const std::string_view whole = close_gap();
  bytes_out_ = whole.size();
  bool failed = false;
  std::string_view rest = write_now(client_, whole, failed);
  while (!rest.empty() && !failed) {
    // a reader that takes something gets its time anew: only a stalled one is reset (L5)
    const transfer how = co_await write_more(client_, rest, home_.now() + snapshot_->limits.write_timeout);
    failed = how != transfer::done;
    if (how == transfer::timeout) client_.reset_on_close();
  }
  record(failed ? "client-gone" : problem ? (error.code.empty() ? std::string_view("NOT_AUTHORIZED") : error.code) : "ok");
  if (failed) co_return fate::close;
  if (!close_) co_return fate::keep;
  // who sent more than this request may be sending still: a plain close would be a reset that overtakes the answer
  co_return problem || consumed() < room_.in.size() ? fate::linger : fate::close;
}

void exchange::write_head(const rules::error_answer& error) {
  const wire::request_head& head = room_.request.head();
  if (head.request_id.empty() && own_id_[0] == '\0') own_id_ = home_.ids.next_request_id();
  wire::answer_head_out out;
  out.status = status_;
  out.has_body = room_.out.size() > gap;
  out.no_store = no_store_;
  out.close = close_;
  out.content_length = room_.out.size() - gap;
  out.date = home_.date();
  out.request_id = head.request_id.empty() ? rules::view(own_id_) : head.request_id;
  if (native_status_ != 0) out.passed = {room_.answer.head().passed.data(), room_.answer.head().passed_count};
  const wire::passed_field own_retry{"Retry-After", "1"};
  if (error.retry_after != 0) out.passed = {&own_retry, 1};
  out.allow = error.allow;
  out.ignored = room_.ignored;
  out.upstream = error.upstream;
  out.cors_lines = snapshot_->cors_lines(head.origin);
  room_.head.clear();
  wire::write_answer_head(room_.head, out);
}

// Puts the head right in front of the body, so that the answer is one span. HEAD has no body (H10).
std::string_view exchange::close_gap() {
  if (room_.request.head().verb == routes::method::head) room_.out.resize(gap, boost::container::default_init);
  if (room_.head.size() > gap) {
    room_.out.insert(room_.out.begin() + gap, room_.head.begin(), room_.head.end());
    return routes::view(room_.out).substr(gap);
  }
  const std::size_t start = gap - room_.head.size();
  std::copy(room_.head.begin(), room_.head.end(), room_.out.begin() + static_cast<std::ptrdiff_t>(start));
  return routes::view(room_.out).substr(start);
}

void exchange::record(std::string_view outcome_text) {
  const wire::request_head& head = room_.request.head();
  const time_point end = home_.now();
  const auto span = [](time_point from, time_point to) {
    return std::chrono::duration_cast<rules::microseconds>(to - from);
  };
  rules::access_record line;
  line.time = wall_;
  line.request_id = head.request_id.empty() ? rules::view(own_id_) : head.request_id;
  line.client = client_address_;
  line.method = method_text(head.verb);
  if (match_.row != nullptr) {
    line.route = match_.row->pattern;
    line.operation = asked_ == time_point{} ? std::string_view{} : routes::native(match_.row->op).name;
  }
  line.key_name = key_.key_name;
  line.number = room_.plan.callee;
  line.status = status_;
  line.native_status = native_status_;
  line.read = span(began_, asked_ == time_point{} ? end : asked_);
  if (asked_ != time_point{}) line.engine = span(asked_, answered_);
  line.total = span(began_, end);
  line.bytes_in = consumed();
  line.bytes_out = bytes_out_;
  line.outcome = outcome_text;
  line.key_echoes = key_echoes_;
  home_.record(line);
}

}  // namespace ramal::flow
