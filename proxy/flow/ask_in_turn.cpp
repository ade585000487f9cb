#include "proxy/flow/ask_in_turn.hpp"

#include "proxy/flow/ask_engine.hpp"
#include "proxy/flow/engine_permit.hpp"
#include "proxy/flow/ready.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

// A client that goes away gives its turn to the next; should it only have ended its own side, it still reads why.
task<outcome> wait_for_place(request_scope& in, place& own) {
  if (own.is() == place::state::waiting) {
    const time_point since = in.home.now();
    const wake why = co_await ready(in.client, interest::end, since + in.settings().limits.queue_timeout);
    in.times.queued = in.home.now() - since;
    if (own.is() == place::state::inside) co_return std::nullopt;
    in.notes.client_gone = own.is() == place::state::waiting && why == wake::ready;
  }
  co_return failure(failure_kind::overloaded);
}

engine_terms terms_of(const request_scope& in, const caller& who, const planned_request& what) {
  const config::upstream_engine& engine = in.settings().engine;
  if (engine.share_connections) return engine_terms(no_owner, what.is_get, engine);
  const connection_owner owner = in.home.remembered->owner_of(who.key, who.native(in.bytes()).value);
  return engine_terms(owner, what.is_get, engine);
}

}  // namespace

task<result<native_answer>> ask_in_turn(request_scope& in, const routed& to, const caller& who,
                                        const planned_request& what) {
  const config::limits& limits = in.settings().limits;
  place own(in.home.to_engine, rules::urgency_of(to.row->op),
            rules::share_of(limits.in_flight, limits.queued, in.home.workers), in.client);
  if (own.is() != place::state::inside) {
    outcome turned_away = co_await wait_for_place(in, own);
    if (turned_away) co_return *turned_away;
  }
  departure client(in.client);
  const time_point now = in.home.now();
  engine_permit permit(in.home, in.settings(), now);
  if (outcome refused = permit.refused()) {
    refused->why = in.with.engine->trouble();
    co_return *refused;
  }
  in.times.asked = now;
  const engine_terms terms = terms_of(in, who, what);
  outcome problem = co_await ask_engine(in.home, *in.with.engine, in.buffers.get(), terms, client);
  in.notes.client_gone = client.happened();
  in.times.answered = in.home.now();
  permit.hand_back(problem, in.times.answered);
  if (problem) co_return *problem;
  co_return native_answer{in.buffers->answer.head().status};
}

}  // namespace ramal::flow
