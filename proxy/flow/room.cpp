#include "proxy/flow/room.hpp"

#include <algorithm>
#include <cstddef>
#include <new>

namespace ramal::flow {

std::unique_ptr<room> room_pool::take() {
  if (free_.empty()) return std::make_unique<room>();
  std::unique_ptr<room> warm = std::move(free_.back());
  free_.pop_back();
  fewest_ = std::min(fewest_, free_.size());
  kept_ -= warm->capacity();
  return warm;
}

void room_pool::give(std::unique_ptr<room> used, std::uint32_t epoch) noexcept {
  const std::size_t size = used->capacity();
  if (kept_ + size > most_kept || epoch != epoch_) return;
  try {
    free_.push_back(std::move(used));
    kept_ += size;
  } catch (const std::bad_alloc&) {  // one room less
  }
}

void room_pool::drop_unused() {
  const auto end = free_.begin() + static_cast<std::ptrdiff_t>(fewest_);
  for (auto unused = free_.begin(); unused != end; ++unused) kept_ -= (*unused)->capacity();
  free_.erase(free_.begin(), end);
  fewest_ = free_.size();
}

void room_pool::forget() {
  free_.clear();
  kept_ = fewest_ = 0;
  ++epoch_;
}

bool room_lease::may_wait() {
  if (small_) return true;
  stop_waiting();
  const std::size_t size = room_->capacity();
  if (pool_.waiting_ + size > room_pool::most_waiting) return false;
  waiting_ = size;
  pool_.waiting_ += size;
  return true;
}

void room_lease::make_small(std::string_view rest_of_answer) {
  auto small = std::make_unique<room>();
  small->in = room_->in;
  small->out.assign(rest_of_answer.begin(), rest_of_answer.end());
  small->request = room_->request;
  small->body = room_->body;
  small->plan.callee = room_->plan.callee;
  small->plan.call_id = room_->plan.call_id;
  small->native_call = room_->native_call;
  small->outcome = room_->outcome;
  release();
  room_ = std::move(small);
  small_ = true;
}

void room_lease::end_wait() {
  stop_waiting();
  if (!small_) return;
  const std::unique_ptr<room> small = std::move(room_);
  take();
  room_->begin_request();
  room_->in.swap(small->in);
  room_->request = small->request;
  room_->body = small->body;
}

}  // namespace ramal::flow
