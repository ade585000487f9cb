#include "store/limits.hpp"
#include "store/sqlite/sqlite_backend.hpp"

namespace ramal::store {

bool sqlite_backend::apply(const pause& request) {
  note_time(request.now);
  return db_.run(
             "INSERT INTO destination(name, paused, reason) VALUES(?, ?, ?) ON CONFLICT(name) DO UPDATE SET paused = "
             "excluded.paused, reason = excluded.reason WHERE paused IS NULL",
             request.destination, request.now, cut(request.reason, error_bytes)) != 0;
}

bool sqlite_backend::apply(const resume& request) {
  note_time(request.now);
  return db_.run(
             "UPDATE destination SET paused = NULL, reason = '', failing_since = NULL WHERE name = ? AND paused IS NOT "
             "NULL",
             request.destination) != 0;
}

std::int64_t sqlite_backend::apply(const give_up& request) {
  note_time(request.now);
  std::vector<row_of_line> waiting;
  for (auto row =
           db_.ask("SELECT seq, call, key, destination, place, state FROM event WHERE state = 0 AND destination = ? "
                   "LIMIT ?",
                   request.destination, limits_.rows);
       row.next();)
    waiting.push_back(line_of(row));
  for (const auto& one : waiting) finish(one, event_state::dead, request.now, cut(request.reason, error_bytes));
  return static_cast<std::int64_t>(waiting.size());
}

std::vector<event_record> sqlite_backend::selected(const selection& which) {
  static const std::string columns = "SELECT " + event_columns_without_body();
  static const std::string by_id = columns + " FROM event WHERE webhook_id = ?";
  static const std::string by_key =
      columns + " FROM event WHERE state = 3 AND key = ? AND (? = '' OR destination = ?) ORDER BY seq LIMIT ?";
  std::vector<event_record> result;
  const auto read = [&result](query& rows) {
    while (rows.next()) result.push_back(event_of(rows));
  };
  if (!which.webhook_id.empty()) {
    auto rows = db_.ask(by_id, which.webhook_id);
    read(rows);
  } else {
    auto rows = db_.ask(by_key, which.key, which.destination, which.destination, limits_.rows);
    read(rows);
  }
  return result;
}

bool sqlite_backend::replay_one(const event_record& event, const replay& request) {
  if (event.state != event_state::dead || event.place == phase::offer || paused_since(event.destination)) return false;
  db_.run("UPDATE event SET state = 0, attempts = 0, blocked = 0, ended = NULL, due = ?, life_end = ? WHERE seq = ?",
          request.now, instant(request.now + request.life), event.seq);
  ++pending_;
  return true;
}

replayed sqlite_backend::apply(const replay& request) {
  note_time(request.now);
  const auto chosen = selected(request.which);
  refuse_if_full(static_cast<std::int64_t>(chosen.size()));
  replayed result;
  for (const auto& one : chosen) ++(replay_one(one, request) ? result.replayed : result.skipped);
  return result;
}

std::int64_t sqlite_backend::apply(const drop& request) {
  note_time(request.now);
  std::int64_t count = 0;
  for (const auto& one : selected(request.which)) {
    if (one.state == event_state::busy) continue;
    count += db_.run("DELETE FROM event WHERE seq = ?", one.seq);
    if (one.state == event_state::ready) --pending_;
    free_next(one.call, one.destination);
  }
  return count;
}

}  // namespace ramal::store
