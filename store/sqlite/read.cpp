#include <algorithm>
#include <map>

#include "store/limits.hpp"
#include "store/sqlite/sqlite_backend.hpp"

namespace ramal::store {

std::vector<call_record> sqlite_backend::read(const open_calls& request) {
  open();
  // Few calls are open; by their ids alone SQLite would look at all that have ended, too.
  static const std::string sql = "SELECT " + call_columns() +
                                 " FROM call INDEXED BY call_open WHERE ended IS NULL AND born < ? AND id > ? "
                                 "ORDER BY id LIMIT ?";
  std::vector<call_record> result;
  for (auto row = db_.ask(sql, request.before, request.after, bounded(request.most, limits_.rows)); row.next();)
    result.push_back(call_of(row));
  return result;
}

std::vector<event_record> sqlite_backend::read(const list_events& request) {
  open();
  static const std::string start = "SELECT " + event_columns_without_body() + " FROM event WHERE ";
  static const std::string rest =
      "seq > ? AND (? = '' OR key = ?) AND (? = '' OR destination = ?) ORDER BY seq LIMIT ?";
  // Literal numbers: that is how SQLite finds the index for a state.
  std::string state;
  if (request.state) {
    state = *request.state <= event_state::busy   ? "state < 2 AND "
            : *request.state != event_state::dead ? "state >= 2 AND "
                                                  : "";
    state += "state = " + std::to_string(static_cast<int>(*request.state)) + " AND ";
  }
  const std::string sql = start + state + rest;
  std::vector<event_record> result;
  for (auto row = db_.ask(sql, request.after, request.key, request.key, request.destination, request.destination,
                          bounded(request.most, limits_.rows));
       row.next();)
    result.push_back(event_of(row));
  return result;
}

std::optional<event_details> sqlite_backend::read(const show_event& request) {
  open();
  static const std::string sql = "SELECT " + event_columns() + " FROM event WHERE webhook_id = ?";
  event_details result;
  {
    auto row = db_.ask(sql, request.webhook_id);
    if (!row.next()) return std::nullopt;
    result.event = event_of(row);
  }
  for (auto row =
           db_.ask("SELECT webhook_id, number, at, took, status, error, answer FROM attempt WHERE webhook_id = ? "
                   "ORDER BY id DESC LIMIT 100",
                   request.webhook_id);
       row.next();)
    result.attempts.push_back({row.text(0), static_cast<int>(row.number(1)), row.time(2), milliseconds(row.number(3)),
                               static_cast<int>(row.number(4)), row.text(5), row.text(6)});
  std::reverse(result.attempts.begin(), result.attempts.end());
  return result;
}

totals sqlite_backend::read(const summary&) {
  open();
  std::map<std::string, key_summary> keys;
  std::map<std::string, destination_summary> destinations;
  totals result;
  for (auto row = db_.ask("SELECT key, count(*), min(born) FROM event WHERE state < 2 GROUP BY key"); row.next();) {
    keys[row.text(0)] = {row.text(0), row.number(1), 0, row.maybe_time(2)};
    result.pending += row.number(1);
  }
  for (auto row = db_.ask("SELECT key, count(*) FROM event WHERE state = 3 GROUP BY key"); row.next();) {
    key_summary& key = keys[row.text(0)];
    key.key = row.text(0);
    key.dead = row.number(1);
  }
  for (auto row = db_.ask("SELECT name, paused, reason, failing_since FROM destination"); row.next();)
    destinations[row.text(0)] = {row.text(0), 0, row.maybe_time(1), row.text(2), row.maybe_time(3)};
  for (auto row = db_.ask("SELECT destination, count(*) FROM event WHERE state = 0 GROUP BY destination UNION ALL "
                          "SELECT destination, count(*) FROM event WHERE state = 1 GROUP BY destination");
       row.next();) {
    destination_summary& destination = destinations[row.text(0)];
    destination.destination = row.text(0);
    destination.pending += row.number(1);
  }
  // A million of them takes a while to add up, and this is asked every second.
  result.identities = counted_ ? identities_ : db_.number("SELECT sum(identities) FROM call");
  result.bytes = used_bytes();
  for (auto& [name, one] : keys) result.keys.push_back(std::move(one));
  for (auto& [name, one] : destinations) result.destinations.push_back(std::move(one));
  return result;
}

}  // namespace ramal::store
