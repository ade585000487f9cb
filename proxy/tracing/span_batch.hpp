// Spans that wait for the collector: so many and no more. What does not fit is dropped and counted.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "proxy/tracing/otlp.hpp"

namespace ramal::tracing {

class span_batch {
 public:
  explicit span_batch(std::size_t most) : most_(most) {}

  void add(finished_span one) {
    if (waiting_.size() < most_) waiting_.push_back(std::move(one));
    else ++dropped_;
  }
  // The oldest ones, at most so many.
  std::vector<finished_span> take(std::size_t most) {
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(most, waiting_.size()));
    std::vector<finished_span> taken(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    return taken;
  }
  std::size_t size() const { return waiting_.size(); }
  std::uint64_t dropped() const { return dropped_; }

 private:
  std::size_t most_;
  std::vector<finished_span> waiting_;
  std::uint64_t dropped_ = 0;
};

}  // namespace ramal::tracing
