#include "proxy/flow/pass_through.hpp"

#include "proxy/flow/admit.hpp"
#include "proxy/flow/client_body.hpp"
#include "proxy/flow/judge_scope.hpp"
#include "proxy/flow/record_request.hpp"
#include "proxy/flow/send_passed.hpp"
#include "proxy/flow/upload.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;
using made_answer = result<routes::client_answer>;

constexpr std::string_view passed_methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

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
  // the buffers may have been exchanged while the body was waited for: views into them are made again
  const routes::passed_path target = *door.paths.find(in.head().path.of(in.bytes()));
  const go_request what{target, (target.admin ? secrets->admin_key : secrets->token).reveal(), who->key.binding_mark};
  problem = write_go_head(in, door, what);
  if (problem) co_return *problem;
  made_answer made = co_await send_passed(in, door, what);
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
