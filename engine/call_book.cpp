#include "engine/call_book.hpp"

#include <algorithm>
#include <utility>

namespace ramal::engine {

call& call_book::add(call one) {
  one.sequence = first_ + calls_.size();
  call& kept = calls_.emplace_back(std::move(one));
  by_id_[kept.id] = &kept;
  by_id_[kept.external_id] = &kept;
  while (calls_.size() > capacity_ && has_ended(calls_.front().status)) drop_oldest();
  return kept;
}

void call_book::drop_oldest() {
  by_id_.erase(calls_.front().id);
  by_id_.erase(calls_.front().external_id);
  calls_.pop_front();
  ++first_;
}

call* call_book::find(std::string_view id) {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

call* call_book::at(std::uint64_t sequence) {
  if (sequence < first_ || sequence - first_ >= calls_.size()) return nullptr;
  return &calls_[static_cast<std::size_t>(sequence - first_)];
}

std::vector<const call*> call_book::list(std::size_t limit, std::optional<time_point> before,
                                         std::size_t* steps) const {
  std::size_t looked_at = 0;
  auto end = calls_.end();
  if (before) {
    end = std::partition_point(calls_.begin(), calls_.end(), [&](const call& one) {
      ++looked_at;
      return one.created_at < *before;
    });
  }
  std::vector<const call*> page;
  page.reserve(std::min(limit, calls_.size()));
  while (end != calls_.begin() && page.size() < limit) {
    page.push_back(&*--end);
    ++looked_at;
  }
  if (steps) *steps = looked_at;
  return page;
}

}  // namespace ramal::engine
