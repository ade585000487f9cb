// The trace of one request (console.md section 2), where requests are traced: begun when another server is asked, or at
// the end of a request that asks nobody.
#pragma once

#include <string_view>

#include "proxy/flow/record_request.hpp"

namespace ramal::flow {

// What the server that is asked gets as `traceparent`: the client's, a new one where it has none that may be shown (K3),
// or, of a trace that is sampled, one that names our own span. The view lives as long as `in`, its bytes and `own`.
std::string_view traceparent_for(request_scope& in, rules::traceparent& own);

// The request is over: its spans, for the collector. Returns the trace's id, which lives as long as `in`. To be called
// only where settings().traces is set.
std::string_view leave_spans(request_scope& in, const request_end& end, time_point over);

}  // namespace ramal::flow
