// The phase in which the engine is asked: in its turn, if the breaker allows, as long as the client is there
// (http-rules.md L8, L9, U12, U14).
#pragma once

#include "proxy/flow/plan_native.hpp"
#include "proxy/flow/task.hpp"

namespace ramal::flow {

// The engine's whole answer; its bytes stand in the buffers.
struct native_answer {
  std::uint16_t status;
};

task<result<native_answer>> ask_in_turn(request_scope& in, const routed& to, const caller& who,
                                        const planned_request& what);

}  // namespace ramal::flow
