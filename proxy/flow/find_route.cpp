#include "proxy/flow/find_route.hpp"

#include "routes/find.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

// Health checks come by the program's address, whatever names it has (T2).
bool is_health_check(const routes::mount_options& mount, std::string_view path) {
  const auto found = routes::find(mount, routes::method::get, path);
  return found.has_value() && found->row->op == routes::operation::server_ok;
}

}  // namespace

outcome judge_host(const request_scope& in) {
  const snapshot& settings = in.settings();
  if (settings.serves(in.head().host.of(in.bytes()))) return std::nullopt;
  if (is_health_check(settings.mount, in.head().path.of(in.bytes()))) return std::nullopt;
  return failure(failure_kind::misdirected);
}

result<routed> find_route(request_scope& in) {
  const auto found = routes::find_plainly(in.settings().mount, in.head().verb, in.head().path.of(in.bytes()));
  if (found.has_error()) return found.error();
  in.notes.row = found->row;
  if (found->row->op == routes::operation::websocket) return failure(failure_kind::websocket_not_proxied);
  const routed to{found->row, found->id.empty() ? wire::slice{} : wire::slice_of(in.bytes(), found->id)};
  if (to.is_health_check() && in.parts.is_leaving()) return failure(failure_kind::not_ready);
  return to;
}

failure with_hint(const request_scope& in, failure problem) {
  if (problem.kind == failure_kind::route_not_found)
    problem.hint = routes::hint_of(in.settings().mount, in.head().path.of(in.bytes()));
  return problem;
}

std::optional<hook_table::match> find_hook(request_scope& in, const failure& problem) {
  if (problem.kind != failure_kind::route_not_found) return std::nullopt;
  const hook_table& hooks = in.settings().hooks;
  const auto found = hooks.find(in.head().path.of(in.bytes()));
  if (found) in.notes.key_name = hooks.keys()[found->key].name;
  if (found) in.notes.other = metrics::beside_tables::hook;
  return found;
}

}  // namespace ramal::flow
