#include "proxy/flow/plan_native.hpp"

#include "proxy/flow/judge_scope.hpp"
#include "proxy/flow/trace_request.hpp"
#include "proxy/wire/head_lines.hpp"
#include "routes/body_form.hpp"
#include "routes/plan_native.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

void write_ignored(exchange_buffers& held) {
  for (std::size_t i = 0; i < routes::ignored_names().size(); ++i)
    if ((held.plan.ignored >> i & 1) != 0)
      held.ignored.append(held.ignored.empty() ? "" : ", ").append(routes::ignored_names()[i]);
}

// By the native door a number is as the client wrote it; the plan's `callee` is for the log there.
outcome judge_number(const routes::route& row, const caller& who, routes::native_request& asked) {
  if (!row.is_native()) return asked.callee.empty() ? outcome() : judge_callee(who, asked.callee);
  if (!routes::is_about_callee(row.op)) return std::nullopt;
  return judge_written_callee(who, {asked.written_callee, asked.callee_names}, asked.text);
}

}  // namespace

result<planned_request> plan(request_scope& in, const routed& to, const caller& who, const complete_request& request) {
  exchange_buffers& held = in.buffers.get();
  const wire::request_head& head = in.head();
  routes::client_request asked;
  asked.row = to.row;
  asked.path_id = to.path_id.of(request.head);
  asked.query = head.query.of(request.head);
  asked.body = request.body;
  asked.limits = in.settings().json_limits;
  const bool native = to.row->is_native();
  if (outcome problem = native ? routes::plan_native_request(asked, held.plan)
                               : routes::plan_request(asked, held.plan)) {
    if (problem->kind == failure_kind::invalid_json)
      problem->text = routes::no_json_because(request.body, wire::find_field(request.head, "content-type"));
    return *problem;
  }
  if (const outcome problem = judge_number(*to.row, who, held.plan)) return *problem;
  write_ignored(held);
  rules::traceparent own_trace;
  write_native(held, in.settings(), who.native(request.head), in.id(), traceparent_for(in, own_trace));
  return planned_request{held.plan.verb == routes::method::get};
}

}  // namespace ramal::flow
