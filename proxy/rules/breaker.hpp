// Whether the engine is worth asking after it has failed several times in a row (http-rules.md U14). Pure: one for each
// worker, time is an argument.
//
//   closed --failures in a row--> open --time is over--> half open: one request, the probe, goes through
//     ^                            ^                        |  |
//     +-------- it is answered ----|------------------------+  |
//                                  +---- it is not, twice as long
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "routes/failure.hpp"

namespace ramal::rules {

struct breaker_limits {
  unsigned failures = 5;  // in a row; 0: never open
  std::chrono::milliseconds first{1'000};
  std::chrono::milliseconds longest{30'000};
};

// How a request to the engine ended. One request counts once, however often it was tried.
enum class verdict : std::uint8_t {
  answered,  // with any status, even if the answer made no sense: the engine is there
  failed,    // no connection, or a deadline passed (U1, U2, U6)
  broken,    // cut off after a byte was sent (U3, U4), as idle connections often are: neither opens nor closes it
  untried,   // given up before anything was learned
};

// Of what became of a request; nothing: it has its answer.
verdict verdict_of(const std::optional<routes::failure>& problem);

enum class breaker_change : std::uint8_t { none, opened, closed };

class breaker {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  // Permission to ask the engine; to be handed back once.
  struct permit {
    bool granted = false;
    std::chrono::milliseconds wait{0};  // refused: for how long, at least; more than 0

   private:
    friend class breaker;
    unsigned era = 0;  // of the state it was given in: what began in an earlier one says nothing about this one
  };

  permit ask(time_point now, const breaker_limits& limits);
  breaker_change hand_back(const permit& given, verdict how, time_point now, const breaker_limits& limits);

  // Closes it, for another engine or an operator who knows better: requests that began before say nothing any more.
  void forget() { change_to(state::closed); }

  bool is_closed() const { return state_ == state::closed; }
  // Of the last opening.
  std::chrono::milliseconds open_for() const { return open_for_; }

 private:
  enum class state : std::uint8_t { closed, open, probing };
  breaker_change change_to(state next);

  state state_ = state::closed;
  unsigned era_ = 0;
  unsigned failures_ = 0;
  std::chrono::milliseconds open_for_{0};
  time_point opened_{};
};

}  // namespace ramal::rules
