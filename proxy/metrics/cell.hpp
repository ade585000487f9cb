// A number that one thread writes and others read: a plain addition, no locked instruction (console.md section 2).
#pragma once

#include <atomic>
#include <cstdint>

namespace ramal::metrics {

class cell {
 public:
  // By the one thread that writes.
  void add(std::uint64_t count = 1) { set(value() + count); }
  void set(std::uint64_t to) { value_.store(to, std::memory_order_relaxed); }
  // Any thread: what was written a moment ago.
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

}  // namespace ramal::metrics
