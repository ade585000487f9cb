#include "store/sqlite/sqlite_backend.hpp"

#include <algorithm>

namespace ramal::store {
namespace {

bool is_damage(int code) { return code == SQLITE_CORRUPT || code == SQLITE_NOTADB; }

// Behind these a connection is not trusted any more.
bool spoils_connection(int code) {
  return is_damage(code) || code == SQLITE_IOERR || code == SQLITE_CANTOPEN || code == SQLITE_READONLY ||
         code == SQLITE_NOMEM;
}

}  // namespace

void sqlite_backend::begin() {
  if (db_.is_open() && is_damage(db_.last_failure())) start_again();  // a read has seen it
  if (db_.is_open() && db_.has_moved()) {
    report("the outbox " + options_.path + " was moved or removed while it was in use: a new one begins");
    start_again();
  }
  open();
  db_.execute("BEGIN IMMEDIATE");
  count();
  used_ = used_bytes();
  changes_ = db_.all_changes();
}

bool sqlite_backend::commit() {
  const bool wrote = db_.all_changes() != changes_;
  db_.execute("COMMIT");
  return wrote;
}

void sqlite_backend::roll_back() noexcept {
  counted_ = false;
  const int cause = db_.last_failure();
  try {
    if (db_.in_transaction()) db_.execute("ROLLBACK");
  } catch (const problem&) {  // closing the connection does it, too
    start_again();
  }
  if (spoils_connection(cause)) start_again();
}

// The next transaction opens the file again, and looks through it if it may be damaged.
void sqlite_backend::start_again() {
  const bool damaged = is_damage(db_.last_failure());
  if (damaged) checked_ = false;
  db_.close(!damaged);
  counted_ = false;
}

// Counts that the limits need; they are carried along until a transaction is rolled back.
void sqlite_backend::count() {
  if (counted_) return;
  pending_ = db_.number("SELECT count(*) FROM event WHERE state < 2");
  identities_ = db_.number("SELECT sum(identities) FROM call");
  aged_ = instant(milliseconds(db_.number("SELECT value FROM meta WHERE name = 'aged'")));
  clock_ = instant(milliseconds(db_.number("SELECT value FROM meta WHERE name = 'clock'")));
  last_event_ = std::max(last_event_, db_.number("SELECT seq FROM sqlite_sequence WHERE name = 'event'"));
  last_call_ = std::max(last_call_, db_.number("SELECT seq FROM sqlite_sequence WHERE name = 'call'"));
  for (auto row = db_.ask("SELECT DISTINCT key FROM event WHERE state = 3"); row.next();)
    keys_with_dead_.insert(row.text(0));
  counted_ = true;
}

std::int64_t sqlite_backend::used_bytes() {
  const auto pages = db_.number("PRAGMA page_count") - db_.number("PRAGMA freelist_count");
  return pages * db_.number("PRAGMA page_size");
}

// A sixteenth of the file is kept for the results of attempts: they must find space when new events do not.
void sqlite_backend::refuse_if_full(std::int64_t more) const {
  if (more == 0) return;
  const std::string name = "the outbox " + options_.path + ": ";
  if (pending_ + more > limits_.pending)
    throw problem(problem::kind::full, name + "too many events wait (webhooks.pending): see why bots do not take them");
  if (used_ >= limits_.bytes - limits_.bytes / 16)
    throw problem(problem::kind::full,
                  name + "has its full size (webhooks.store_bytes): see why bots do not take events");
}

// A clock that was set back: what waits, waits no longer than before.
void sqlite_backend::note_time(instant now) {
  if (now + clock_tolerance < clock_) {
    const std::int64_t back = (clock_ - now).count();
    db_.run("UPDATE event SET due = due - ? WHERE state = 0 AND due > ?", back, now);
    db_.run("UPDATE event SET sent = sent - ? WHERE state = 1 AND sent IS NOT NULL", back);
    clock_ = now;
  }
  clock_ = std::max(clock_, now);
}

}  // namespace ramal::store
