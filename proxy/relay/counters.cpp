#include "proxy/relay/counters.hpp"

#include <algorithm>

namespace ramal::relay {

key_counters& relay_counters::of(const std::string& key) {
  const std::lock_guard lock(mutex_);
  auto& one = keys_[key];
  if (!one) one = std::make_unique<key_counters>();
  return *one;
}

std::map<std::string, const key_counters*> relay_counters::keys() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, const key_counters*> all;
  for (const auto& [name, one] : keys_) all.emplace(name, one.get());
  return all;
}

void relay_counters::delay(milliseconds from_event_to_answer) {
  const auto found = std::ranges::lower_bound(delay_classes, from_event_to_answer.count());
  ++delays[static_cast<std::size_t>(found - delay_classes.begin())];
}

}  // namespace ramal::relay
