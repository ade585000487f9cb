// The calls of one number, oldest first: found by either id in constant time, listed newest first from any moment in
// O(log n + limit).
#pragma once

#include <cstddef>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/call.hpp"

namespace ramal::engine {

class call_book {
 public:
  // At most `capacity` calls are kept: the oldest ended ones go first (calls that still run are never dropped).
  explicit call_book(std::size_t capacity = 250'000) : capacity_(capacity) {}

  // Takes a call whose `created_at` is not before the last one's; sets its `sequence`. References stay valid until
  // the call is dropped.
  call& add(call one);
  call* find(std::string_view id);   // native or external id; null if unknown
  call* at(std::uint64_t sequence);  // null if dropped
  std::size_t size() const { return calls_.size(); }

  // Newest first, at most `limit`, only those created strictly before `before` if it is given. `steps`, if given,
  // counts the calls that were looked at.
  std::vector<const call*> list(std::size_t limit, std::optional<time_point> before,
                                std::size_t* steps = nullptr) const;

 private:
  void drop_oldest();

  std::size_t capacity_;
  std::uint64_t first_ = 0;  // sequence of calls_.front()
  std::deque<call> calls_;
  std::unordered_map<std::string_view, call*> by_id_;  // keys live in calls_
};

}  // namespace ramal::engine
