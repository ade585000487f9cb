// Where no delivery may go, whatever a name or a URL says (webhooks.md section 12). Pure.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <span>
#include <string_view>

namespace ramal::relay {

enum class refused_address : std::uint8_t {
  none,
  unspecified,   // 0.0.0.0/8, ::
  multicast,     // 224/4, ff00::/8
  link_local,    // 169.254/16, fe80::/10: most clouds' metadata are there
  broadcast,     // 255.255.255.255
  metadata,      // clouds' metadata at other addresses
  own_listener,  // this program itself
};

// Loopback and private networks are allowed: the bot often is a container beside us. An IPv6 address that carries an IPv4
// one (mapped, compatible, translated, 6to4, NAT64, Teredo) is refused where that one is.
// `own`: what this program listens on. `is_local`: the address is one of this machine's.
refused_address judge_address(const boost::asio::ip::tcp::endpoint& to,
                              std::span<const boost::asio::ip::tcp::endpoint> own, bool is_local);

// "is link-local", ...; "" for none.
std::string_view text(refused_address why);

}  // namespace ramal::relay
