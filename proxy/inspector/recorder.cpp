#include "proxy/inspector/recorder.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ramal::inspector {
namespace {

bool came_before(const recorder::shown& one, const recorder::shown& other) { return one->seq < other->seq; }

}  // namespace

std::size_t bytes_of(const exchange& one) {
  std::size_t all = sizeof one + one.request_id.capacity() + one.key.capacity() + one.path.capacity() +
                    one.error.capacity() + one.event.capacity() + one.destination.capacity();
  for (const auto* pane : {&one.bot_sent, &one.engine_got, &one.engine_said, &one.bot_got}) {
    if (!*pane) continue;
    all += (*pane)->start_line.capacity() + (*pane)->body.capacity();
    for (const auto& field : (*pane)->fields) all += sizeof field + field.first.size() + field.second.size();
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

std::size_t recorder::push(exchange&& made, ring& to) {
  const auto one = std::make_shared<exchange>(std::move(made));
  const std::size_t size = bytes_of(*one);
  std::vector<shown> gone;  // freed without the mutex
  const std::lock_guard lock(to.mutex);
  one->seq = ++last_;
  to.kept.push_back(one);
  to.bytes += size;
  while (to.kept.size() > to.most || (to.bytes > to.most_bytes && to.kept.size() > 1)) {
    to.bytes -= std::min(to.bytes, bytes_of(*to.kept.front()));
    gone.push_back(std::move(to.kept.front()));
    to.kept.pop_front();
  }
  return size;
}

std::deque<recorder::shown>::const_iterator recorder::ring::first_behind(std::uint64_t seq) const {
  return std::upper_bound(kept.begin(), kept.end(), seq,
                          [](std::uint64_t asked, const shown& one) { return asked < one->seq; });
}

recorder::shown recorder::ring::find(std::uint64_t seq) const {
  const auto found = seq == 0 ? kept.cend() : first_behind(seq - 1);
  return found == kept.end() || (*found)->seq != seq ? nullptr : *found;
}

std::vector<recorder::shown> recorder::behind(std::uint64_t seq, std::size_t most) const {
  const std::scoped_lock lock(requests_.mutex, deliveries_.mutex);
  const auto first = requests_.first_behind(seq), second = deliveries_.first_behind(seq);
  std::vector<shown> all;
  const auto skip = [most](auto from, auto end) {  // of each ring no more can be among the newest
    return end - std::min<std::ptrdiff_t>(end - from, static_cast<std::ptrdiff_t>(most));
  };
  std::merge(skip(first, requests_.kept.end()), requests_.kept.end(), skip(second, deliveries_.kept.end()),
             deliveries_.kept.end(), std::back_inserter(all), came_before);
  if (all.size() > most) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(most));
  return all;
}

std::vector<recorder::shown> recorder::next_behind(std::uint64_t seq, std::size_t most) const {
  const std::scoped_lock lock(requests_.mutex, deliveries_.mutex);
  auto first = requests_.first_behind(seq), second = deliveries_.first_behind(seq);
  std::vector<shown> some;
  while (some.size() < most && (first != requests_.kept.end() || second != deliveries_.kept.end())) {
    const bool is_delivery = first == requests_.kept.end() ||
                             (second != deliveries_.kept.end() && came_before(*second, *first));
    some.push_back(is_delivery ? *second++ : *first++);
  }
  return some;
}

recorder::shown recorder::find(std::uint64_t seq) const {
  const std::scoped_lock lock(requests_.mutex, deliveries_.mutex);
  shown found = requests_.find(seq);
  return found ? found : deliveries_.find(seq);
}

std::uint64_t recorder::last() const {
  const std::scoped_lock lock(requests_.mutex, deliveries_.mutex);
  return last_;
}

}  // namespace ramal::inspector
