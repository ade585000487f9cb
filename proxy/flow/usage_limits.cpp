#include "proxy/flow/usage_limits.hpp"

#include <string_view>

namespace ramal::flow {
namespace {

constexpr std::size_t most_keys = 16'384;  // busy at once with a usage_counter of their own
constexpr std::size_t most_hooks = 4'096;  // three of these for each hook that is used

}  // namespace

usage_limits::usage_limits(std::uint64_t seed0, std::uint64_t seed1, std::size_t connections)
    : hash_(seed0, seed1), keys_(most_keys), hooks_(most_hooks), addresses_(2 * connections) {}

// The ring's marks are no hashes of this one: a client cannot choose a native key that goes by one of them.
std::uint64_t usage_limits::name_of(const auth::decision& key, std::string_view native_value) const {
  return key.injected ? key.name_mark : hash_(native_value);
}

connection_owner usage_limits::owner_of(const auth::decision& key, std::string_view native_value) const {
  return key.injected ? key.binding_mark : hash_(native_value) + static_cast<std::uint64_t>(key.kind);
}

std::uint64_t usage_limits::name_of(const config::ip_address& address) const {
  const std::size_t counts = config::is_v4(address) ? address.size() : address.size() / 2;
  return hash_({reinterpret_cast<const char*>(address.data()), counts});
}

}  // namespace ramal::flow
