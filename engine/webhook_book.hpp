// The webhooks of one number that were made by `POST /v1/webhooks`, and what became of their deliveries.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/clock.hpp"

namespace ramal::engine {

// One attempt to deliver.
struct delivery_record {
  std::string event;
  std::string body;
  unsigned status = 0;  // 0 = no answer
  std::string problem;  // "" = delivered
  std::int64_t duration_ms = 0;
  time_point at;
};

struct webhook_entry {
  std::string id;  // "wh_..."
  std::string name;
  std::string url;
  bool active = true;
  std::vector<std::string> events;  // "*" = all; none = nothing is sent
  time_point created_at;
  time_point updated_at;
  std::optional<time_point> last_triggered;
  std::deque<delivery_record> log;  // oldest first, at most most_records

  bool wants(std::string_view event) const;
};

inline constexpr std::size_t most_webhook_entries = 100;  // of one number
inline constexpr std::size_t most_records = 50;           // of one webhook

class webhook_book {
 public:
  bool full() const { return entries_.size() >= most_webhook_entries; }
  void add(webhook_entry one) { entries_.push_back(std::move(one)); }
  webhook_entry* find(std::string_view id);
  bool remove(std::string_view id);
  const std::vector<webhook_entry>& all() const { return entries_; }

 private:
  std::vector<webhook_entry> entries_;  // oldest first
};

void keep_record(webhook_entry& of, delivery_record one);

}  // namespace ramal::engine
