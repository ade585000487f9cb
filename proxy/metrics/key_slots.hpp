// Names of keys as small numbers that stay the same over reloads, so that counters of a key go on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ramal::metrics {

// Where a key is counted.
using key_slot = std::uint16_t;
inline constexpr key_slot other_keys = 0;   // all that have no number of their own
inline constexpr key_slot native_keys = 1;  // clients' own native keys (accept_native_keys)

// metrics.keys can be no larger.
inline constexpr std::size_t most_named_keys = 1'000;
inline constexpr std::size_t most_key_slots = most_named_keys + 2;

// A name keeps its number for as long as this lives, also when its key has gone: nothing grows beyond `most` names.
class key_slots {
 public:
  explicit key_slots(std::size_t most);

  // One for each name, in their order. New names get the next numbers; when there are none left, other_keys.
  std::vector<key_slot> slots_of(const std::vector<std::string>& names);

  std::size_t size() const { return names_.size(); }
  std::string_view name(key_slot slot) const { return names_[slot]; }

 private:
  key_slot slot_of(const std::string& name);

  std::size_t most_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, key_slot> by_name_;
};

}  // namespace ramal::metrics
