// Which requests may go to the engine now, which wait, which are turned away (http-rules.md L8, L9). Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "routes/table.hpp"

namespace ramal::rules {

// The first is shed first: reading (list, get), then beginning something, then acting on a call in which a person
// waits.
enum class urgency : std::uint8_t { look, begin, act };
inline constexpr std::size_t urgencies = 3;

// list, get and instance/status look, and so does who reads settings or permissions; start, play and session begin,
// and so does who changes one of those; pre-accept, answer, reject and hangup act.
urgency urgency_of(routes::operation what);

// One worker's share of `limits.in_flight` and `limits.queued`.
struct admission_limits {
  std::size_t in_flight;
  std::size_t queued;
};

// At least 1 of each, but none to wait in if none is configured.
admission_limits share_of(std::size_t in_flight, std::size_t queued, std::size_t workers);

// How many may be at the engine once a request of this kind enters: `look` leaves a quarter free for more urgent ones,
// `begin` an eighth.
std::size_t most_inside(urgency what, const admission_limits& limits);

struct crowd {
  std::size_t inside = 0;  // between plan and the engine's answer
  std::array<std::size_t, urgencies> waiting{};

  std::size_t all_waiting() const { return waiting[0] + waiting[1] + waiting[2]; }
};

// `evicts`: the urgency whose newest waiter is turned away instead.
struct entrance {
  enum class verdict : std::uint8_t { enter, wait, refuse } what;
  std::optional<urgency> evicts{};
};

// Nobody passes those who wait and are as urgent. A full queue takes a more urgent request instead of a less
// urgent one.
entrance judge_entry(const crowd& now, urgency what, const admission_limits& limits);

// The urgency whose oldest waiter may enter now; nothing: no waiter may.
std::optional<urgency> next_to_enter(const crowd& now, const admission_limits& limits);

}  // namespace ramal::rules
