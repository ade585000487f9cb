#include "proxy/flow/tallies.hpp"

#include <algorithm>
#include <string_view>

namespace ramal::flow {
namespace {

constexpr std::size_t most_keys = 16'384;  // busy at once with a tally of their own
constexpr std::array<std::uint8_t, 12> mapped_v4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

tallies::tallies(std::uint64_t seed0, std::uint64_t seed1, std::size_t connections)
    : hash_(seed0, seed1), keys_(most_keys), addresses_(2 * connections) {}

// A client may send a ring's name as its native key: that is another name.
std::uint64_t tallies::name_of(const auth::decision& key) const {
  return key.injected ? ~hash_(key.key_name) : hash_(key.native_value);
}

std::uint64_t tallies::name_of(const address_bytes& address) const {
  const bool v4 = std::equal(mapped_v4.begin(), mapped_v4.end(), address.begin());
  return hash_({reinterpret_cast<const char*>(address.data()), v4 ? address.size() : address.size() / 2});
}

}  // namespace ramal::flow
