#include <algorithm>

#include "store/limits.hpp"
#include "store/sqlite/sqlite_backend.hpp"

namespace ramal::store {

std::int64_t sqlite_backend::end_lives(instant now, tidied& result) {
  std::vector<row_of_line> over;
  for (auto row =
           db_.ask("SELECT seq, call, key, destination, place, state FROM event WHERE state = 0 AND life_end <= ? "
                   "ORDER BY life_end LIMIT ?",
                   now, limits_.rows);
       row.next();)
    over.push_back(line_of(row));
  for (const auto& one : over) {
    const event_state end = end_of_life(one.place);
    finish(one, end, now, life_was_over);
    ++(end == event_state::expired ? result.expired : result.dead);
  }
  return static_cast<std::int64_t>(over.size());
}

std::int64_t sqlite_backend::empty_paused(instant now, tidied& result) {
  std::vector<row_of_line> waiting;
  for (auto row =
           db_.ask("SELECT seq, call, key, destination, place, state FROM event WHERE state = 0 AND destination IN "
                   "(SELECT name FROM destination WHERE paused IS NOT NULL) LIMIT ?",
                   limits_.rows);
       row.next();)
    waiting.push_back(line_of(row));
  for (const auto& one : waiting) finish(one, event_state::dead, now, "paused");
  result.dead += static_cast<std::int64_t>(waiting.size());
  return static_cast<std::int64_t>(waiting.size());
}

std::int64_t sqlite_backend::remove_old_events() {
  std::int64_t count = 0;
  for (const auto state : {event_state::done, event_state::dead, event_state::expired}) {
    const auto kept = state == event_state::dead ? limits_.keep_dead : limits_.keep_done;
    count += db_.run(
        "DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE state >= 2 AND state = ? AND ended < ? "
        "LIMIT ?)",
        state, instant(aged_ - kept), limits_.rows);
  }
  return count;
}

// Before events of the engine are refused for lack of space, those go that the bot has got, oldest first. What is still
// under way in their calls needs to know of them.
std::int64_t sqlite_backend::remove_delivered() {
  if (used_ < limits_.bytes - limits_.bytes / 4) return 0;
  std::int64_t count = 0;
  for (const auto state : {event_state::done, event_state::expired})
    count += db_.run(
        "DELETE FROM event WHERE seq IN (SELECT seq FROM event one WHERE state >= 2 AND state = ? AND NOT EXISTS("
        "SELECT 1 FROM event other WHERE other.call = one.call AND other.state < 2) ORDER BY ended LIMIT ?)",
        state, limits_.rows - count);
  return count;
}

std::int64_t sqlite_backend::trim_dead_letters() {
  std::int64_t count = 0;
  for (auto key = keys_with_dead_.begin(); key != keys_with_dead_.end() && count < limits_.rows;) {
    const auto extra = db_.number("SELECT count(*) FROM event WHERE state = 3 AND key = ?", *key) - limits_.dead_of_key;
    const auto now = std::clamp<std::int64_t>(extra, 0, limits_.rows - count);
    count += db_.run(
        "DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE state = 3 AND key = ? ORDER BY seq "
        "LIMIT ?)",
        *key, now);
    if (now < extra) break;
    key = keys_with_dead_.erase(key);
  }
  return count;
}

std::int64_t sqlite_backend::trim_attempts() {
  const auto last = db_.number("SELECT max(id) FROM attempt");
  return db_.run("DELETE FROM attempt WHERE id IN (SELECT id FROM attempt WHERE at < ? ORDER BY at LIMIT ?)",
                 instant(aged_ - limits_.keep_attempts), limits_.rows) +
         db_.run("DELETE FROM attempt WHERE id IN (SELECT id FROM attempt WHERE id <= ? ORDER BY id LIMIT ?)",
                 last - limits_.attempts, limits_.rows);
}

// Of the calls that `sql` names: all that are older than `before`, or, if that is the end of time, as many as the limit
// of identities asks for.
std::int64_t sqlite_backend::remove_calls(const char* sql, instant before, std::int64_t most) {
  std::vector<std::pair<std::int64_t, std::int64_t>> old;  // id, identities
  for (auto row = db_.ask(sql, before, most); row.next();) old.emplace_back(row.number(0), row.number(1));
  std::int64_t count = 0;
  for (const auto& [id, identities] : old) {
    if (before == instant::max() && identities_ <= limits_.identities) break;
    db_.run("DELETE FROM call WHERE id = ?", id);
    identities_ -= identities;
    ++count;
  }
  return count;
}

std::int64_t sqlite_backend::remove_old_calls() {
  constexpr const char* ended =
      "SELECT id, identities FROM call WHERE ended IS NOT NULL AND ended < ? ORDER BY ended, id LIMIT ?";
  std::int64_t count = remove_calls(ended, aged_ - limits_.keep_calls, limits_.rows);
  if (identities_ > limits_.identities && count < limits_.rows)
    count += remove_calls(ended, instant::max(), limits_.rows - count);
  // None of the others has ended: those that were silent for longest.
  if (identities_ > limits_.identities && count < limits_.rows)
    count += remove_calls("SELECT id, identities FROM call WHERE ended IS NULL AND seen < ? ORDER BY seen, id LIMIT ?",
                          instant::max(), limits_.rows - count);
  return count;
}

tidied sqlite_backend::apply(const tidy& request) {
  note_time(request.now);
  aged_ = aged(aged_, request.now);
  // Stamps of a clock that was ahead would be kept for ever.
  db_.run("UPDATE event SET ended = ? WHERE state >= 2 AND state IN (2, 3, 4) AND ended > ?", request.now, request.now);
  db_.run("UPDATE call SET ended = ? WHERE ended IS NOT NULL AND ended > ?", request.now, request.now);
  tidied result;
  bool more = end_lives(request.now, result) >= limits_.rows;
  more |= empty_paused(request.now, result) >= limits_.rows;
  for (const auto removed :
       {remove_old_events(), remove_delivered(), trim_dead_letters(), trim_attempts(), remove_old_calls()}) {
    result.removed += removed;
    more |= removed >= limits_.rows;
  }
  result.more = more;
  pending_ = db_.number("SELECT count(*) FROM event WHERE state < 2");
  db_.run("INSERT OR REPLACE INTO meta(name, value) VALUES('aged', ?), ('clock', ?)", aged_, clock_);
  return result;
}

}  // namespace ramal::store
