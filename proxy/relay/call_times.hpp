// How long calls rang and how long they were, from the times that the engine says in its events (console.md section 2).
// What no event says is not guessed: it is not counted. Pure: times are arguments. One thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "events/call_event.hpp"
#include "store/requests.hpp"

namespace ramal::relay {

using std::chrono::milliseconds;

// How the ringing ended. In the order of `ramal_ring_seconds`'s label `outcome`.
enum class ring_outcome : std::uint8_t {
  answered,
  rejected,
  missed,
  failed,
  cancelled,  // over without an error before anybody answered
  other,      // the engine says a word that is not known here
};
inline constexpr std::array<std::string_view, 6> ring_outcomes{"answered", "rejected",  "missed",
                                                               "failed",   "cancelled", "other"};
// In the order of store::direction.
inline constexpr std::array<std::string_view, 3> call_ways{"unknown", "inbound", "outbound"};

// Upper ends of the classes in seconds; one more class has what is above.
inline constexpr std::array<double, 11> ring_classes{1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120};
inline constexpr std::array<double, 10> call_classes{5, 10, 30, 60, 120, 300, 600, 1'200, 1'800, 3'600};

template <std::size_t Classes>
struct time_classes {
  std::array<std::uint64_t, Classes + 1> counts{};
  milliseconds sum{0};

  void observe(milliseconds took, const std::array<double, Classes>& ends);
};

// What one stored event says of its call.
struct told_phase {
  std::int64_t call = 0;  // store::call_record::id
  events::phase what = events::phase::none;
  store::direction way = store::direction::unknown;
  std::optional<store::instant> at;    // the engine's own time
  std::optional<ring_outcome> ending;  // of terminate: how the ringing ended, if nobody has answered; none: not known
  std::int64_t absorbed = 0;           // another id that the call had until now; 0: none
  bool is_over = false;                // of an event without a phase: the call has ended before
};

// What an event that the store has taken says; none if it says nothing of times, and does not show that two calls are one. The
// store knows what came twice or too late, also behind a restart: only its verdict `stored` counts, and an offer of our own
// side, which has no phase there, only as long as the call has none.
std::optional<told_phase> told_by(const events::call_event& event, const store::put_result& stored);

class call_times {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  // Calls that are watched at a time; with one more the oldest is given up.
  static constexpr std::size_t most_calls = 10'000;
  // A call that has not ended by then is given up. A difference of two times that is larger is none.
  static constexpr std::chrono::hours longest{24};

  void take(const told_phase& told, time_point now);

  std::size_t watched() const { return calls_.size(); }

  std::array<std::array<time_classes<ring_classes.size()>, ring_outcomes.size()>, call_ways.size()> rings{};
  std::array<time_classes<call_classes.size()>, call_ways.size()> durations{};
  std::uint64_t given_up_full = 0, given_up_old = 0;  // calls whose end was not seen

 private:
  struct watched_call {
    std::int64_t id = 0;
    store::direction way = store::direction::unknown;
    std::optional<store::instant> rings_since, accepted;
    time_point born{};
  };
  using place = std::list<watched_call>::iterator;

  void unite(const told_phase& told);
  void ring(const told_phase& told, time_point now);
  void accept(const told_phase& told, time_point now);
  void end(const told_phase& told);
  watched_call* find(const told_phase& told);
  watched_call& add(const told_phase& told, time_point now);
  void forget(std::int64_t call);
  void count_ring(const watched_call& of, store::instant until, ring_outcome how);
  void drop_old(time_point now);

  std::list<watched_call> calls_;  // the oldest one first
  std::unordered_map<std::int64_t, place> by_id_;
};

}  // namespace ramal::relay
