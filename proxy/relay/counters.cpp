#include "proxy/relay/counters.hpp"

#include <algorithm>

namespace ramal::relay {

key_counters& relay_counters::of(const std::string& key) {
  const std::lock_guard lock(mutex_);
  auto& one = keys_[key];
  if (!one) one = std::make_unique<key_counters>();
  return *one;
}

void relay_counters::delay(milliseconds from_event_to_answer) {
  const auto found = std::ranges::lower_bound(delay_classes, from_event_to_answer.count());
  ++delays[static_cast<std::size_t>(found - delay_classes.begin())];
}

}  // namespace ramal::relay
