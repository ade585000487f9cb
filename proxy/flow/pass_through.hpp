// What is no call goes to the operator's own Evolution GO server (contracts/gateway.md section 3): the phases of such a
// request, beside those of serve_request.
#pragma once

#include "proxy/flow/answer_writer.hpp"
#include "proxy/flow/find_route.hpp"

namespace ramal::flow {

// A request that no route here is for, as `not_here` says; that is the answer, too, where nothing is passed on: no server,
// no such path, no token of this key. If the client has got a byte of the server's answer, in.passed says what became of
// it, and nothing more may be written.
task<result<routes::client_answer>> pass_through(request_scope& in, routes::failure not_here);

// GET /instance/status of a key that has a token, if the server is to answer it.
bool asks_status_of_go(request_scope& in, const routed& to);

// Writes the log's line of in.passed.
after_answer end_passed(request_scope& in);

}  // namespace ramal::flow
