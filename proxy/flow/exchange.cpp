#include "proxy/flow/exchange.hpp"

#include <algorithm>

#include "proxy/flow/ask_engine.hpp"
#include "proxy/flow/engine_permit.hpp"
#include "proxy/flow/native_request.hpp"
#include "proxy/flow/ready.hpp"
#include "proxy/rules/key_echo.hpp"
#include "proxy/wire/head_lines.hpp"
#include "proxy/wire/misplaced_key.hpp"
#include "routes/body_form.hpp"
#include "routes/call_object.hpp"
#include "routes/text.hpp"

namespace ramal::flow {
namespace {

using routes::append;
using routes::failure;
using routes::failure_kind;
using routes::operation;

// K4: the key is cut out as it is wherever it stands, and in every form where a text of the engine is passed on as it
// is: in refusals, and in the fields of the head that pass.
std::size_t mask_echoes(room& in, std::string_view key, bool success) {
  const std::span<char> whole = answer_bytes_of(in);
  const std::span<char> body = whole.subspan(in.answer.size());
  std::size_t found = rules::mask_key(whole, key);
  found += success ? rules::mask_escaped_key(body, key) : rules::mask_any_form_of_key(body, key);
  const wire::answer_head& head = in.answer.head();
  for (const wire::passed_field& field : std::span(head.passed.data(), head.passed_count)) {
    const std::size_t end = field.value.at + field.value.size;
    found += rules::mask_any_form_of_key(whole.subspan(field.name.at, end - field.name.at), key);
  }
  return found;
}

// Most ids have nothing to decode.
void put_text(std::string_view inside, std::string& out) {
  out.clear();
  if (inside.find('\\') == std::string_view::npos) out.assign(inside);
  else routes::unescape_json(inside, out);
}

}  // namespace

exchange::exchange(stream& client, worker& home, generation with, room_lease& in, const client_origin& from,
                   time_point began, bool last_one)
    : client_(client), home_(home), room_(in), snapshot_(std::move(with.settings)), engine_(std::move(with.engine)),
      from_(from), began_(began), wall_(home.wall_time()), close_(last_one) {
  room& held = in.get();  // from now on there is one
  held.body = wire::body_reader();
  held.ignored.clear();
  held.native_call.clear();
  held.plan.clear();
}

task<exchange::outcome> exchange::run() {
  outcome problem = judge_caller(judge_head());
  if (!problem) problem = judge_encoding();
  outcome refused;  // its body is dropped, and the connection may stay
  if (!problem && !is_local()) refused = enter_key();
  // who waits to hear whether to send it hears so at once (H8)
  if (refused && room_->request.head().expect_continue) problem = refused;
  if (!problem) problem = co_await read_body(!refused && wants_body());
  if (!problem) problem = refused;
  room_->out.resize(gap, boost::container::default_init);  // what follows is the body
  if (!problem && is_local()) write_local();
  else if (!problem) {
    admitted_ = home_.now();
    problem = plan();
    if (!problem) problem = co_await ask();
    if (!problem) problem = rewrite();
    if (asked_ != time_point{}) note_engine(problem);
    if (problem) problem->post = room_->plan.verb == routes::method::post;
  }
  co_return problem;
}

// Head, route, key: everything that is decided before the body is read.
exchange::outcome exchange::judge_head() {
  const wire::request_head& head = room_->request.head();
  const std::string_view bytes = room_->request_bytes();
  const std::string_view path = head.path.of(bytes);
  if (head.http_1_0 || !head.keep_alive) close_ = true;
  if (!snapshot_->serves(head.host.of(bytes)) && !is_probe(path)) return failure(failure_kind::misdirected);
  if (head.verb == routes::method::options) return std::nullopt;
  auto found = routes::find(snapshot_->mount, head.verb, path);
  if (found.has_error()) return found.error();
  row_ = found->row;
  if (!found->id.empty()) path_id_ = wire::slice_of(bytes, found->id);
  if (row_->op == operation::websocket) return failure(failure_kind::websocket_not_proxied);
  if (row_->op == operation::server_ok) return home_.leaving ? outcome(failure_kind::not_ready) : std::nullopt;
  auto key = auth::decide(head.credentials(bytes), snapshot_->ring, snapshot_->accept_native_keys);
  if (key.has_error()) return with_place_of_key(key.error());
  key_ = *key;
  if (!key_.injected) own_key_ = wire::slice_of(bytes, std::exchange(key_.native_value, {}));
  return std::nullopt;
}

// Whoever checks this program's health asks for it by its address, whatever names it has (T2).
bool exchange::is_probe(std::string_view path) const {
  const auto found = routes::find(snapshot_->mount, routes::method::get, path);
  return found.has_value() && found->row->op == operation::server_ok;
}

// Whoever has a key is told that the body cannot be read; a body that is dropped may be in any form.
exchange::outcome exchange::judge_encoding() const {
  const bool refused = wants_body() && room_->request.head().encoded && has_unread_body();
  return refused ? outcome(failure_kind::unsupported_encoding) : std::nullopt;
}

// For the log: a request without a key may have it somewhere else.
failure exchange::with_place_of_key(failure problem) const {
  const wire::request_head_reader& request = room_->request;
  if (problem.why == routes::reason::no_key)
    problem.why = wire::find_misplaced_key(room_->request_bytes().substr(0, request.size()),
                                           request.head().query.of(room_->request_bytes()));
  return problem;
}

// Answered here, without the engine.
bool exchange::is_local() const { return row_ == nullptr || row_->op == operation::server_ok; }

// What the body is instead, "" if nobody can tell.
std::string_view exchange::cause_of_no_json(std::string_view body) const {
  const std::string_view head = room_->request_bytes().substr(0, room_->request.size());
  return routes::no_json_because(body, wire::find_field(head, "content-type"));
}

exchange::outcome exchange::plan() {
  const wire::request_head& head = room_->request.head();
  const std::string_view bytes = room_->request_bytes();
  routes::client_request request;
  request.row = row_;
  request.path_id = path_id_.of(bytes);
  request.query = head.query.of(bytes);
  request.body = {room_->in.data() + room_->request.size(), room_->body.decoded()};
  request.limits = snapshot_->json_limits;
  if (auto problem = routes::plan_request(request, room_->plan)) {
    if (problem->kind == failure_kind::invalid_json) problem->text = cause_of_no_json(request.body);
    return problem;
  }

  for (std::size_t i = 0; i < routes::ignored_names().size(); ++i)
    if ((room_->plan.ignored >> i & 1) != 0)
      room_->ignored.append(room_->ignored.empty() ? "" : ", ").append(routes::ignored_names()[i]);

  rules::traceparent own_trace;
  if (head.traceparent.empty()) own_trace = home_.ids.next_traceparent();
  write_native(room_.get(), *snapshot_, {key_.kind, native_key()}, request_id(),
               head.traceparent.empty() ? rules::view(own_trace) : head.traceparent.of(bytes));
  return std::nullopt;
}

task<exchange::outcome> exchange::ask() {
  place own(home_.to_engine, rules::urgency_of(row_->op), share_of_places(), client_);
  if (own.is() != place::state::inside) {
    outcome turned_away = co_await wait_for_place(own);
    if (turned_away) co_return turned_away;
  }
  departure client(client_);
  engine_permit permit(home_, *snapshot_, admitted_);
  if (auto refused = permit.refused()) {
    refused->why = engine_->trouble();
    co_return refused;
  }
  asked_ = admitted_;
  const bool shared = snapshot_->engine.share_connections;
  engine_terms terms(shared ? no_owner : home_.remembered->owner_of(key_, native_key()),
                     room_->plan.verb == routes::method::get, snapshot_->engine);
  outcome problem = co_await ask_engine(home_, *engine_, room_.get(), terms, client);
  client_gone_ = client.happened();
  answered_ = home_.now();
  permit.hand_back(problem, answered_);
  co_return problem;
}

exchange::outcome exchange::rewrite() {
  native_status_ = room_->answer.head().status;
  const bool success = native_status_ < 300;
  key_echoes_ = mask_echoes(room_.get(), key_.native_value, success);
  auto planned = plan_answer();
  if (planned.has_error() && success) {  // a text of the body may pass, as it does in a refusal
    key_echoes_ += rules::mask_any_form_of_key(answer_bytes_of(room_.get()), native_key());
    planned = plan_answer();
  }
  note_native_key(planned.has_error() ? outcome(planned.error()) : std::nullopt);
  in_flight_.end();
  if (planned.has_error()) {
    failure problem = planned.error();
    problem.sent = true;
    if (problem.kind == failure_kind::upstream_blocked) note_front();
    return problem;
  }
  status_ = planned->status;
  no_store_ = planned->no_store;
  plain_text_ = planned->plain_text;
  if (success) note_ids();
  return std::nullopt;
}

// For the program's log. What we lack, and a client that has gone, say nothing of the engine.
void exchange::note_engine(const outcome& problem) {
  const bool of_engine = !problem ||
                         (problem->kind >= failure_kind::native_error &&
                          problem->kind <= failure_kind::upstream_timeout && problem->kind != failure_kind::stopped);
  const bool refused = problem && problem->kind == failure_kind::not_authorized;  // a client's own key, by the engine
  if (!of_engine && !refused) return;
  engine_->note(problem && !refused ? problem->why : routes::reason::none,
                key_.injected ? key_.key_name : std::string_view{}, front_, home_.now());
}

// For the log: what ties a start to all that is asked about its call later. The client has one of the two ids.
void exchange::note_ids() {
  const routes::answer_shape shape = row_->shape;
  if (shape != routes::answer_shape::call && shape != routes::answer_shape::started_call) return;
  const routes::native_call& call = room_->rewriting.call;
  std::string& shown = room_->plan.call_id;
  std::string& own = room_->native_call;
  if (shape == routes::answer_shape::started_call) {
    put_text(routes::shown_id(call, room_->rewriting.text), shown);
    mask_callee(shown);
  }
  put_text(routes::native_id(call), own);
  mask_callee(own);
  if (own == shown) own.clear();
}

// An engine may make its ids of the number that is called.
void exchange::mask_callee(std::string& id) const {
  const std::string& number = room_->plan.callee;
  const auto at = snapshot_->mask_numbers && number.size() > 4 ? id.find(number) : std::string::npos;
  if (at != std::string::npos) std::fill_n(id.begin() + static_cast<std::ptrdiff_t>(at), number.size() - 4, '*');
}

// Of what refused in front of the engine.
void exchange::note_front() {
  front_ = room_->answer.head().server.of(room_->answer_bytes());
  rules::mask_any_form_of_key(front_, native_key());
}

exchange::planned_answer exchange::plan_answer() {
  routes::answer_context context;
  context.row = row_;
  context.request = &room_->plan;
  context.injected_key = key_.injected;
  context.reject_unknown_ok = snapshot_->reject_unknown_ok;
  context.key_name = key_.key_name;
  return routes::plan_response(context, native_status_, answer_body_of(room_.get()), room_->rewriting, room_->out);
}

std::string_view exchange::native_key() const {
  return key_.injected ? key_.native_value : own_key_.of(room_->request_bytes());
}

void exchange::write_local() {
  if (row_ != nullptr) append(room_->out, R"({"status":"ok"})");
}

}  // namespace ramal::flow
