// The words of keys[].allow: what a client key may be used for (contracts/gateway.md section 2).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ramal::config {

// `session`: realtime sessions. `status`: whether the number is connected. `settings`, `permissions`: META's, of the
// native API. `messages`: what goes to an Evolution GO server.
enum class key_operation : std::uint8_t {
  start,
  answer,
  reject,
  hangup,
  list,
  get,
  play,
  session,
  status,
  settings,
  permissions,
  messages,
};

// A set: bit i is the operation i.
using key_operations = std::uint16_t;

constexpr key_operations set_of(key_operation one) {
  return static_cast<key_operations>(1u << static_cast<unsigned>(one));
}

// What a word stands for, an operation's or a group's (`read`, `calls`, `all`); empty: it is no such word.
key_operations operations_of(std::string_view word);

// The names of the operations, then those of the groups.
const std::vector<std::string>& operation_words();

}  // namespace ramal::config
