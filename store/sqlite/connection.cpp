#include "store/sqlite/connection.hpp"

#include <cstring>

namespace ramal::store {
namespace {

using kind = problem::kind;

constexpr int long_log_pages = 1'000;

struct advice {
  int code;
  kind what;
  const char* text;
};

constexpr advice known[] = {
    {SQLITE_FULL, kind::failed, "the disk is full: make room there, or set webhooks.store to a file on another disk"},
    {SQLITE_READONLY, kind::failed, "cannot be written: let this program's user write the file and its directory"},
    {SQLITE_CANTOPEN, kind::failed,
     "cannot be opened: the directory must exist, and this program's user must be able to "
     "write it"},
    {SQLITE_PERM, kind::failed, "cannot be written: let this program's user write the file and its directory"},
    {SQLITE_BUSY, kind::failed, "another program keeps it locked: end what writes into it"},
    {SQLITE_LOCKED, kind::failed, "another program keeps it locked: end what writes into it"},
    {SQLITE_IOERR, kind::failed,
     "the disk fails: look into the system's log, or set webhooks.store to a file on another "
     "disk"},
    {SQLITE_NOMEM, kind::failed, "memory is short: give the program more"},
    {SQLITE_CORRUPT, kind::damaged, "is damaged"},
    {SQLITE_NOTADB, kind::damaged, "is damaged: it is no SQLite database"},
};

// The write-ahead log has grown to so many pages.
int note_log_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

}  // namespace

query::~query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void query::check(int code) {
  if (code != SQLITE_OK) where_.fail(code);
}

bool query::next() {
  const int code = sqlite3_step(statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) where_.fail(code);
  return code == SQLITE_ROW;
}

std::string query::text(int column) const {
  const void* const bytes = sqlite3_column_blob(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

std::optional<instant> query::maybe_time(int column) const {
  return is_null(column) ? std::nullopt : std::optional<instant>(time(column));
}

void query::bind(int position, std::int64_t value) { check(sqlite3_bind_int64(statement_, position, value)); }

void query::bind(int position, std::string_view value) {
  check(sqlite3_bind_text64(statement_, position, value.empty() ? "" : value.data(), value.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8));
}

void query::bind(int position, blob value) {
  const std::string_view bytes = value.bytes;
  check(sqlite3_bind_blob64(statement_, position, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_TRANSIENT));
}

void connection::open(const std::string& path, milliseconds busy_wait) {
  close();
  path_ = path;
  last_failure_ = SQLITE_OK;
  const int code = sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    sqlite3_close_v2(handle_);
    handle_ = nullptr;
    fail(code);
  }
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, static_cast<int>(busy_wait.count()));
  log_pages_ = 0;
  sqlite3_wal_hook(handle_, note_log_pages, &log_pages_);  // replaces the checkpoint in the middle of a commit
}

void connection::close(bool checkpoint) noexcept {
  statements_.clear();
  if (handle_ == nullptr) return;
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, checkpoint ? 0 : 1, nullptr);
  sqlite3_close_v2(handle_);
  handle_ = nullptr;
}

void connection::execute(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

sqlite3_stmt* connection::prepare(std::string_view sql) {
  auto& found = statements_[std::string(sql)];
  if (found == nullptr) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &made, nullptr);
    if (code != SQLITE_OK) fail(code);
    found.reset(made);
  }
  return found.get();
}

bool connection::has_moved() const {
  int moved = 0;
  return sqlite3_file_control(handle_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

void connection::checkpoint_if_long() noexcept {
  if (handle_ == nullptr || log_pages_ < long_log_pages) return;
  log_pages_ = 0;
  sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

void connection::fail(int code) {
  last_failure_ = code & 0xff;
  std::string why = "the outbox " + path_ + ": ";
  const int cause = handle_ == nullptr ? 0 : sqlite3_system_errno(handle_);
  const std::string tail = std::string(" (SQLite: ") + sqlite3_errstr(code) +
                           (cause == 0 ? "" : std::string(", system: ") + std::strerror(cause)) + ")";
  for (const auto& one : known)
    if (one.code == last_failure_) throw problem(one.what, why + one.text + tail);
  throw problem(kind::refused, why + "cannot take this" + tail);
}

}  // namespace ramal::store
