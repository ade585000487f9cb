// One client connection: requests one after the other until one side ends it (http-rules.md F24, L1, L4).
#pragma once

#include <chrono>

#include "proxy/flow/client_origin.hpp"
#include "proxy/flow/stream.hpp"
#include "proxy/flow/task.hpp"
#include "proxy/flow/worker_parts.hpp"

namespace ramal::flow {

// As the program ends, a connection that was opened or answered so short a time ago may still bring its request (O4).
inline constexpr std::chrono::milliseconds fresh_time{300};

// Runs until the connection is to be closed; the caller owns and then closes `client`. An idle connection holds no
// buffer: waiting costs this frame alone.
task<void> run_session(stream& client, worker_parts& parts, client_origin from);

}  // namespace ramal::flow
