// One request to the operator's Evolution GO server and its answer (contracts/gateway.md section 3): leave to ask, a
// connection, both on their way, what the client is told where they do not arrive. Sent once, whatever its method.
#pragma once

#include "proxy/flow/answer_writer.hpp"
#include "proxy/flow/go_request.hpp"
#include "proxy/flow/task.hpp"

namespace ramal::flow {

// in.native holds the head of the request. `door` and `what` outlive the task. See pass_through().
task<result<routes::client_answer>> send_passed(request_scope& in, const go_door& door, const go_request& what);

}  // namespace ramal::flow
