#include "store/sqlite/schema.hpp"

namespace ramal::store {
namespace {

constexpr std::int64_t application_id = 0x526d6c6f;  // "Rmlo"

// Times are milliseconds since 1970. event.blocked: an earlier event of the same call and destination has not ended, so
// a search for what is due need not look at it. A claim checks the order itself: the column may say 0 too often, never
// 1. Bodies stand apart: SQLite writes a row again for each change of its state.
constexpr const char* version_1 = R"(
CREATE TABLE call(
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, x TEXT NOT NULL, native_id TEXT, external_id TEXT,
  peer TEXT NOT NULL, way INTEGER NOT NULL, phases INTEGER NOT NULL, identities INTEGER NOT NULL,
  born INTEGER NOT NULL, seen INTEGER NOT NULL, ended INTEGER);
CREATE INDEX call_native ON call(key, native_id) WHERE native_id IS NOT NULL;
CREATE INDEX call_external ON call(key, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX call_ended ON call(ended) WHERE ended IS NOT NULL;
CREATE INDEX call_open ON call(seen) WHERE ended IS NULL;
CREATE TABLE event(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, call INTEGER NOT NULL, key TEXT NOT NULL, destination TEXT NOT NULL,
  webhook_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, native TEXT NOT NULL, place INTEGER NOT NULL,
  source INTEGER NOT NULL, state INTEGER NOT NULL, blocked INTEGER NOT NULL, attempts INTEGER NOT NULL,
  happened INTEGER NOT NULL, born INTEGER NOT NULL, due INTEGER NOT NULL, life_end INTEGER NOT NULL, sent INTEGER,
  ended INTEGER, last_status INTEGER NOT NULL, last_error TEXT NOT NULL);
CREATE TABLE body(seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TRIGGER event_removed AFTER DELETE ON event BEGIN DELETE FROM body WHERE seq = OLD.seq; END;
CREATE INDEX event_line ON event(call, destination, seq);
CREATE INDEX event_due ON event(destination, blocked, due, seq) WHERE state = 0;
CREATE INDEX event_busy ON event(destination) WHERE state = 1;
CREATE INDEX event_life ON event(life_end) WHERE state = 0;
CREATE INDEX event_pending ON event(seq, key, born) WHERE state < 2;
CREATE INDEX event_dead ON event(seq) WHERE state = 3;
CREATE INDEX event_dead_of_key ON event(key, seq) WHERE state = 3;
CREATE INDEX event_ended ON event(state, ended) WHERE state >= 2;
CREATE TABLE attempt(
  id INTEGER PRIMARY KEY AUTOINCREMENT, webhook_id TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
  took INTEGER NOT NULL, status INTEGER NOT NULL, error TEXT NOT NULL, answer BLOB NOT NULL);
CREATE INDEX attempt_event ON attempt(webhook_id, id);
CREATE INDEX attempt_at ON attempt(at);
CREATE TABLE destination(
  name TEXT PRIMARY KEY, paused INTEGER, reason TEXT NOT NULL DEFAULT '', failing_since INTEGER) WITHOUT ROWID;
CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
)";

// failing_day: the newest day (since 1970, UTC) that failing_days has counted.
constexpr const char* version_2 = R"(
ALTER TABLE destination ADD COLUMN failing_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE destination ADD COLUMN failing_day INTEGER NOT NULL DEFAULT 0;
)";

constexpr const char* steps_so_far[] = {version_1, version_2};

void set_pragma(connection& file, const std::string& name, std::int64_t value) {
  file.execute(("PRAGMA " + name + " = " + std::to_string(value)).c_str());
}

}  // namespace

std::span<const char* const> schema_steps() { return steps_so_far; }

schema_change bring_up_to_date(connection& file, const std::string& path, std::span<const char* const> steps) {
  const auto refuse = [&path](const std::string& why) {
    throw problem(problem::kind::failed, "the outbox " + path + ": " + why);
  };
  const auto owner = file.number("PRAGMA application_id");
  if (owner != application_id && (owner != 0 || file.number("SELECT count(*) FROM sqlite_schema") != 0))
    refuse("is a database of another program: set webhooks.store to another file");
  const auto before = static_cast<int>(file.number("PRAGMA user_version"));
  const auto newest = static_cast<int>(steps.size());
  if (before > newest)
    refuse("was written by a newer Ramal (version " + std::to_string(before) + " of its tables, this one knows " +
           std::to_string(newest) + "): use that Ramal, or set webhooks.store to another file");
  if (before == newest) return {before, newest};
  file.execute("BEGIN IMMEDIATE");
  for (const char* step : steps.subspan(static_cast<std::size_t>(before))) file.execute(step);
  set_pragma(file, "application_id", application_id);
  set_pragma(file, "user_version", newest);
  file.execute("COMMIT");
  return {before, newest};
}

}  // namespace ramal::store
