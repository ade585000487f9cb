// The phase between the engine's answer and the client's.
#pragma once

#include "proxy/flow/ask_in_turn.hpp"
#include "routes/plan_response.hpp"

namespace ramal::flow {

// Writes the client's body behind what `out` holds, without the native key wherever it stood (http-rules.md K4).
result<routes::client_answer> rewrite(request_scope& in, const routed& to, const admitted& by,
                                      const native_answer& native);

}  // namespace ramal::flow
