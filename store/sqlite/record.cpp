#include "store/limits.hpp"
#include "store/line_rules.hpp"
#include "store/sqlite/sqlite_backend.hpp"

namespace ramal::store {

// The delivery log gives way before the states of events do.
void sqlite_backend::log_attempt(const event_record& event, const attempt_result& request) {
  if (used_ >= limits_.bytes - limits_.bytes / 32) return;
  db_.run("INSERT INTO attempt(webhook_id, number, at, took, status, error, answer) VALUES(?, ?, ?, ?, ?, ?, ?)",
          event.webhook_id, event.attempts, request.now, std::int64_t{request.took.count()}, request.status,
          cut(request.error, error_bytes), blob{cut(request.answer, answer_bytes)});
}

void sqlite_backend::note_destination(const std::string& destination, const attempt_result& request, recorded& answer) {
  if (request.verdict == attempt_verdict::delivered) {
    db_.run("UPDATE destination SET failing_since = NULL WHERE name = ? AND failing_since IS NOT NULL", destination);
    return;
  }
  db_.run(
      "INSERT INTO destination(name, failing_since, failing_days, failing_day) VALUES(?, ?, 1, ?) ON CONFLICT(name) DO "
      "UPDATE SET failing_since = COALESCE(failing_since, excluded.failing_since), failing_days = CASE WHEN "
      "failing_since IS NULL THEN 1 ELSE failing_days + 1 END, failing_day = excluded.failing_day WHERE failing_since "
      "IS NULL OR failing_day < excluded.failing_day",
      destination, request.now, day_of(request.now));
  auto row = db_.ask("SELECT failing_since, failing_days FROM destination WHERE name = ?", destination);
  if (!row.next()) return;
  answer.failing_since = row.maybe_time(0);
  answer.failing_days = row.number(1);
}

void sqlite_backend::change_event(event_record& event, const attempt_result& request) {
  const bool has_later =
      db_.number("SELECT EXISTS(SELECT 1 FROM event WHERE call = ? AND destination = ? AND seq > ? AND state = 2)",
                 event.call, event.destination, event.seq) != 0;
  const event_state state = after_attempt(event, request, has_later);
  db_.run(
      "UPDATE event SET last_status = ?, last_error = ?, state = 0, blocked = 0, sent = NULL, due = ? WHERE seq = ?",
      request.status, cut(request.error, error_bytes), state == event_state::ready ? request.due : event.due,
      event.seq);
  if (state != event_state::ready) finish(line_of(event), state, request.now, "");
  event.state = state;
}

recorded sqlite_backend::apply(const attempt_result& request) {
  note_time(request.now);
  static const std::string by_seq = "SELECT " + event_columns_without_body() + " FROM event WHERE seq = ?";
  std::optional<event_record> event;
  {
    auto row = db_.ask(by_seq, request.seq);
    if (row.next()) event = event_of(row);
  }
  if (!event) return {};
  log_attempt(*event, request);
  recorded answer{event->state, true, {}, 0};
  note_destination(event->destination, request, answer);
  const bool delivered = request.verdict == attempt_verdict::delivered;
  if (event->state != event_state::busy && !(delivered && event->state != event_state::done)) return answer;
  change_event(*event, request);
  answer.state = event->state;
  if (!delivered) return answer;
  std::vector<row_of_line> offers;  // that are of no use any more
  for (auto row =
           db_.ask("SELECT seq, call, key, destination, place, state FROM event WHERE call = ? AND destination = ? "
                   "AND seq < ? AND state = 0 AND place = 1",
                   event->call, event->destination, event->seq);
       row.next();)
    offers.push_back(line_of(row));
  for (const auto& one : offers) finish(one, event_state::expired, request.now, was_passed);
  answer.passed = static_cast<std::int64_t>(offers.size());
  return answer;
}

}  // namespace ramal::store
