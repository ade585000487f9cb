// What the system says of this process.
#pragma once

#include <cstdint>

namespace ramal::admin {

struct process_look {
  std::uint64_t resident_bytes = 0;  // 0: the system does not say
  std::uint64_t descriptors = 0;
};
// Reads /proc: for the control loop.
process_look look_at_process();

}  // namespace ramal::admin
