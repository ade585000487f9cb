// The store in a SQLite file (webhooks.md section 8): write-ahead log, synchronous=FULL, one connection. The functions
// are spread over the files of this folder by what they are for.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "store/backend.hpp"
#include "store/line_rules.hpp"
#include "store/open_store.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/file.hpp"

namespace ramal::store {

class sqlite_backend final : public backend {
 public:
  explicit sqlite_backend(file_options options) : options_(std::move(options)), limits_(options_.bounds) {}

  // Does nothing if it is open. Throws `problem`; then it may be tried again.
  void open();

  void begin() override;
  bool commit() override;
  void roll_back() noexcept override;
  void after_commit() noexcept override { db_.checkpoint_if_long(); }

  put_result apply(const new_event& event) override;
  claimed apply(const claim& request) override;
  bool apply(const mark_sent& request) override;
  recorded apply(const attempt_result& request) override;
  bool apply(const pause& request) override;
  bool apply(const resume& request) override;
  std::int64_t apply(const give_up& request) override;
  replayed apply(const replay& request) override;
  std::int64_t apply(const drop& request) override;
  bool apply(const end_call& request) override;
  tidied apply(const tidy& request) override;

  std::optional<call_record> read(const find_call& request) override;
  std::vector<call_record> read(const open_calls& request) override;
  std::vector<event_record> read(const list_events& request) override;
  std::optional<event_details> read(const show_event& request) override;
  totals read(const summary& request) override;

 private:
  // open.cpp
  void open_or_set_aside(bool may_set_aside);
  void open_file();
  void set_up();
  void continue_numbers();
  void start_again();
  void report(const std::string& text) const;

  // sqlite_backend.cpp
  void count();
  void note_time(instant now);
  std::int64_t used_bytes();
  void refuse_if_full(std::int64_t more) const;

  // calls.cpp
  std::optional<call_record> call_by(const char* column, const std::string& key, const std::string& id);
  void save(call_record& call, std::int64_t absorbed);

  // events.cpp
  struct row_of_line {  // what is needed to end an event
    std::int64_t seq = 0, call = 0;
    std::string key, destination;
    phase place = phase::none;
    event_state state = event_state::ready;
  };
  static row_of_line line_of(const event_record& event);
  static row_of_line line_of(const query& row);
  void add_event(const new_event& event, const delivery& one, put_result& result);
  void finish(const row_of_line& event, event_state state, instant now, const std::string& why);
  void free_next(std::int64_t call, const std::string& destination);
  std::optional<instant> paused_since(const std::string& destination);

  // claim.cpp
  void let_through(const claim& request);
  void let_patient_through(const claim& request);
  std::optional<event_record> next_due(const claim& request);
  std::string why_over(const event_record& event, instant now);
  void take(event_record event, const claim& request, claimed& result);
  bool must_wait(const event_record& event, const claim& request);
  std::optional<instant> next_claim(const claim& request);

  // record.cpp
  void log_attempt(const event_record& event, const attempt_result& request);
  void change_event(event_record& event, const attempt_result& request);
  void note_destination(const std::string& destination, const attempt_result& request, recorded& answer);

  // commands.cpp
  std::vector<event_record> selected(const selection& which);
  bool replay_one(const event_record& event, const replay& request);

  // tidy.cpp
  std::int64_t end_lives(instant now, tidied& result);
  std::int64_t empty_paused(instant now, tidied& result);
  std::int64_t remove_old_events();
  std::int64_t remove_delivered();
  std::int64_t trim_dead_letters();
  std::int64_t trim_attempts();
  std::int64_t remove_calls(const char* sql, instant before, std::int64_t most);
  std::int64_t remove_old_calls();

  const file_options options_;
  const limits limits_;
  file_lock lock_;
  connection db_;
  bool checked_ = false;      // the file was looked through since it was last found damaged
  bool recovered_ = false;    // events that an earlier process left busy are ready
  bool counted_ = false;      // the counts below are right
  std::int64_t changes_ = 0;  // of the connection, at the begin of the transaction
  std::int64_t pending_ = 0, identities_ = 0, used_ = 0;
  std::int64_t last_event_ = 0, last_call_ = 0;  // the highest numbers that were given
  std::set<std::string> keys_with_dead_;         // that may have too many
  instant clock_{}, aged_{};                     // see limits.hpp
};

// The columns of `event` as read by event_of, with or without the body.
const std::string& event_columns();
const std::string& event_columns_without_body();
event_record event_of(const query& row);

// The columns of `call` as read by call_of.
const std::string& call_columns();
call_record call_of(const query& row);

}  // namespace ramal::store
