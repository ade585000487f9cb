// The phase between the client's request and the engine's: what the engine is to be asked.
#pragma once

#include "proxy/flow/admit.hpp"
#include "proxy/flow/client_body.hpp"
#include "proxy/flow/find_route.hpp"

namespace ramal::flow {

// Its bytes stand in the buffers, as `native`; `plan` says what they mean.
struct planned_request {
  bool is_get;
};

result<planned_request> plan(request_scope& in, const routed& to, const caller& who, const complete_request& request);

}  // namespace ramal::flow
