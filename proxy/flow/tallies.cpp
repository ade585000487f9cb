#include "proxy/flow/tallies.hpp"

#include <bit>
#include <string_view>

namespace ramal::flow {
namespace {

constexpr std::size_t most_keys = 16'384;  // busy at once with a tally of their own

}  // namespace

tallies::tallies(std::uint64_t seed0, std::uint64_t seed1, std::size_t connections)
    : hash_(seed0, seed1), keys_(most_keys), addresses_(2 * connections) {}

// A client may send a ring's name as its native key: that is another name.
std::uint64_t tallies::name_of(const auth::decision& key) const {
  return key.injected ? ~hash_(key.key_name) : hash_(key.native_value);
}

connection_owner tallies::owner_of(const auth::decision& key) const {
  const std::uint64_t native = hash_(key.native_value);
  const std::uint64_t whose = key.injected ? std::rotl(hash_(key.key_name), 1) : 0;
  return (native ^ whose) + static_cast<std::uint64_t>(key.kind);
}

std::uint64_t tallies::name_of(const config::ip_address& address) const {
  const std::size_t counts = config::is_v4(address) ? address.size() : address.size() / 2;
  return hash_({reinterpret_cast<const char*>(address.data()), counts});
}

}  // namespace ramal::flow
