// Spans of one worker on their way to the control loop: bounded, without a lock. A full ring drops what comes, and counts
// it: no request waits for a collector.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "proxy/tracing/span_record.hpp"

namespace ramal::tracing {

class span_ring {
 public:
  static constexpr std::size_t usual_size = 2'048;  // the spans of a second at 2,000 requests a second of one worker

  explicit span_ring(std::size_t size = usual_size) : records_(size) {}

  // One thread writes. Allocates nothing.
  void push(const span_record& made) noexcept {
    const std::size_t at = written_.load(std::memory_order_relaxed);
    if (at - read_.load(std::memory_order_acquire) == records_.size()) {
      dropped_.store(dropped_.load(std::memory_order_relaxed) + made.spans(), std::memory_order_relaxed);
      return;
    }
    records_[at % records_.size()] = made;
    written_.store(at + 1, std::memory_order_release);
  }

  // One thread reads: all that is there now, the oldest first. `take` is called with each record.
  template <class Take>
  void drain(Take&& take) {
    const std::size_t end = written_.load(std::memory_order_acquire);
    for (std::size_t at = read_.load(std::memory_order_relaxed); at != end; ++at) {
      take(records_[at % records_.size()]);
      read_.store(at + 1, std::memory_order_release);
    }
  }

  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }  // spans; any thread

 private:
  std::vector<span_record> records_;
  std::atomic<std::size_t> written_{0}, read_{0};
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace ramal::tracing
