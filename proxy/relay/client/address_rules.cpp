#include "proxy/relay/client/address_rules.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

namespace ramal::relay {

namespace ip = boost::asio::ip;
using endpoint = ip::tcp::endpoint;

namespace {

using v6_bytes = ip::address_v6::bytes_type;

// What stands at the beginning of an IPv6 address that carries an IPv4 one, and where it has that.
struct carrier {
  std::array<std::uint8_t, 12> prefix;
  std::size_t prefix_size;
  std::size_t at;
  std::uint8_t mask;  // XOR
};

constexpr carrier carriers[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 12, 12, 0},     // mapped (RFC 4291)
    {{}, 12, 12, 0},                                             // compatible (RFC 4291)
    {{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0}, 12, 12, 0},     // translated (RFC 7915)
    {{0x20, 0x02}, 2, 2, 0},                                     // 6to4 (RFC 3056)
    {{0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}, 12, 12, 0},  // NAT64 (RFC 6052)
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 6, 12, 0},                     // NAT64 of a site (RFC 8215), /96
    {{0x20, 0x01, 0, 0}, 4, 12, 0xff},                           // Teredo (RFC 4380)
};

constexpr std::array metadata_v4{ip::address_v4::bytes_type{100, 100, 100, 200},
                                 ip::address_v4::bytes_type{192, 0, 0, 192},
                                 ip::address_v4::bytes_type{168, 63, 129, 16}};
constexpr std::array metadata_v6{v6_bytes{0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54},
                                 v6_bytes{0xfd, 0x20, 0x00, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}};

refused_address judge_v4(const ip::address_v4& to) {
  const auto bytes = to.to_bytes();
  if (bytes[0] == 0) return refused_address::unspecified;
  if (to.is_multicast()) return refused_address::multicast;
  if (bytes[0] == 169 && bytes[1] == 254) return refused_address::link_local;
  if (to == ip::address_v4::broadcast()) return refused_address::broadcast;
  return std::ranges::find(metadata_v4, bytes) == metadata_v4.end() ? refused_address::none : refused_address::metadata;
}

refused_address judge_v6(const ip::address_v6& to) {
  const v6_bytes bytes = to.to_bytes();
  if (to.is_unspecified()) return refused_address::unspecified;
  if (to.is_loopback()) return refused_address::none;
  if (to.is_multicast()) return refused_address::multicast;
  if (to.is_link_local()) return refused_address::link_local;
  if (std::ranges::find(metadata_v6, bytes) != metadata_v6.end()) return refused_address::metadata;
  for (const carrier& one : carriers) {
    if (!std::equal(one.prefix.begin(), one.prefix.begin() + one.prefix_size, bytes.begin())) continue;
    ip::address_v4::bytes_type inner{};
    for (std::size_t i = 0; i < inner.size(); ++i) inner[i] = static_cast<std::uint8_t>(bytes[one.at + i] ^ one.mask);
    if (const auto why = judge_v4(ip::address_v4(inner)); why != refused_address::none) return why;
  }
  return refused_address::none;
}

// An IPv4 address that is written as an IPv6 one leads to the same place.
ip::address plain(const ip::address& of) {
  if (of.is_v6() && of.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, of.to_v6());
  return of;
}

bool leads_to(const endpoint& to, const endpoint& own, bool is_local) {
  if (to.port() != own.port()) return false;
  const ip::address there = plain(to.address()), here = plain(own.address());
  if (there == here) return true;
  if (here.is_unspecified()) return is_local || there.is_loopback();
  return here.is_loopback() && there.is_loopback();
}

}  // namespace

refused_address judge_address(const endpoint& to, std::span<const endpoint> own, bool is_local) {
  const ip::address address = to.address();
  const refused_address why = address.is_v4() ? judge_v4(address.to_v4()) : judge_v6(address.to_v6());
  if (why != refused_address::none) return why;
  const bool is_own = std::ranges::any_of(own, [&](const endpoint& one) { return leads_to(to, one, is_local); });
  return is_own ? refused_address::own_listener : refused_address::none;
}

std::string_view text(refused_address why) {
  switch (why) {
    case refused_address::none: return "";
    case refused_address::unspecified: return "is no address of a host";
    case refused_address::multicast: return "is a multicast address";
    case refused_address::link_local: return "is link-local";
    case refused_address::broadcast: return "is a broadcast address";
    case refused_address::metadata: return "belongs to the metadata of a cloud";
    case refused_address::own_listener: return "is a listener of this gateway itself";
  }
  return "";
}

}  // namespace ramal::relay
