#include "proxy/flow/serve_request.hpp"

#include <new>

#include "proxy/flow/pass_through.hpp"
#include "proxy/flow/receive_event.hpp"
#include "proxy/flow/rewrite.hpp"
#include "proxy/rules/loggable.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;
using made_answer = result<routes::client_answer>;

// The client's own id, unless it is a key, which must reach neither the engine nor a log (K3).
void choose_id(request_scope& in) {
  const std::string_view sent = in.head().request_id.of(in.bytes());
  const std::string_view key = auth::value_of(in.head().credentials(in.bytes()));
  if (sent.empty() || rules::holds_secret(sent, in.settings().ring, key)) in.own_id = in.parts.ids.next_request_id();
}

failure of_planned(const request_scope& in, failure problem) {
  problem.changes = in.buffers->plan.verb != routes::method::get;
  return problem;
}

// For the program's log. A lack of memory here, or a client that has gone, says nothing about the engine.
void note_engine_state(const request_scope& in, const caller& who, const outcome& problem) {
  const bool of_engine = !problem ||
                         (problem->kind >= failure_kind::native_error &&
                          problem->kind <= failure_kind::upstream_timeout && problem->kind != failure_kind::stopped);
  const bool refused = problem && problem->kind == failure_kind::not_authorized;  // a client's own key, by the engine
  if (!of_engine && !refused) return;
  in.with.engine->note(problem && !refused ? problem->why : routes::reason::none,
                       who.key.injected ? who.key.key_name : std::string_view{}, in.notes.front, in.parts.clock.now());
}

// The calls layer has Evolution GO's words for it (go-calls.md section 2).
failure in_words_of(const routed& to, failure problem) {
  if (to.row->is_native() && problem.kind == failure_kind::not_authorized) problem.text = "Unauthorized";
  return problem;
}

made_answer take_native(request_scope& in, const routed& to, const admitted& by, const result<native_answer>& native) {
  made_answer made = native.has_value() ? rewrite(in, to, by, *native) : made_answer(native.error());
  outcome problem;
  if (made.has_error()) problem = made.error();
  if (in.times.asked) note_engine_state(in, by.who, problem);
  if (!problem) return made;
  return in_words_of(to, of_planned(in, *problem));
}

// Answered without the engine; a body is dropped.
task<made_answer> answer_here(request_scope& in, std::string_view text) {
  outcome problem = begin_body(in, body_use::drop);
  if (!problem && has_unread_body(in.buffers.get())) problem = co_await read_body(in, body_use::drop);
  if (problem) co_return *problem;
  begin_answer(in.buffers.get());
  routes::append(in.buffers->out, text);
  co_return routes::client_answer{};
}

// What no operation of calls is: an event of the engine, what goes to an Evolution GO server, or nothing that is known.
// A task of its own, so that the frame of all others stays small.
task<made_answer> answer_beside(request_scope& in, const result<routed>& to) {
  const failure problem = to.has_error() ? to.error() : failure(failure_kind::route_not_found);
  const std::optional<hook_table::match> hook = find_hook(in, problem);
  if (hook) {
    made_answer event = co_await receive_event(in, *hook);
    co_return event;
  }
  made_answer passed = co_await pass_through(in, problem);
  if (to.has_error() && passed.has_error()) {
    failure why = with_hint(in, passed.error());
    co_return why;
  }
  co_return passed;
}

// All phases except the last one. If the key may not make this request, its body is dropped, so that the connection may
// stay.
task<made_answer> answer_of(request_scope& in) {
  if (const outcome problem = judge_host(in)) co_return *problem;
  if (in.head().verb == routes::method::options) {
    made_answer preflight = co_await answer_here(in, {});
    co_return preflight;
  }
  const result<routed> to = find_route(in);
  if (to.has_error() || (to->is_special() && asks_status_of_go(in, *to))) {
    made_answer other = co_await answer_beside(in, to);
    co_return other;
  }
  if (to->is_health_check()) {
    made_answer health = co_await answer_here(in, R"({"status":"ok"})");
    co_return health;
  }
  const result<caller> who = identify(in);
  if (who.has_error()) co_return in_words_of(*to, who.error());
  if (to->wants_body() && in.head().encoded && has_unread_body(in.buffers.get()))
    co_return failure(failure_kind::unsupported_encoding);
  const result<admitted> by = admit(in, *who, routes::native(to->row->op).needs);
  // a client that waits for a 100 gets the refusal at once (H8)
  if (by.has_error() && in.head().expect_continue) co_return by.error();
  const body_use use = by.has_value() && to->wants_body() ? body_use::keep : body_use::drop;
  outcome problem = begin_body(in, use);
  if (!problem && has_unread_body(in.buffers.get())) problem = co_await read_body(in, use);
  if (problem) co_return *problem;
  if (by.has_error()) co_return by.error();
  begin_answer(in.buffers.get());
  const result<planned_request> what = plan(in, *to, by->who, complete_request(in.buffers.get()));
  if (what.has_error()) co_return of_planned(in, what.error());
  const result<native_answer> native = co_await ask_in_turn(in, *to, by->who, *what);
  co_return take_native(in, *to, *by, native);
}

// An allocation has failed (L7b). Nobody knows how much of the client's bytes was used, so the connection ends. Nothing
// of the engine's answer is used, since the key may stand in it. If the request was sent, its outcome is unknown.
failure lack_memory(request_scope& in) {
  failure problem(failure_kind::overloaded, routes::reason::out_of_memory);
  problem.text = "this gateway is out of memory: try again in a second";
  problem.sent = in.buffers->is_sent;
  problem = of_planned(in, problem);
  if (problem.sent && problem.changes) {
    problem.kind = failure_kind::internal;
    problem.text = "this gateway ran out of memory: look at the list of calls before trying again";
  }
  in.closes = true;
  if (in.times.asked && in.times.answered == time_point{}) in.times.answered = in.parts.clock.now();
  in.notes.native_status.reset();
  in.notes.front.clear();
  in.buffers->native_call.clear();
  return problem;
}

}  // namespace

task<served_request> serve_request(stream& client, worker_parts& parts, buffer_lease& buffers,
                                   const client_origin& peer, arrived_request what) {
  exchange_buffers& held = buffers.get();  // from now on the lease has buffers
  held.begin_request();
  std::optional<client_origin> named;
  if (!what.refused) named = named_by_proxy(peer, held, *what.with.settings, parts);
  request_scope in(client, parts, buffers, named ? *named : peer, std::move(what.with), what.began, what.last_one);
  choose_id(in);
  made_answer made = routes::client_answer{};
  std::optional<answer_writer> writer;
  after_answer then = after_answer::close;
  bool lacks_memory = false;
  try {
    if (what.refused) {
      made = *what.refused;
    } else {
      if (in.asks_for_end()) in.closes = true;
      made = co_await answer_of(in);
    }
    if (in.passed) {
      then = end_passed(in);
    } else {
      writer.emplace(in, made);
      then = co_await writer->run();
    }
  } catch (const std::bad_alloc&) {
    if (in.passed || (writer && writer->has_begun())) throw;
    lacks_memory = true;
  }
  if (lacks_memory) {
    writer.emplace(in, made_answer(lack_memory(in)));
    then = co_await writer->run();
  }
  served_request served(then, in.consumed());
  co_return served;
}

}  // namespace ramal::flow
