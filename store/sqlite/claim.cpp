#include <algorithm>
#include <utility>

#include "store/limits.hpp"
#include "store/sqlite/sqlite_backend.hpp"

namespace ramal::store {

// Events that the order holds back no longer are found again.
void sqlite_backend::let_through(const claim& request) {
  if (request.order == line_order::patient) let_patient_through(request);
  if (request.order == line_order::none)
    db_.run("UPDATE event SET blocked = 0 WHERE state = 0 AND destination = ? AND blocked = 1", request.destination);
}

void sqlite_backend::let_patient_through(const claim& request) {
  std::vector<std::pair<std::int64_t, std::int64_t>> patient;  // seq, call
  for (auto row = db_.ask("SELECT seq, call FROM event WHERE state = 1 AND destination = ? AND sent <= ?",
                          request.destination, instant(request.now - request.patience));
       row.next();)
    patient.emplace_back(row.number(0), row.number(1));
  for (const auto& [seq, call] : patient)
    db_.run(
        "UPDATE event SET blocked = 0 WHERE state = 0 AND blocked = 1 AND seq = (SELECT seq FROM event WHERE call = ? "
        "AND destination = ? AND seq > ? AND state < 2 ORDER BY seq LIMIT 1)",
        call, request.destination, seq);
}

std::optional<event_record> sqlite_backend::next_due(const claim& request) {
  static const std::string sql = "SELECT " + event_columns() +
                                 " FROM event WHERE state = 0 AND destination = ? AND blocked = 0 AND due <= ? "
                                 "ORDER BY due, seq LIMIT 1";
  auto row = db_.ask(sql, request.destination, request.now);
  return row.next() ? std::optional<event_record>(event_of(row)) : std::nullopt;
}

// Whether an earlier event of the line holds this one back (webhooks.md section 7).
bool sqlite_backend::must_wait(const event_record& event, const claim& request) {
  if (request.order == line_order::none) return false;
  const instant sent_before = request.order == line_order::patient ? instant(request.now - request.patience)
                                                                   : instant::min();
  return db_.number(
             "SELECT EXISTS(SELECT 1 FROM event WHERE call = ? AND destination = ? AND seq < ? AND state < 2 AND NOT "
             "(state = 1 AND sent IS NOT NULL AND sent <= ?))",
             event.call, event.destination, event.seq, sent_before) != 0;
}

// An offer that was passed while its attempt was unanswered is of no use any more, even if a restart left it ready; nor
// is one whose call turned out to be one that has gone on.
std::string sqlite_backend::why_over(const event_record& event, instant now) {
  if (event.life_end <= now) return life_was_over;
  const bool passed = event.place == phase::offer &&
                      db_.number(
                          "SELECT EXISTS(SELECT 1 FROM event WHERE call = ? AND destination = ? AND place > 1 AND "
                          "(state = 2 OR seq < ?))",
                          event.call, event.destination, event.seq) != 0;
  return passed ? was_passed : "";
}

void sqlite_backend::take(event_record event, const claim& request, claimed& result) {
  if (must_wait(event, request)) {
    db_.run("UPDATE event SET blocked = 1 WHERE seq = ?", event.seq);
    return;
  }
  if (std::string why = why_over(event, request.now); !why.empty()) {
    const event_state end = end_of_life(event.place);
    finish(line_of(event), end, request.now, why);
    event.state = end;
    event.ended = request.now;
    event.last_error = std::move(why);
    event.body.clear();
    result.ended.push_back(std::move(event));
    let_through(request);
    return;
  }
  db_.run("UPDATE event SET state = 1, attempts = attempts + 1, sent = NULL WHERE seq = ?", event.seq);
  event.state = event_state::busy;
  ++event.attempts;
  result.events.push_back(std::move(event));
}

std::optional<instant> sqlite_backend::next_claim(const claim& request) {
  std::optional<instant> next;
  {
    auto row = db_.ask("SELECT min(due) FROM event WHERE state = 0 AND destination = ? AND blocked = 0",
                       request.destination);
    if (row.next()) next = row.maybe_time(0);
  }
  if (request.order != line_order::patient) return next;
  auto row = db_.ask(
      "SELECT min(first.sent) FROM event first WHERE first.state = 1 AND first.destination = ? AND first.sent > ? AND "
      "EXISTS(SELECT 1 FROM event later WHERE later.call = first.call AND later.destination = first.destination AND "
      "later.seq > first.seq AND later.state = 0)",
      request.destination, instant(request.now - request.patience));
  const auto sent = row.next() ? row.maybe_time(0) : std::nullopt;
  if (!sent) return next;
  return next ? std::min(*next, *sent + request.patience) : *sent + request.patience;
}

claimed sqlite_backend::apply(const claim& request) {
  note_time(request.now);
  claimed result;
  if (paused_since(request.destination)) return result;
  let_through(request);
  const auto most = static_cast<std::size_t>(bounded(request.most, most_claimed));
  for (std::int64_t looked = 0; result.events.size() < most && looked < limits_.rows; ++looked) {
    auto event = next_due(request);
    if (!event) break;
    take(std::move(*event), request, result);
  }
  result.next = next_claim(request);
  return result;
}

bool sqlite_backend::apply(const mark_sent& request) {
  note_time(request.now);
  return db_.run("UPDATE event SET sent = ? WHERE seq = ? AND state = 1", request.now, request.seq) != 0;
}

}  // namespace ramal::store
