#include "proxy/flow/send_passed.hpp"

#include "proxy/flow/transfer.hpp"
#include "proxy/flow/transit.hpp"
#include "proxy/wire/write_head.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;
using made_answer = result<routes::client_answer>;

// The texts of the table speak of calls.
constexpr std::pair<failure_kind, std::string_view> texts[] = {
    {failure_kind::upstream_unreachable, "Evolution GO cannot be reached"},
    {failure_kind::upstream_connect_timeout, "Evolution GO did not accept a connection in time"},
    {failure_kind::upstream_reset, "Evolution GO closed the connection before it answered"},
    {failure_kind::upstream_malformed, "Evolution GO gave an answer that makes no sense"},
    {failure_kind::upstream_timeout, "Evolution GO did not answer, or took nothing of the request, in time"},
    {failure_kind::stopped, "this gateway was stopped before Evolution GO answered"},
};

failure in_our_words(failure problem) {
  for (const auto& [kind, text] : texts)
    if (kind == problem.kind && problem.text.empty()) problem.text = text;
  return problem;
}

// A client that waits for it sends nothing before (H8).
task<outcome> tell_to_continue(request_scope& in) {
  if (only_looks(in.head().verb) || !in.head().expect_continue) co_return std::nullopt;
  const time_point deadline = in.parts.clock.now() + in.settings().limits.write_timeout;
  const transfer_result told = co_await write_rest(in.client, wire::continue_answer, deadline);
  if (told == transfer_result::done) co_return std::nullopt;
  co_return failure(failure_kind::client_gone);
}

// One that is new, or was idle for so short a time that it is likely to be open still (U5): nothing is sent twice.
task<connect_result> connect(request_scope& in, const go_door& door, upstream& server, connection_owner owner) {
  connection idle = server.take_idle(owner, false, in.parts.clock.now());
  if (idle.io) {
    connect_result found(std::move(idle));
    co_return std::move(found);
  }
  disconnect_watch watch(in.client);
  connect_result made = co_await server.connect(in.parts.clock.now() + door.server.connect_timeout, watch);
  if (watch.happened()) {
    connect_result gone(failure_kind::client_gone);
    co_return std::move(gone);
  }
  made.made.owner = owner;
  co_return std::move(made);
}

void take_back(request_scope& in, transit& through) {
  const std::string rest = through.up().take_rest();
  routes::append(in.buffers->in, rest);
  in.notes.key_echoes = through.down().echoes();
  if (through.down().status() != 0) in.notes.native_status = through.down().status();
}

// What the client is told, or, where it has got a byte already, how the answer ended.
made_answer answer_with(request_scope& in, transit& through, const outcome& problem) {
  const bool whole = through.up().is_done();
  if (!problem || through.down().has_begun()) {
    if (problem && (through.down().ends_with_connection() || through.down().client_failed()))
      in.client.reset_on_close();
    in.passed.emplace(passed_answer{through.down().status(), in.buffers->request.size() + through.up().moved(),
                                    through.down().bytes_out(), problem, whole});
    return routes::client_answer{};
  }
  failure why = in_our_words(*problem);
  why.sent = through.up().has_sent();
  why.changes = !only_looks(in.head().verb);
  in.closes = true;  // nobody knows how much of the body is still to come
  in.notes.native_status.reset();
  return why;
}

}  // namespace

task<made_answer> send_passed(request_scope& in, const go_door& door, const go_request& what) {
  go_permit permit(in.parts.go);
  const time_point now = in.parts.clock.now();
  if (outcome refused = permit.ask(door, now)) co_return *refused;
  const std::shared_ptr<upstream> server = in.parts.go.server;  // a reload may put another one in its place
  in.notes.other = metrics::beside_tables::passed;
  in.times.asked = now;
  in.times.answered = now;
  connect_result made = co_await connect(in, door, *server, what.owner);
  if (made.problem) {
    in.times.answered = in.parts.clock.now();
    permit.hand_back(made.problem, in.times.answered);
    failure problem = in_our_words(*made.problem);
    problem.changes = !only_looks(in.head().verb);
    co_return problem;
  }
  outcome gone = co_await tell_to_continue(in);
  if (gone) co_return *gone;
  ++made.made.requests;
  transit through(in, door, *made.made.io, what.token);
  const outcome problem = co_await through.run();
  if (in.times.answered == now) in.times.answered = in.parts.clock.now();
  permit.hand_back(problem && through.down().has_begun() ? outcome() : problem, in.parts.clock.now());
  if (!problem && through.up().is_done() && through.down().leaves_connection())
    server->give_back(std::move(made.made), in.parts.clock.now());
  take_back(in, through);
  in.notes.client_gone = problem && problem->kind == failure_kind::client_gone;
  co_return answer_with(in, through, problem);
}

}  // namespace ramal::flow
