#include "proxy/flow/pass_through.hpp"

#include "proxy/flow/admit.hpp"
#include "proxy/flow/client_body.hpp"
#include "proxy/flow/judge_scope.hpp"
#include "proxy/flow/record_request.hpp"
#include "proxy/flow/transfer.hpp"
#include "proxy/flow/transit.hpp"
#include "proxy/flow/upload.hpp"
#include "proxy/rules/loggable.hpp"
#include "proxy/wire/write_head.hpp"
#include "proxy/wire/write_passed_head.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;
using made_answer = result<routes::client_answer>;

constexpr std::string_view passed_methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

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

std::string_view method_text(routes::method verb) {
  constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  return names[static_cast<std::size_t>(verb)];
}

// What is to be sent, and as whom.
struct passing {
  routes::passed_path path;
  std::string_view token;
  connection_owner owner;
};

// A client's own trace, unless it holds a key (K3).
std::string_view trace_of(request_scope& in, rules::traceparent& own) {
  const std::string_view sent = in.head().traceparent.of(in.bytes());
  const std::string_view key = auth::value_of(in.head().credentials(in.bytes()));
  if (!sent.empty() && !rules::trace_holds_secret(sent, in.settings().ring, key)) return sent;
  own = in.parts.ids.next_traceparent();
  return rules::view(own);
}

wire::framing framing_of(const wire::request_head& head) {
  if (only_looks(head.verb)) return {};
  if (head.body.kind == wire::body_kind::none && head.verb != routes::method::delete_)
    return {wire::body_kind::length, 0};
  return head.body;
}

// Into in.native.
outcome write_head(request_scope& in, const go_door& door, const passing& what) {
  exchange_buffers& held = in.buffers.get();
  const std::string_view bytes = in.bytes().substr(0, held.request.size());
  wire::passed_lines lines;
  const auto how = lines.take(bytes, wire::passed_of_requests());
  if (how == wire::passed_lines::result::too_many) return failure(failure_kind::head_too_large);
  if (how == wire::passed_lines::result::bad_text) return failure(failure_kind::bad_header);
  rules::traceparent own_trace;
  wire::passed_request_head head;
  head.method_text = method_text(in.head().verb);
  head.path_prefix = door.server.path_prefix;
  head.target = what.path.target;
  head.query = in.head().query.of(bytes);
  head.host_header = door.host_header.empty() ? in.head().host.of(bytes) : std::string_view(door.host_header);
  if (head.host_header.empty()) head.host_header = door.server.host;  // HTTP/1.0 without one
  head.token = what.token;
  head.request_id = in.id();
  head.traceparent = trace_of(in, own_trace);
  head.user_agent = in.settings().user_agent;
  head.passed = lines.all();
  head.passed_bytes = bytes;
  head.body = framing_of(in.head());
  held.native.clear();
  wire::write_passed_request(held.native, head);
  return std::nullopt;
}

// Judged before anything is read of the body.
outcome judge_head(const request_scope& in, const go_door& door) {
  if (in.head().verb > routes::method::delete_) {
    failure problem(failure_kind::method_not_allowed);
    problem.allow = passed_methods;
    return problem;
  }
  const wire::framing& body = in.head().body;
  if (!only_looks(in.head().verb) && body.kind == wire::body_kind::length && body.length > door.server.body_bytes)
    return failure(failure_kind::body_too_large);
  return std::nullopt;
}

// The body of a request that only looks is dropped (F22).
task<outcome> drop_body(request_scope& in) {
  outcome problem = begin_body(in, body_use::drop);
  if (!problem && has_unread_body(in.buffers.get())) problem = co_await read_body(in, body_use::drop);
  co_return problem;
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

task<made_answer> send(request_scope& in, const go_door& door, const passing& what) {
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

config::key_operation needs_of(const routes::passed_path& path) {
  return path.target == "/instance/status" ? config::key_operation::status : config::key_operation::messages;
}

failure refuse_admin() {
  return failure(failure_kind::operation_not_allowed,
                 "this key may not manage instances: ask the operator of this gateway for a key that may");
}

// A reload may have put another server in the place of this request's, and its token is not for that one.
bool is_in_place(const request_scope& in, const go_door& door) {
  const snapshot& now = *in.parts.current.settings;
  if (&now == &in.settings()) return true;
  if (!now.go) return false;
  const config::evolution_go_server &a = door.server, &b = now.go->server;
  return a.host == b.host && a.port == b.port && a.tls == b.tls && a.tls_server_name == b.tls_server_name;
}

// 404 as without a server, unless this key has a token there.
const go_secrets* secrets_of(const go_door& door, const caller& who) {
  return who.key.injected ? door.secrets_of(who.key.name_mark) : nullptr;
}

}  // namespace

task<made_answer> pass_through(request_scope& in, failure not_here) {
  const snapshot& settings = in.settings();
  if (not_here.kind != failure_kind::route_not_found || !settings.go || in.parts.go.server == nullptr)
    co_return not_here;
  const go_door& door = *settings.go;
  const auto path = door.paths.find(in.head().path.of(in.bytes()));
  if (path.has_error()) co_return path.error().kind == failure_kind::bad_path ? path.error() : not_here;
  const result<caller> who = identify(in);
  if (who.has_error()) co_return who.error();
  const go_secrets* secrets = secrets_of(door, *who);
  if (secrets == nullptr) co_return not_here;
  const result<admitted> by = admit(in, *who, needs_of(*path));
  if (by.has_error()) co_return by.error();
  if (path->admin && secrets->admin_key.empty()) co_return refuse_admin();
  if (!is_in_place(in, door)) co_return failure(failure_kind::overloaded);
  outcome problem = judge_head(in, door);
  if (!problem && only_looks(in.head().verb)) problem = co_await drop_body(in);
  if (problem) co_return *problem;
  // the buffers may have been exchanged while the body was waited for: views into them are made anew
  const routes::passed_path target = *door.paths.find(in.head().path.of(in.bytes()));
  const passing what{target, (target.admin ? secrets->admin_key : secrets->token).reveal(), who->key.binding_mark};
  problem = write_head(in, door, what);
  if (problem) co_return *problem;
  made_answer made = co_await send(in, door, what);
  co_return made;
}

bool asks_status_of_go(request_scope& in, const routed& to) {
  const snapshot& settings = in.settings();
  if (!settings.go || !settings.go->has_status || to.row->pattern != "/instance/status") return false;
  const auth::principal* key = settings.ring.find(auth::value_of(in.head().credentials(in.bytes())));
  return key != nullptr && settings.go->secrets_of(key->name_mark) != nullptr;
}

after_answer end_passed(request_scope& in) {
  const passed_answer& passed = *in.passed;
  request_end how{passed.status,        passed.bytes_in, passed.bytes_out,    "ok", {},
                  routes::reason::none, std::nullopt,    in.notes.client_gone};
  if (passed.cut) {
    how.failure = passed.cut->kind;
    how.outcome = in.notes.client_gone ? "client-gone" : rules::answer_failure(*passed.cut).code;
    how.why = passed.cut->why;
  }
  record_request(in, how);
  if (passed.cut) return after_answer::close;
  if (!in.closes) return after_answer::keep;
  return passed.whole_request && in.asks_for_end() ? after_answer::close : after_answer::linger;
}

}  // namespace ramal::flow
