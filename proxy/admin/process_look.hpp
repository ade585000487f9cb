// What the system says of this process.
#pragma once

#include <cstdint>

namespace ramal::admin {

struct process_look {
  std::uint64_t resident_bytes = 0;  // 0: the system does not say
  std::uint64_t descriptors = 0;
  std::uint64_t most_descriptors = 0;  // that it may have
  std::uint64_t virtual_bytes = 0;
  double cpu_seconds = 0;  // all threads together
};
// Reads /proc: for the control loop.
process_look look_at_process();

}  // namespace ramal::admin
