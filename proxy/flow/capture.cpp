#include "proxy/flow/capture.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "proxy/flow/answer_writer.hpp"
#include "proxy/flow/ask_engine.hpp"
#include "proxy/flow/client_body.hpp"
#include "proxy/inspector/read_message.hpp"
#include "proxy/inspector/recorder.hpp"
#include "proxy/rules/loggable.hpp"
#include "proxy/wire/misplaced_key.hpp"

namespace ramal::flow {
namespace {

using inspector::exchange;
using inspector::message;

constexpr std::string_view end_of_head = "\r\n\r\n";

bool is_passed(const request_scope& in) { return in.notes.other == metrics::beside_tables::passed; }

// A head that was refused has no path.
bool has_head(const request_scope& in) { return !in.head().path.empty() && in.buffers->request.size() != 0; }

std::string_view path_of(const request_scope& in) {
  const std::string_view path = in.head().path.of(in.bytes());
  return path.empty() ? wire::path_in(in.bytes()) : path;
}

// Head and body of what the engine was sent, if it was sent anything.
complete_request sent_to_engine(const request_scope& in) {
  complete_request made(in.buffers.get());
  const std::string_view whole = in.buffers->native;
  const std::size_t end = std::min(whole.find(end_of_head), whole.size());
  made.head = whole.substr(0, std::min(end + end_of_head.size(), whole.size()));
  made.body = is_passed(in) ? std::string_view() : whole.substr(made.head.size());
  return made;
}

bool was_sent(const request_scope& in) {
  return in.times.asked && !in.buffers.is_small() && (in.buffers->is_sent || is_passed(in));
}

// Keys and tokens that this exchange had.
inspector::secrets secrets_of(const request_scope& in) {
  inspector::secrets made{in.settings().ring, {}, in.settings().mask_numbers};
  const std::string_view key = auth::value_of(in.head().credentials(in.bytes()));
  if (!key.empty()) made.travelling.emplace_back(key);
  if (has_head(in)) inspector::note_secrets(complete_request(in.buffers.get()).head, made.travelling);
  if (was_sent(in)) inspector::note_secrets(sent_to_engine(in).head, made.travelling);
  return made;
}

message read_client(const request_scope& in, const inspector::secrets& of, bool is_event) {
  const complete_request whole(in.buffers.get());
  const bool streamed = is_event || is_passed(in);
  message made = inspector::read_message(whole.head, streamed ? std::string_view() : whole.body, of);
  if (streamed && in.head().body.kind != wire::body_kind::none) made.cut = true;
  return made;
}

message read_answer(const request_scope& in, const inspector::secrets& of) {
  const exchange_buffers& held = in.buffers.get();
  const std::size_t begin = gap_for_head + (held.head.size() > gap_for_head ? held.head.size() : 0);
  const std::string_view out = routes::view(held.out);
  const bool has_body = !is_passed(in) && out.size() > begin;
  message made = inspector::read_message(held.head, has_body ? out.substr(begin) : std::string_view(), of);
  if (in.passed) made.cut = true;
  return made;
}

message read_engine(const request_scope& in, const inspector::secrets& of) {
  const exchange_buffers& held = in.buffers.get();
  const std::string_view head = held.answer_bytes().substr(0, held.answer.size());
  message made = inspector::read_message(head, is_passed(in) ? std::string_view() : answer_body_of(held), of);
  if (is_passed(in)) made.cut = true;
  return made;
}

void read_panes(const request_scope& in, const request_end& end, exchange& made) {
  const inspector::secrets of = secrets_of(in);
  const bool is_event = made.what == inspector::kind::event_in;
  inspector::mask_text(made.request_id, of);
  if (has_head(in)) made.bot_sent = read_client(in, of, is_event);
  if (is_event && made.bot_sent) made.bot_sent->start_line = made.method + " " + made.path + " HTTP/1.1";
  if (in.buffers.is_small()) return;
  if (was_sent(in)) {
    const complete_request sent = sent_to_engine(in);
    made.engine_got = inspector::read_message(sent.head, sent.body, of, inspector::header_values::well_known);
  }
  if (in.times.asked && in.notes.native_status) made.engine_said = read_engine(in, of);
  const bool was_answered = in.passed || end.failure != routes::failure_kind::client_gone;
  if (was_answered) made.bot_got = read_answer(in, of);
  if (is_event) made.engine_said = std::exchange(made.bot_sent, std::nullopt);
  if (is_event) made.engine_got = std::exchange(made.bot_got, std::nullopt);
}

std::string route_of(const request_scope& in) {
  if (is_passed(in)) return "evolution_go";
  const routes::route* const row = in.notes.row;
  if (row == nullptr) return {};
  return (row->is_native() ? "native " : "") + std::string(routes::native(row->op).name);
}

void read_path(const request_scope& in, exchange& made) {
  const std::string_view path = path_of(in);
  if (in.notes.row == nullptr && in.settings().hooks.covers(path)) {
    made.what = inspector::kind::event_in;
    made.path = in.settings().hooks.pattern();
    return;
  }
  rules::logged_text room;
  const std::string_view key = auth::value_of(in.head().credentials(in.bytes()));
  made.path = rules::write_loggable_path(path, in.settings().ring, key, in.settings().mask_numbers, room);
}

exchange exchange_of(const request_scope& in, const request_end& end, time_point over) {
  const auto span = [](time_point from, time_point to) {
    return std::chrono::duration_cast<std::chrono::microseconds>(to - from);
  };
  exchange made;
  made.time = in.times.wall;
  made.request_id = in.id();
  made.key = in.notes.key_name;
  made.method = metrics::method_name(in.head().verb);
  made.route = route_of(in);
  read_path(in, made);
  made.status = end.status;
  made.engine_status = in.notes.native_status.value_or(0);
  if (end.outcome != "ok") made.error = end.outcome;
  made.upstream = end.upstream;
  if (in.times.asked && !end.failure) made.upstream = "sent";
  made.attempts = is_passed(in) && in.times.asked ? 1 : in.buffers->attempts;
  made.total = span(in.times.began, over);
  if (in.times.asked) made.engine = span(*in.times.asked, in.times.answered);
  read_panes(in, end, made);
  return made;
}

}  // namespace

void capture(const request_scope& in, const request_end& end, time_point over) {
  try {
    worker_parts& parts = in.parts;
    if (!parts.exchanges->takes(parts.clock.now()) || !parts.capture_left.allows(over)) return;
    exchange made = exchange_of(in, end, over);
    made.skipped = parts.capture_left.take_skipped();
    parts.capture_left.spend(parts.exchanges->push(std::move(made)));
  } catch (const std::bad_alloc&) {  // the request is over, and its line comes all the same
  }
}

}  // namespace ramal::flow
