// A request that is over, for the inspector (console.md section 3): only while that is on.
#pragma once

#include "proxy/flow/record_request.hpp"

namespace ramal::flow {

// Of a request that is passed on piece by piece, and of an event, the heads alone. Without memory for it nothing is
// captured, and nothing beyond what a worker may spend (`inspector::capture_budget`).
void capture(const request_scope& in, const request_end& end, time_point over);

}  // namespace ramal::flow
