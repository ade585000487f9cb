// An event that the engine posts to a key's hook (contracts/webhooks.md section 2): the checks in their order, and the
// answer once it is stored. Its own phases, since nothing of it goes to the engine.
#pragma once

#include "proxy/flow/hook_table.hpp"
#include "proxy/flow/request_scope.hpp"
#include "proxy/flow/task.hpp"
#include "routes/plan_response.hpp"

namespace ramal::flow {

task<result<routes::client_answer>> receive_event(request_scope& in, hook_table::match hook);

}  // namespace ramal::flow
