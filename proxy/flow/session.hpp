// One client connection: requests one after the other until one side ends it (http-rules.md F24, L1, L4).
#pragma once

#include <string>

#include "proxy/flow/stream.hpp"
#include "proxy/flow/task.hpp"
#include "proxy/flow/worker.hpp"

namespace ramal::flow {

// Runs until the connection is to be closed; the caller owns and then closes `client`. `address` is for the log. An idle
// connection holds no buffer: waiting costs this frame alone.
task<void> run_session(stream& client, worker& home, std::string address);

}  // namespace ramal::flow
