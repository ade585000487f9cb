// Waiting for what another process or thread does without telling anybody, and for time itself. What tells (a socket, a
// condition variable) is waited for there.
#pragma once

#include <poll.h>

#include <chrono>

namespace ramal::tests {

// Time passes, because its passing is what is tested.
inline void let_pass(std::chrono::milliseconds time) { ::poll(nullptr, 0, static_cast<int>(time.count())); }

// Whether the condition comes true before the deadline. It is looked at every millisecond.
template <class Condition>
bool eventually(Condition&& holds, std::chrono::steady_clock::time_point until = std::chrono::steady_clock::now() +
                                                                                 std::chrono::seconds(20)) {
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= until) return false;
    let_pass(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace ramal::tests
