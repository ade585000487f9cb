#include <algorithm>

#include "store/sqlite/sqlite_backend.hpp"

namespace ramal::store {
namespace {

const std::string& columns_but_body() {
  static const std::string columns =
      "seq, call, key, destination, webhook_id, name, native, place, source, state, attempts, happened, born, due, "
      "life_end, ended, last_status, last_error";
  return columns;
}

}  // namespace

const std::string& event_columns() {
  static const std::string columns = columns_but_body() + ", (SELECT bytes FROM body WHERE body.seq = event.seq)";
  return columns;
}

const std::string& event_columns_without_body() {
  static const std::string columns = columns_but_body() + ", ''";
  return columns;
}

event_record event_of(const query& row) {
  event_record event;
  event.seq = row.number(0);
  event.call = row.number(1);
  event.key = row.text(2);
  event.destination = row.text(3);
  event.webhook_id = row.text(4);
  event.name = row.text(5);
  event.native = row.text(6);
  event.place = row.as<phase>(7);
  event.source = row.as<origin>(8);
  event.state = row.as<event_state>(9);
  event.attempts = static_cast<int>(row.number(10));
  event.happened = row.time(11);
  event.born = row.time(12);
  event.due = row.time(13);
  event.life_end = row.time(14);
  event.ended = row.maybe_time(15);
  event.last_status = static_cast<int>(row.number(16));
  event.last_error = row.text(17);
  event.body = row.text(18);
  return event;
}

std::optional<instant> sqlite_backend::paused_since(const std::string& destination) {
  auto row = db_.ask("SELECT paused FROM destination WHERE name = ?", destination);
  return row.next() ? row.maybe_time(0) : std::nullopt;
}

// Unless an event with this webhook_id is there already.
void sqlite_backend::add_event(const new_event& event, const delivery& one, put_result& result) {
  if (db_.number("SELECT EXISTS(SELECT 1 FROM event WHERE webhook_id = ?)", one.webhook_id) != 0) return;
  const std::int64_t call = result.call.id;
  const bool paused = paused_since(one.destination).has_value();
  const bool blocked = !paused &&
                       db_.number("SELECT EXISTS(SELECT 1 FROM event WHERE call = ? AND destination = ? AND state < 2)",
                                  call, one.destination) != 0;
  db_.run(
      "INSERT INTO event(call, key, destination, webhook_id, name, native, place, source, state, blocked, attempts, "
      "happened, born, due, life_end, ended, last_status, last_error) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, 0, ?)",
      call, event.key, one.destination, one.webhook_id, event.name, event.native, event.place, event.source,
      paused ? event_state::dead : event_state::ready, blocked, event.happened, event.now, one.due, one.life_end,
      paused ? std::optional<instant>(event.now) : std::nullopt, std::string_view(paused ? "paused" : ""));
  last_event_ = std::max(last_event_, db_.last_id());
  db_.run("INSERT INTO body(seq, bytes) VALUES(?, ?)", db_.last_id(), blob{one.body});
  if (paused) keys_with_dead_.insert(event.key);
  else ++pending_;
  used_ += static_cast<std::int64_t>(one.body.size());
  ++result.deliveries;
  result.dead += paused ? 1 : 0;
}

sqlite_backend::row_of_line sqlite_backend::line_of(const event_record& event) {
  return {event.seq, event.call, event.key, event.destination, event.place, event.state};
}

// Of the columns seq, call, key, destination, place, state.
sqlite_backend::row_of_line sqlite_backend::line_of(const query& row) {
  return {row.number(0), row.number(1), row.text(2), row.text(3), row.as<phase>(4), row.as<event_state>(5)};
}

// Ends an event and lets the next one of its line go. `why` is kept unless it is empty.
void sqlite_backend::finish(const row_of_line& event, event_state state, instant now, const std::string& why) {
  db_.run(
      "UPDATE event SET state = ?, blocked = 0, sent = NULL, ended = ?, "
      "last_error = coalesce(nullif(?, ''), last_error) WHERE seq = ?",
      state, now, why, event.seq);
  if (event.state <= event_state::busy) --pending_;
  if (state == event_state::dead) keys_with_dead_.insert(event.key);
  free_next(event.call, event.destination);
}

void sqlite_backend::free_next(std::int64_t call, const std::string& destination) {
  db_.run(
      "UPDATE event SET blocked = 0 WHERE state = 0 AND blocked = 1 AND "
      "seq = (SELECT seq FROM event WHERE call = ? AND "
      "destination = ? AND state < 2 ORDER BY seq LIMIT 1)",
      call, destination);
}

}  // namespace ramal::store
