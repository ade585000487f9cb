// The store in memory, for tests: plain maps that are searched from one end to the other. It is also the model that the
// file is compared with.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/backend.hpp"
#include "store/limits.hpp"

namespace ramal::store {

class memory_backend final : public backend {
 public:
  explicit memory_backend(const limits& bounds) : limits_(bounds) {}

  void begin() override { backup_ = state_; }
  bool commit() override { return true; }
  void roll_back() noexcept override { state_.swap(backup_); }

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
  struct held_event {
    event_record record;
    std::optional<instant> sent;
  };
  struct destination_state {
    std::optional<instant> paused, failing_since;
    std::string reason;
    std::int64_t failing_days = 0, failing_day = 0;  // as in the file
  };
  struct content {
    std::map<std::int64_t, call_record> calls;
    std::map<std::int64_t, held_event> events;  // by seq
    std::vector<attempt_record> attempts;
    std::map<std::string, destination_state> destinations;
    std::int64_t next_call = 1, next_seq = 1;
    instant aged{}, clock{};

    void swap(content& other) noexcept { std::swap(*this, other); }
  };
  using event_test = std::function<bool(const event_record&)>;

  void note_time(instant now);
  std::optional<call_record> call_with(const std::string& key, std::string call_ids::*which,
                                       const std::string& id) const;
  const event_record* event_with(const std::string& webhook_id) const;
  void add_event(const new_event& event, const call_record& call, const delivery& one);
  void refuse_if_full(std::int64_t more) const;
  std::int64_t pending() const;
  bool is_paused(const std::string& destination) const;
  // When the order lets an event begin: none while it must wait for another event to end.
  std::optional<instant> free_at(const event_record& event, const claim& request) const;
  void finish(held_event& held, event_state state, instant now, const std::string& why = "");
  void note_destination(const std::string& name, bool delivered, instant now, recorded& answer);
  std::string why_over(const event_record& event, instant now) const;
  bool later_is_done(const event_record& event) const;
  std::int64_t expire_earlier_offers(const event_record& event, instant now);
  std::int64_t end_ready(const event_test& test, std::optional<event_state> state, const std::string& why, instant now,
                         tidied* counts = nullptr);
  std::vector<std::int64_t> selected(const selection& which) const;
  bool replay_one(held_event& held, const replay& request);
  std::int64_t remove_events(const event_test& test);
  std::int64_t remove_old_calls();
  std::int64_t trim_dead_letters();
  std::int64_t trim_attempts();

  const limits limits_;
  content state_, backup_;
};

}  // namespace ramal::store
