#include "proxy/flow/rewrite.hpp"

#include <algorithm>
#include <span>

#include "proxy/flow/ask_engine.hpp"
#include "proxy/rules/key_echo.hpp"
#include "routes/call_object.hpp"
#include "routes/plan_native.hpp"
#include "routes/text.hpp"

namespace ramal::flow {
namespace {

using routes::failure;

// K4: the key is cut out as it is wherever it stands, and in every form where a text of the engine is passed on as it
// is: in refusals, and in the fields of the head that pass.
std::size_t mask_echoes(exchange_buffers& in, std::string_view key, bool success) {
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

result<routes::client_answer> plan_answer(request_scope& in, const routed& to, const caller& who,
                                          const native_answer& native) {
  exchange_buffers& held = in.buffers.get();
  routes::answer_context context;
  context.row = to.row;
  context.request = &held.plan;
  context.injected_key = who.key.injected;
  context.reject_unknown_ok = in.settings().reject_unknown_ok;
  context.key_name = who.key.key_name;
  if (to.row->is_native())
    return routes::plan_native_answer(context, native.status, answer_body_of(held), held.rewriting, held.out);
  return routes::plan_response(context, native.status, answer_body_of(held), held.rewriting, held.out);
}

// Most ids have nothing to decode.
void put_text(std::string_view inside, std::string& out) {
  out.clear();
  if (inside.find('\\') == std::string_view::npos) out.assign(inside);
  else routes::unescape_json(inside, out);
}

// An engine may make its ids of the number that is called.
void mask_callee(const request_scope& in, std::string& id) {
  const std::string& number = in.buffers->plan.callee;
  const auto at = in.settings().mask_numbers && number.size() > 4 ? id.find(number) : std::string::npos;
  if (at != std::string::npos) std::fill_n(id.begin() + static_cast<std::ptrdiff_t>(at), number.size() - 4, '*');
}

// The same of the native door, whose clients see the engine's own id.
void note_native_id(request_scope& in) {
  exchange_buffers& held = in.buffers.get();
  put_text(routes::native_id(held.rewriting.call), held.plan.call_id);
  mask_callee(in, held.plan.call_id);
}

// For the log: the ids that connect a start with all later requests about its call. The client has one of the two.
void note_ids(request_scope& in, const routes::route& row) {
  const routes::answer_shape shape = row.shape;
  if (row.is_native() && row.op == routes::operation::start) return note_native_id(in);
  if (shape != routes::answer_shape::call && shape != routes::answer_shape::started_call) return;
  exchange_buffers& held = in.buffers.get();
  const routes::native_call& call = held.rewriting.call;
  if (shape == routes::answer_shape::started_call) {
    put_text(routes::shown_id(call, held.rewriting.text), held.plan.call_id);
    mask_callee(in, held.plan.call_id);
  }
  put_text(routes::native_id(call), held.native_call);
  mask_callee(in, held.native_call);
  if (held.native_call == held.plan.call_id) held.native_call.clear();
}

// For the log: what refused, or failed, in front of the engine.
void note_front(request_scope& in, std::string_view key) {
  in.notes.front = in.buffers->answer.head().server.of(in.buffers->answer_bytes());
  rules::mask_any_form_of_key(in.notes.front, key);
}

}  // namespace

result<routes::client_answer> rewrite(request_scope& in, const routed& to, const admitted& by,
                                      const native_answer& native) {
  exchange_buffers& held = in.buffers.get();
  const std::string_view key = by.who.native(in.bytes()).value;
  const bool success = native.status < 300;
  in.notes.native_status = native.status;
  in.notes.key_echoes = mask_echoes(held, key, success);
  auto made = plan_answer(in, to, by.who, native);
  if (made.has_error() && success) {  // a text of the body may pass, as it does in a refusal
    in.notes.key_echoes += rules::mask_any_form_of_key(answer_bytes_of(held), key);
    made = plan_answer(in, to, by.who, native);
  }
  if (made.has_value()) {
    judge_own_key(in, by, nullptr);
    if (success) note_ids(in, *to.row);
    return made;
  }
  failure problem = made.error();
  judge_own_key(in, by, &problem);
  problem.sent = true;
  if (problem.kind == routes::failure_kind::upstream_blocked || problem.why == routes::reason::front_failed)
    note_front(in, key);
  return problem;
}

}  // namespace ramal::flow
