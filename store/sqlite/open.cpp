#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite_backend.hpp"

namespace ramal::store {

void sqlite_backend::report(const std::string& text) const {
  if (options_.notify) options_.notify(text);
}

void sqlite_backend::open() {
  if (db_.is_open()) return;
  lock_.acquire(options_.path);
  try {
    open_or_set_aside(true);
  } catch (const problem&) {
    db_.close(false);
    throw;
  }
}

void sqlite_backend::open_or_set_aside(bool may_set_aside) {
  try {
    open_file();
  } catch (const problem& cause) {
    db_.close(false);
    if (cause.what_kind != problem::kind::damaged || !may_set_aside) throw;
    const std::string target = set_aside(options_.path, options_.clock ? options_.clock() : instant{});
    report(std::string(cause.what()) + ": it was set aside as " + target +
           ", and a new one begins. Events that were waiting in it are not delivered, except what the engine's "
           "list of calls can report");
    open_or_set_aside(false);
  }
}

void sqlite_backend::open_file() {
  const bool has_content = make_private_file(options_.path);
  db_.open(options_.path, options_.busy_wait);
  if (has_content && !checked_) {
    auto row = db_.ask("PRAGMA quick_check(1)");
    if (!row.next() || row.text(0) != "ok")
      throw problem(problem::kind::damaged, "the outbox " + options_.path + ": is damaged");
  }
  checked_ = true;
  const auto change = bring_up_to_date(db_, options_.path, schema_steps());
  set_up();
  continue_numbers();
  if (change.before != 0 && change.before != change.now)
    report("the outbox " + options_.path + ": its tables are now of version " + std::to_string(change.now) +
           ", they were of " + std::to_string(change.before));
}

void sqlite_backend::set_up() {
  const auto refuse = [this](const char* why) {
    throw problem(problem::kind::failed, "the outbox " + options_.path + ": " + why);
  };
  {
    auto row = db_.ask("PRAGMA journal_mode = WAL");
    if (!row.next() || row.text(0) != "wal")
      refuse("cannot have a write-ahead log there: set webhooks.store to a file on a local disk");
  }
  db_.execute("PRAGMA synchronous = FULL");
  db_.execute("PRAGMA journal_size_limit = 16777216");
  db_.execute("PRAGMA temp_store = MEMORY");
  db_.number("PRAGMA max_page_count = " + std::to_string(limits_.bytes / db_.number("PRAGMA page_size")));
  const bool moved_over = db_.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
  if (recovered_) {
    // Behind a disk error: what the log holds may be in the system's memory alone, and new pages behind it would be
    // lost with it. In the file it is durable.
    if (!moved_over) refuse("another program keeps it locked: end what reads it");
    return;
  }
  // What was under way when the process ended may or may not have reached the bot: the same bytes are sent again. Not
  // so if only the file is opened again: then attempts go on.
  db_.execute("BEGIN IMMEDIATE");
  db_.run("UPDATE event SET state = 0, blocked = 0, sent = NULL WHERE state = 1");
  db_.execute("COMMIT");
  recovered_ = true;
}

// Attempts that are under way go on when a new file begins, and name their events by number: it gives none of them again.
void sqlite_backend::continue_numbers() {
  for (const auto& [table, last] : {std::pair{"event", last_event_}, {"call", last_call_}}) {
    const std::string name = table;
    if (db_.number("SELECT seq FROM sqlite_sequence WHERE name = ?", name) >= last) continue;
    db_.run("DELETE FROM sqlite_sequence WHERE name = ?", name);
    db_.run("INSERT INTO sqlite_sequence(name, seq) VALUES(?, ?)", name, last);
  }
}

}  // namespace ramal::store
