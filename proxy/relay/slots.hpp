// How many attempts are under way in the whole process (webhooks.md section 6: 256). Loop's thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <utility>

namespace ramal::relay {

class attempt_slots {
 public:
  explicit attempt_slots(std::size_t all) : free_(all) {}

  // Up to `wanted` of them.
  std::size_t take(std::size_t wanted) {
    const std::size_t taken = std::min(wanted, free_);
    free_ -= taken;
    return taken;
  }
  // Calls `woken` once, when there are some again: who waits for longest comes first.
  void wait(std::function<void()> woken) { waiting_.push_back(std::move(woken)); }
  void give(std::size_t count) {
    free_ += count;
    for (std::size_t i = 0; i < count && !waiting_.empty() && free_ > 0; ++i) {
      const auto woken = std::move(waiting_.front());
      waiting_.pop_front();
      woken();
    }
  }

 private:
  std::size_t free_;
  std::deque<std::function<void()>> waiting_;
};

}  // namespace ramal::relay
