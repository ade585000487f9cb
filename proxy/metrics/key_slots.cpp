#include "proxy/metrics/key_slots.hpp"

#include <algorithm>

namespace ramal::metrics {

// No key of the configuration is called "native".
key_slots::key_slots(std::size_t most)
    : most_(std::min(most, most_named_keys) + 2), names_{"_other", "native"}, by_name_{{"native", native_keys}} {}

std::vector<key_slot> key_slots::slots_of(const std::vector<std::string>& names) {
  std::vector<key_slot> slots;
  slots.reserve(names.size());
  for (const std::string& name : names) slots.push_back(slot_of(name));
  return slots;
}

key_slot key_slots::slot_of(const std::string& name) {
  if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
  if (names_.size() >= most_) return other_keys;
  const auto slot = static_cast<key_slot>(names_.size());
  names_.push_back(name);
  by_name_.emplace(name, slot);
  return slot;
}

}  // namespace ramal::metrics
