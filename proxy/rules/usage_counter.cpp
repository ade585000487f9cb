#include "proxy/rules/usage_counter.hpp"

#include <algorithm>
#include <bit>
#include <new>

namespace ramal::rules {
namespace {

std::uint32_t short_of(std::uint64_t name) { return static_cast<std::uint32_t>(name >> 32) | 1; }  // 0 is nobody

std::uint32_t load(const std::uint32_t& from) {
  return std::atomic_ref(const_cast<std::uint32_t&>(from)).load(std::memory_order_relaxed);
}

}  // namespace

bool usage_counter::enter(std::size_t most) {
  const std::atomic_ref shared(count);
  if (shared.fetch_add(1, std::memory_order_relaxed) < most) return true;
  leave();
  return false;
}

bool usage_counter::has_seen(std::uint64_t name) const {
  return std::any_of(seen.begin(), seen.end(), [&](const std::uint32_t& one) { return load(one) == short_of(name); });
}

// The newest first. Two threads that do so at once may lose one of the two: it is remembered again with its next
// request.
void usage_counter::remember(std::uint64_t name) {
  for (std::size_t i = seen.size(); i-- > 1;)
    std::atomic_ref(seen[i]).store(load(seen[i - 1]), std::memory_order_relaxed);
  std::atomic_ref(seen[0]).store(short_of(name), std::memory_order_relaxed);
}

usage_table::usage_table(std::size_t least)
    : sets_(std::bit_ceil(std::max<std::size_t>(least, ways)) / ways),
      entries_(static_cast<usage_counter*>(std::calloc(sets_ * ways, sizeof(usage_counter)))) {
  if (!entries_) throw std::bad_alloc();
}

usage_counter& usage_table::find(std::uint64_t name, instant now) {
  usage_counter* const set = &entries_[(name & (sets_ - 1)) * ways];
  const std::uint64_t owner = name == 0 ? 1 : name;
  const auto owner_of = [set](std::size_t way) { return std::atomic_ref(set[way].owner); };
  for (std::size_t tries = 0; tries < ways; ++tries) {
    for (std::size_t way = 0; way < ways; ++way)
      if (owner_of(way).load(std::memory_order_relaxed) == owner) return set[way];
    std::size_t way = ways;  // the one that has been idle for longest
    for (std::size_t other = 0; other < ways; ++other)
      if (set[other].is_idle(now) && (way == ways || set[other].pace.older_than(set[way].pace))) way = other;
    if (way == ways) break;
    std::uint64_t before = owner_of(way).load(std::memory_order_relaxed);
    if (!owner_of(way).compare_exchange_strong(before, owner, std::memory_order_relaxed)) continue;
    for (std::uint32_t& one : set[way].seen) std::atomic_ref(one).store(0, std::memory_order_relaxed);
    return set[way];
  }
  return set[(name >> 32) % ways];
}

}  // namespace ramal::rules
