#include "proxy/flow/room.hpp"

namespace ramal::flow {

std::unique_ptr<room> room_pool::take() {
  if (free_.empty()) return std::make_unique<room>();
  std::unique_ptr<room> warm = std::move(free_.back());
  free_.pop_back();
  kept_ -= warm->capacity();
  return warm;
}

void room_pool::give(std::unique_ptr<room> used, std::uint32_t epoch) {
  const std::size_t size = used->capacity();
  if (kept_ + size > most_kept || epoch != epoch_) return;
  kept_ += size;
  free_.push_back(std::move(used));
}

void room_pool::forget() {
  free_.clear();
  kept_ = 0;
  ++epoch_;
}

}  // namespace ramal::flow
