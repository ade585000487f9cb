// The first phase: which host and which route a head asks for (http-rules.md T).
#pragma once

#include "proxy/flow/request_scope.hpp"
#include "proxy/wire/head_lines.hpp"

namespace ramal::flow {

struct routed {
  const routes::route* row;  // never null
  wire::slice path_id;       // in the head: what stood for {id}

  bool wants_body() const { return row->wants_body(); }
  bool is_health_check() const { return row->op == routes::operation::server_ok; }
  // One that may be answered by another than the engine: a health check, or what tells of the instance.
  bool is_special() const { return row->op >= routes::operation::instance_status; }
};

// Misdirected, if the request is for a host that is not served here.
outcome judge_host(const request_scope& in);

// Without a hint where no route is found: others are asked first, and the search for one costs more than the route.
result<routed> find_route(request_scope& in);

// What the client is told where nobody else knows the path either.
routes::failure with_hint(const request_scope& in, routes::failure problem);

// Where no route was found: the hook that is asked for, of those that a key's events come in by.
std::optional<hook_table::match> find_hook(request_scope& in, const routes::failure& problem);

}  // namespace ramal::flow
