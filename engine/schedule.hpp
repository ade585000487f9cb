// What will happen and when: a heap of entries, taken out in order of time, then of insertion.
#pragma once

#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "engine/clock.hpp"

namespace ramal::engine {

template <class Entry>
class schedule {
 public:
  void add(time_point at, Entry what) { heap_.push({at, next_++, std::move(what)}); }

  std::optional<time_point> next_due() const { return heap_.empty() ? std::nullopt : std::optional(heap_.top().at); }

  // The earliest entry that is due at `now`, with the time it was meant for.
  std::optional<std::pair<time_point, Entry>> take_due(time_point now) {
    if (heap_.empty() || heap_.top().at > now) return std::nullopt;
    std::pair<time_point, Entry> first(heap_.top().at, heap_.top().what);
    heap_.pop();
    return first;
  }

  std::size_t size() const { return heap_.size(); }

 private:
  struct slot {
    time_point at;
    std::uint64_t order;
    Entry what;
    bool operator<(const slot& other) const {
      return at != other.at ? at > other.at : order > other.order;  // std::priority_queue takes the greatest
    }
  };
  std::priority_queue<slot> heap_;
  std::uint64_t next_ = 0;
};

}  // namespace ramal::engine
