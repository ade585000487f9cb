#include "proxy/flow/exchange_buffers.hpp"

#include <algorithm>
#include <cstddef>
#include <new>

namespace ramal::flow {

std::unique_ptr<exchange_buffers> buffer_pool::take() {
  if (free_.empty()) return std::make_unique<exchange_buffers>();
  std::unique_ptr<exchange_buffers> warm = std::move(free_.back());
  free_.pop_back();
  fewest_ = std::min(fewest_, free_.size());
  kept_ -= warm->capacity();
  return warm;
}

void buffer_pool::give(std::unique_ptr<exchange_buffers> used, std::uint32_t epoch) noexcept {
  const std::size_t size = used->capacity();
  if (kept_ + size > most_kept || epoch != epoch_) return;
  try {
    free_.push_back(std::move(used));
    kept_ += size;
  } catch (const std::bad_alloc&) {  // these are freed
  }
}

void buffer_pool::drop_unused() {
  const auto end = free_.begin() + static_cast<std::ptrdiff_t>(fewest_);
  for (auto unused = free_.begin(); unused != end; ++unused) kept_ -= (*unused)->capacity();
  free_.erase(free_.begin(), end);
  fewest_ = free_.size();
}

void buffer_pool::forget() {
  free_.clear();
  kept_ = fewest_ = 0;
  ++epoch_;
}

bool buffer_lease::may_wait() {
  if (small_) return true;
  stop_waiting();
  const std::size_t size = held_->capacity();
  if (pool_.waiting_ + size > buffer_pool::most_waiting) return false;
  waiting_ = size;
  pool_.waiting_ += size;
  return true;
}

void buffer_lease::make_small(std::string_view rest_of_answer) {
  auto small = std::make_unique<exchange_buffers>();
  small->in = held_->in;
  small->out.assign(rest_of_answer.begin(), rest_of_answer.end());
  small->request = held_->request;
  small->body = held_->body;
  small->plan.callee = held_->plan.callee;
  small->plan.call_id = held_->plan.call_id;
  small->native_call = held_->native_call;
  small->outcome = held_->outcome;
  small->attempts = held_->attempts;
  release();
  held_ = std::move(small);
  small_ = true;
}

void buffer_lease::end_wait() {
  stop_waiting();
  if (!small_) return;
  std::unique_ptr<exchange_buffers> small = pool_.take();  // before anything is changed: there may be no memory
  held_.swap(small);
  epoch_ = pool_.epoch();
  small_ = false;
  held_->begin_request();
  held_->in.swap(small->in);
  held_->request = small->request;
  held_->body = small->body;
}

}  // namespace ramal::flow
