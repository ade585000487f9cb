#include "proxy/flow/record_request.hpp"

#include "proxy/flow/capture.hpp"
#include "proxy/flow/trace_request.hpp"
#include "proxy/inspector/recorder.hpp"
#include "proxy/rules/loggable.hpp"
#include "proxy/rules/reasons.hpp"
#include "proxy/wire/misplaced_key.hpp"

namespace ramal::flow {
namespace {

std::string_view method_text(routes::method verb) {
  constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"};
  return names[static_cast<std::size_t>(verb)];
}

// A head that was refused has no path, but its first line may still have one.
std::string_view raw_path(const request_scope& in) {
  const std::string_view path = in.head().path.of(in.bytes());
  return path.empty() ? wire::path_in(in.bytes()) : path;
}

metrics::finished_request finished(const request_scope& in, const request_end& end, time_point over) {
  const auto span = [](time_point from, time_point to) {
    return std::chrono::duration_cast<metrics::microseconds>(to - from);
  };
  metrics::finished_request made;
  made.row = in.notes.row;
  made.other = in.notes.other;
  made.status = end.status;
  made.became = metrics::outcome_of(end.status, end.failure.has_value(), end.upstream, end.client_gone);
  made.failure = end.failure;
  made.key = in.notes.key;
  if (in.times.asked) made.engine = span(*in.times.asked, in.times.answered);
  made.native_status = in.notes.native_status.value_or(0);
  made.queued = std::chrono::duration_cast<metrics::microseconds>(in.times.queued);
  made.total = span(in.times.began, over);
  made.at = in.times.wall;
  return made;
}

}  // namespace

void record_request(request_scope& in, const request_end& end) {
  const bool fine = end.outcome == "ok";
  const routes::route* const row = in.notes.row;
  const snapshot& settings = in.settings();
  const time_point over = in.parts.clock.exactly_now();
  in.parts.log.count(finished(in, end, over));
  if (fine && !settings.log_health && row != nullptr && row->op == routes::operation::server_ok) return;
  if (in.parts.exchanges != nullptr && in.parts.exchanges->is_on()) capture(in, end, over);
  const std::string_view key = auth::value_of(in.head().credentials(in.bytes()));
  rules::logged_text path, call, native_call;
  rules::access_record line;
  in.times.write_to(line, over);
  line.request_id = in.id();
  if (settings.traces) line.trace_id = leave_spans(in, end, over);
  line.client = in.from.text;
  line.method = method_text(in.head().verb);
  if (row != nullptr) {
    line.route = row->pattern;
    if (in.times.asked) line.operation = routes::native(row->op).name;
  } else if (settings.hooks.covers(raw_path(in))) {
    line.route = settings.hooks.pattern();
  } else {
    line.path = rules::write_loggable_path(raw_path(in), settings.ring, key, settings.mask_numbers, path,
                                           settings.mount.mount);
  }
  line.key_name = in.notes.key_name;
  line.number = in.buffers->plan.callee;
  line.call = rules::loggable_id(in.buffers->plan.call_id, settings.ring, key, fine, settings.mask_numbers, call);
  line.native_call = rules::loggable_id(in.buffers->native_call, settings.ring, key, fine, settings.mask_numbers,
                                        native_call);
  line.status = end.status;
  line.native_status = in.notes.native_status.value_or(0);
  line.front = in.notes.front;
  line.bytes_in = end.bytes_in;
  line.bytes_out = end.bytes_out;
  line.upstream = end.upstream;
  line.reason = rules::word_of(end.why);
  line.outcome = end.outcome;
  if (row == nullptr && !in.notes.ignored.empty()) {
    line.outcome = "ignored";
    line.reason = in.notes.ignored;
  }
  line.key_echoes = in.notes.key_echoes;
  in.parts.log.record(line, settings.mask_numbers);
}

}  // namespace ramal::flow
