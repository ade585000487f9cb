#include "proxy/inspector/recorder.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ramal::inspector {

std::size_t bytes_of(const exchange& one) {
  std::size_t all = sizeof one + one.request_id.capacity() + one.key.capacity() + one.path.capacity();
  for (const auto* pane : {&one.bot_sent, &one.engine_got, &one.engine_said, &one.bot_got}) {
    if (!*pane) continue;
    all += (*pane)->start_line.capacity() + (*pane)->body.capacity();
    for (const auto& [name, value] : (*pane)->fields) all += sizeof name + sizeof value + name.size() + value.size();
  }
  return all;
}

void recorder::turn_on_until(time_point end) {
  const ticks at = end.time_since_epoch().count();
  until_ = at == off || at == endless ? at + 2 : at;
}

bool recorder::takes(time_point now) {
  ticks until = until_.load(std::memory_order_relaxed);
  if (until == off || until == endless) return until == endless;
  if (now.time_since_epoch().count() < until) return true;
  until_.compare_exchange_strong(until, off);  // unless it was turned on again just now
  return false;
}

recorder::state recorder::look(time_point now) {
  if (!takes(now)) return {false, std::nullopt};
  const ticks until = until_.load(std::memory_order_relaxed);
  if (until == endless || until == off) return {until == endless, std::nullopt};
  return {true, time_point(time_point::duration(until))};
}

void recorder::push(exchange&& made) {
  const auto one = std::make_shared<exchange>(std::move(made));
  const std::size_t size = bytes_of(*one);
  std::vector<shown> gone;  // freed without the mutex
  const std::lock_guard lock(mutex_);
  one->seq = ++last_;
  kept_.push_back(one);
  bytes_ += size;
  while (kept_.size() > limits_.exchanges || (bytes_ > limits_.bytes && kept_.size() > 1)) {
    bytes_ -= std::min(bytes_, bytes_of(*kept_.front()));
    gone.push_back(std::move(kept_.front()));
    kept_.pop_front();
  }
}

std::deque<recorder::shown>::const_iterator recorder::first_behind(std::uint64_t seq) const {
  return std::upper_bound(kept_.begin(), kept_.end(), seq,
                          [](std::uint64_t asked, const shown& one) { return asked < one->seq; });
}

std::vector<recorder::shown> recorder::behind(std::uint64_t seq, std::size_t most) const {
  const std::lock_guard lock(mutex_);
  const auto first = first_behind(seq);
  const auto count = std::min<std::ptrdiff_t>(kept_.end() - first, static_cast<std::ptrdiff_t>(most));
  return {kept_.end() - count, kept_.end()};
}

std::vector<recorder::shown> recorder::next_behind(std::uint64_t seq, std::size_t most) const {
  const std::lock_guard lock(mutex_);
  const auto first = first_behind(seq);
  const auto count = std::min<std::ptrdiff_t>(kept_.end() - first, static_cast<std::ptrdiff_t>(most));
  return {first, first + count};
}

recorder::shown recorder::find(std::uint64_t seq) const {
  const std::lock_guard lock(mutex_);
  const auto found = seq == 0 ? kept_.cend() : first_behind(seq - 1);
  return found == kept_.end() || (*found)->seq != seq ? nullptr : *found;
}

std::uint64_t recorder::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

}  // namespace ramal::inspector
