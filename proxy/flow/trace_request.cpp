#include "proxy/flow/trace_request.hpp"

#include <algorithm>

#include "proxy/rules/loggable.hpp"
#include "proxy/tracing/span_ring.hpp"

namespace ramal::flow {
namespace {

// The client's own, unless it holds a key (K3); "" for none.
std::string_view sent_by_client(const request_scope& in) {
  const std::string_view sent = in.head().traceparent.of(in.bytes());
  if (sent.empty()) return {};
  const std::string_view key = auth::value_of(in.head().credentials(in.bytes()));
  return rules::trace_holds_secret(sent, in.settings().ring, key) ? std::string_view() : sent;
}

const tracing::request_trace& trace_of(request_scope& in) {
  if (!in.trace) in.trace = tracing::begin_trace(sent_by_client(in), *in.settings().traces, in.parts.ids);
  return *in.trace;
}

// From instants of the worker's clock to Unix time.
class unix_time {
 public:
  explicit unix_time(worker_clock& clock) : now_(clock.now()), wall_(clock.wall_time().time_since_epoch()) {}

  tracing::unix_nanoseconds of(time_point at) const {
    return static_cast<tracing::unix_nanoseconds>(std::chrono::nanoseconds(wall_ + (at - now_)).count());
  }

 private:
  time_point now_;
  std::chrono::nanoseconds wall_;
};

void read_asked(const request_scope& in, const unix_time& when, tracing::span_record& made) {
  if (!in.times.asked) return;
  const bool is_passed = in.notes.other == metrics::beside_tables::passed;
  if (!is_passed && in.notes.row == nullptr) return;
  made.whom = is_passed ? tracing::asked_server::evolution_go : tracing::asked_server::engine;
  if (!is_passed) made.operation = static_cast<std::uint64_t>(in.notes.row->op);
  if (!is_passed && in.buffers->attempts > 1)
    made.resends = static_cast<std::uint8_t>(std::min(in.buffers->attempts - 1, 255U));
  made.asked = when.of(*in.times.asked);
  made.answered = when.of(std::max(in.times.answered, *in.times.asked));
  made.native_status = in.notes.native_status.value_or(0);
}

}  // namespace

std::string_view traceparent_for(request_scope& in, rules::traceparent& own) {
  if (in.settings().traces) return rules::view(trace_of(in).onward);
  const std::string_view sent = sent_by_client(in);
  if (!sent.empty()) return sent;
  own = in.parts.ids.next_traceparent();
  return rules::view(own);
}

std::string_view leave_spans(request_scope& in, const request_end& end, time_point over) {
  const tracing::request_trace& trace = trace_of(in);
  if (!trace.sampled || in.parts.spans == nullptr) return trace.id();
  const unix_time when(in.parts.clock);
  tracing::span_record made;
  made.trace = trace;
  made.began = when.of(in.times.began);
  made.ended = when.of(over);
  made.route = static_cast<std::uint16_t>(metrics::route_index(in.notes.row, in.notes.other));
  made.status = end.status;
  made.verb = in.head().verb;
  made.is_http_1_0 = in.head().http_1_0;
  made.client_gone = end.client_gone;
  made.failure = end.failure;
  made.name_key(in.notes.key_name);
  read_asked(in, when, made);
  in.parts.spans->push(made);
  return trace.id();
}

}  // namespace ramal::flow
