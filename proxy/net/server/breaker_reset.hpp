// What the workers did where an operator asked them to close their breakers (console.md section 1).
#pragma once

#include <atomic>
#include <cstddef>

namespace ramal::net {

// Each worker adds to it; any thread reads.
struct breaker_reset {
  std::atomic<std::size_t> engine{0},
      evolution_go{0};                   // breakers that were open, or let a probe through, and are closed now
  std::atomic<std::size_t> answered{0};  // workers that have added theirs
};

}  // namespace ramal::net
