// How webhooks of a number go wrong on demand: some are dropped, repeated, late, or overtake each other. The same seed and
// the same events give the same deliveries. No I/O, no clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/clock.hpp"
#include "engine/ids.hpp"

namespace ramal::engine {

// Without any of it webhooks go out once, at once and in order.
struct chaos_settings {
  unsigned drop = 0;                // percent that never leaves
  unsigned repeat = 0;              // how many times more it is sent, each time with a wait of its own
  unsigned repeat_percent = 100;    // of those, whom `repeat` is for
  milliseconds delay{0};            // engine time that each waits
  milliseconds reorder{0};          // each waits up to this much longer, so that later ones overtake
  std::vector<std::string> events;  // those that this is for; none = all
  std::uint64_t next = 0;           // only for so many events, then never again; 0 = for all
};

inline constexpr unsigned most_chaos_repeats = 10;
inline constexpr milliseconds longest_chaos_wait = std::chrono::minutes(10);
inline constexpr std::uint64_t most_chaos_events = 1'000'000;

class webhook_chaos {
 public:
  explicit webhook_chaos(std::uint64_t seed = 0) : chance_(seed) {}

  void set(chaos_settings wanted) { settings_ = std::move(wanted); }
  const chaos_settings& settings() const { return settings_; }

  // How long each copy of one event waits: none if it is dropped, one of 0 where nothing is wrong.
  std::vector<milliseconds> waits(std::string_view event);

 private:
  bool is_for(std::string_view event) const;
  std::uint64_t below(std::uint64_t end) { return chance_.number() % end; }

  chaos_settings settings_;
  id_source chance_;
};

}  // namespace ramal::engine
