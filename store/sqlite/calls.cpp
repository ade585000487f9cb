#include <algorithm>

#include "store/sqlite/sqlite_backend.hpp"

namespace ramal::store {
const std::string& call_columns() {
  static const std::string columns = "id, key, x, native_id, external_id, peer, way, phases, born, seen, ended";
  return columns;
}

call_record call_of(const query& row) {
  call_record call;
  call.id = row.number(0);
  call.key = row.text(1);
  call.x = row.text(2);
  call.ids = {row.text(3), row.text(4)};
  call.peer = row.text(5);
  call.way = row.as<direction>(6);
  call.phases = static_cast<unsigned>(row.number(7));
  call.born = row.time(8);
  call.seen = row.time(9);
  call.ended = row.maybe_time(10);
  return call;
}

std::optional<call_record> sqlite_backend::call_by(const char* column, const std::string& key, const std::string& id) {
  if (id.empty()) return std::nullopt;
  const std::string sql = "SELECT " + call_columns() + " FROM call WHERE key = ? AND " + column +
                          " = ? ORDER BY id LIMIT 1";
  auto row = db_.ask(sql, key, id);
  return row.next() ? std::optional<call_record>(call_of(row)) : std::nullopt;
}

// Writes a record; a new one gets its id. Events of an absorbed record move to it.
void sqlite_backend::save(call_record& call, std::int64_t absorbed) {
  if (absorbed != 0) {
    db_.run("UPDATE event SET call = ? WHERE call = ?", call.id, absorbed);
    identities_ -= db_.number("SELECT identities FROM call WHERE id = ?", absorbed);
    db_.run("DELETE FROM call WHERE id = ?", absorbed);
  }
  const std::int64_t identities = phases_in(call);
  if (call.id == 0) {
    db_.run(
        "INSERT INTO call(key, x, native_id, external_id, peer, way, phases, identities, born, seen, ended) "
        "VALUES(?, ?, nullif(?, ''), nullif(?, ''), ?, ?, ?, ?, ?, ?, ?)",
        call.key, call.x, call.ids.native, call.ids.external, call.peer, call.way, std::int64_t{call.phases},
        identities, call.born, call.seen, call.ended);
    call.id = db_.last_id();
    last_call_ = std::max(last_call_, call.id);
    identities_ += identities;
    return;
  }
  identities_ += identities - db_.number("SELECT identities FROM call WHERE id = ?", call.id);
  db_.run(
      "UPDATE call SET native_id = nullif(?, ''), external_id = nullif(?, ''), peer = ?, way = ?, phases = ?, "
      "identities = ?, seen = ?, ended = ? WHERE id = ?",
      call.ids.native, call.ids.external, call.peer, call.way, std::int64_t{call.phases}, identities, call.seen,
      call.ended, call.id);
}

std::optional<call_record> sqlite_backend::read(const find_call& request) {
  open();
  auto found = call_by("native_id", request.key, request.ids.native);
  return found ? found : call_by("external_id", request.key, request.ids.external);
}

put_result sqlite_backend::apply(const new_event& event) {
  note_time(event.now);
  auto united = unite(call_by("native_id", event.key, event.ids.native),
                      call_by("external_id", event.key, event.ids.external), event);
  put_result result{judge(united.call, event.place), united.call};
  result.absorbed = united.absorbed;
  std::vector<delivery> deliveries;
  if (result.verdict == put_verdict::stored) {
    if (event.make) deliveries = event.make(united.call);
    refuse_if_full(static_cast<std::int64_t>(deliveries.size()));
    result.call = after(united.call, event);
  }
  save(result.call, united.absorbed);
  for (const auto& one : deliveries) add_event(event, one, result);
  return result;
}

bool sqlite_backend::apply(const end_call& request) {
  note_time(request.now);
  return db_.run("UPDATE call SET ended = ? WHERE id = ? AND ended IS NULL", request.now, request.call) != 0;
}

}  // namespace ramal::store
