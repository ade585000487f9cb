#include "proxy/relay/counters.hpp"

#include <algorithm>

namespace ramal::relay {

// The others share one more that stands beside the named ones.
key_counters& relay_counters::of(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = keys_.find(key);
  if (found != keys_.end()) return *found->second;
  const std::size_t named = keys_.size() - keys_.count(other_keys);
  auto& one = keys_[named < most_keys_ ? key : other_keys];
  if (!one) one = std::make_unique<key_counters>();
  return *one;
}

std::map<std::string, const key_counters*> relay_counters::keys() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, const key_counters*> all;
  for (const auto& [name, one] : keys_) all.emplace(name, one.get());
  return all;
}

// An engine whose clock is a little ahead tells of what has not happened yet: that is no delay.
void relay_counters::delay(store::instant happened, store::instant born, store::instant now) {
  constexpr std::chrono::hours most_apart{24};
  if (std::chrono::abs(born - happened) > most_apart) return;
  const milliseconds took = std::max(now - happened, milliseconds(0));
  const auto found = std::ranges::lower_bound(delay_classes, took.count());
  ++delays[static_cast<std::size_t>(found - delay_classes.begin())];
  delay_milliseconds += static_cast<std::uint64_t>(took.count());
}

}  // namespace ramal::relay
