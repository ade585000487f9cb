// SQLite with owners for its handles. Every failure is a `problem` whose text names the file and what to do, and
// nothing of what the file holds. One thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include <sqlite3.h>

#include "store/model.hpp"
#include "store/outcome.hpp"

namespace ramal::store {

class connection;

// Bytes that are no text.
struct blob {
  std::string_view bytes;
};

// A statement of the connection's cache while it is in use. The same text must not be asked again before it ends.
class query {
 public:
  template <class... Values>
  query(connection& where, sqlite3_stmt* statement, const Values&... values) : where_(where), statement_(statement) {
    [[maybe_unused]] int position = 0;
    (bind(++position, values), ...);
  }
  ~query();
  query(const query&) = delete;
  query& operator=(const query&) = delete;

  // Steps to the next row; false: there is none.
  bool next();

  std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const;
  instant time(int column) const { return instant(milliseconds(number(column))); }
  std::optional<instant> maybe_time(int column) const;
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  template <class Enum>
  Enum as(int column) const {
    return static_cast<Enum>(number(column));
  }

  void bind(int position, std::int64_t value);
  void bind(int position, int value) { bind(position, std::int64_t{value}); }
  void bind(int position, bool value) { bind(position, std::int64_t{value}); }
  void bind(int position, const std::string& value) { bind(position, std::string_view(value)); }
  void bind(int position, std::string_view value);
  void bind(int position, blob value);
  void bind(int position, instant value) { bind(position, std::int64_t{value.time_since_epoch().count()}); }
  void bind(int position, const std::optional<instant>& value) {
    if (value) bind(position, *value);  // else NULL, as all that is not bound
  }
  template <class Value>
  requires std::is_enum_v<Value>
  void bind(int position, Value value) { bind(position, static_cast<std::int64_t>(value)); }

 private:
  void check(int code);

  connection& where_;
  sqlite3_stmt* statement_;
};

class connection {
 public:
  ~connection() { close(); }

  void open(const std::string& path, milliseconds busy_wait);
  // `checkpoint` false: leaves the files as they are.
  void close(bool checkpoint = true) noexcept;
  bool is_open() const { return handle_ != nullptr; }

  void execute(const char* sql);
  template <class... Values>
  query ask(std::string_view sql, const Values&... values);
  // For INSERT, UPDATE, DELETE. How many rows it changed, without those that triggers changed.
  template <class... Values>
  std::int64_t run(std::string_view sql, const Values&... values);
  // The first column of the first row; 0 if there is none.
  template <class... Values>
  std::int64_t number(std::string_view sql, const Values&... values);

  bool in_transaction() const { return handle_ != nullptr && sqlite3_get_autocommit(handle_) == 0; }
  std::int64_t last_id() const { return sqlite3_last_insert_rowid(handle_); }
  std::int64_t changes() const { return sqlite3_changes64(handle_); }
  std::int64_t all_changes() const { return sqlite3_total_changes64(handle_); }
  // Whether the path leads to another file by now, or to none.
  bool has_moved() const;
  int last_failure() const { return last_failure_; }  // SQLite's primary code; 0: none since open
  // Moves what the write-ahead log holds into the file once it has grown. Failure is no problem: it is tried again.
  void checkpoint_if_long() noexcept;

  [[noreturn]] void fail(int code);

 private:
  friend class query;
  struct finalizer {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using statement = std::unique_ptr<sqlite3_stmt, finalizer>;

  sqlite3_stmt* prepare(std::string_view sql);

  sqlite3* handle_ = nullptr;
  std::string path_;
  std::unordered_map<std::string, statement> statements_;
  int last_failure_ = 0;
  int log_pages_ = 0;  // in the write-ahead log
};

template <class... Values>
query connection::ask(std::string_view sql, const Values&... values) {
  return query(*this, prepare(sql), values...);
}

template <class... Values>
std::int64_t connection::run(std::string_view sql, const Values&... values) {
  query rows(*this, prepare(sql), values...);
  while (rows.next()) continue;
  return changes();
}

template <class... Values>
std::int64_t connection::number(std::string_view sql, const Values&... values) {
  query rows(*this, prepare(sql), values...);
  return rows.next() ? rows.number(0) : 0;
}

}  // namespace ramal::store
