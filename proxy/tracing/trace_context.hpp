// The trace of one request (W3C Trace Context; console.md section 2): who called, who is called, whether spans are kept.
// Pure. Ids are texts of lower-case hex digits all the way: that is how they come, go, and are exported.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "proxy/rules/id_source.hpp"

namespace ramal::tracing {

// A share of all traces that begin here: those whose last 56 bits, which are random, are at least `least`.
struct sampling {
  std::uint64_t least = 0;
  bool operator==(const sampling&) const = default;
};
// `ratio`: 0 (none) to 1 (all). The same trace is sampled by every program that has the same ratio, or a larger one.
sampling sampling_of(double ratio);
// `trace_id`: 32 hex digits.
bool is_sampled(std::string_view trace_id, sampling share);

struct request_trace {
  rules::traceparent onward;             // what the server that is asked gets
  rules::span_id server;                 // our span of the client's request
  std::optional<rules::span_id> caller;  // the span of the client's program; none: the trace begins here
  bool sampled;

  std::string_view id() const { return rules::view(onward).substr(3, 32); }
  // Our span of the request that we send: the parent of the server's span.
  std::string_view client() const { return rules::view(onward).substr(36, 16); }
};

// `sent`: a valid traceparent of version 00, or "" for none. The caller decides whether its trace is sampled, `share`
// where there is none. What is not sampled goes on as it came.
request_trace begin_trace(std::string_view sent, sampling share, rules::id_source& ids);

}  // namespace ramal::tracing
