#pragma once

#include <cstddef>

namespace ramal::wire {

// Bounds of a head in bytes and fields (http-rules.md T7, H5). The same struct serves requests and answers.
struct head_limits {
  std::size_t head = 16'384;   // request line and fields together -> 431
  std::size_t target = 8'000;  // -> 414
  std::size_t fields = 64;     // -> 431
  std::size_t name = 128;      // -> 431
  std::size_t value = 8'192;   // -> 431
};

}  // namespace ramal::wire
