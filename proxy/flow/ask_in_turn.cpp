#include "proxy/flow/ask_in_turn.hpp"

#include "proxy/flow/ask_engine.hpp"
#include "proxy/flow/engine_gate.hpp"
#include "proxy/flow/ready.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

// A client that goes away loses its turn to the next one. If it has ended its own side only, it still reads the answer.
task<outcome> wait_for_place(request_scope& in, const engine_permit& permit) {
  if (permit.state() == admission::state::waiting) {
    const time_point since = in.parts.clock.now();
    const wait_result why = co_await ready(in.client, interest::end, since + in.settings().limits.queue_timeout);
    in.times.queued = in.parts.clock.now() - since;
    if (permit.state() == admission::state::inside) co_return std::nullopt;
    in.notes.client_gone = permit.state() == admission::state::waiting && why == wait_result::ready;
  }
  co_return failure(failure_kind::overloaded);
}

engine_terms terms_of(const request_scope& in, const caller& who, const planned_request& what) {
  const config::upstream_engine& engine = in.settings().engine;
  if (engine.share_connections) return engine_terms(no_owner, what.is_get, engine);
  const connection_owner owner = in.parts.usage->owner_of(who.key, who.native(in.bytes()).value);
  return engine_terms(owner, what.is_get, engine);
}

}  // namespace

task<result<native_answer>> ask_in_turn(request_scope& in, const routed& to, const caller& who,
                                        const planned_request& what) {
  engine_permit permit(in.parts.gate, rules::urgency_of(to.row->op), in.settings(), in.client);
  if (permit.state() != admission::state::inside) {
    outcome turned_away = co_await wait_for_place(in, permit);
    if (turned_away) co_return *turned_away;
  }
  disconnect_watch client(in.client);
  const time_point now = in.parts.clock.now();
  if (outcome refused = permit.ask_breaker(now)) {
    refused->why = in.with.engine->trouble();
    co_return *refused;
  }
  in.times.asked = now;
  const engine_terms terms = terms_of(in, who, what);
  outcome problem = co_await ask_engine(in.parts, permit, *in.with.engine, in.buffers.get(), terms, client);
  in.notes.client_gone = client.happened();
  in.times.answered = in.parts.clock.now();
  permit.hand_back(problem, in.times.answered);
  if (problem) co_return *problem;
  co_return native_answer{in.buffers->answer.head().status};
}

}  // namespace ramal::flow
