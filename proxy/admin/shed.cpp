#include "proxy/admin/shed.hpp"

#include <algorithm>
#include <map>

namespace ramal::admin {

std::optional<std::size_t> choose_to_shed(std::span<const open_connection> all) {
  std::map<config::ip_address, std::size_t> counts;
  for (const open_connection& one : all)
    if (!one.shows_token) ++counts[one.from];
  std::size_t most = 0;
  for (const auto& [from, count] : counts) most = std::max(most, count);
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].shows_token || counts[all[i].from] < most) continue;
    if (!chosen || all[i].since < all[*chosen].since) chosen = i;
  }
  return chosen;
}

config::ip_address client_of(config::ip_address address) {
  if (!config::is_v4(address)) std::fill(address.begin() + address.size() / 2, address.end(), std::uint8_t{0});
  return address;
}

}  // namespace ramal::admin
