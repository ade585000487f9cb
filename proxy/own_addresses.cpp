#include "proxy/own_addresses.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <cstring>

#include "proxy/net/loop/socket.hpp"

namespace ramal::net {

bool is_wildcard(const std::string& host) { return host == "0.0.0.0" || host == "::"; }

bool has_ipv6_loopback() { return open_listener(parse_address("::1", 0).value()).has_value(); }

std::string first_outer_address() {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return {};
  std::string found;
  for (const ifaddrs* one = all; one != nullptr && found.empty(); one = one->ifa_next) {
    if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
    if ((one->ifa_flags & IFF_UP) == 0 || (one->ifa_flags & IFF_LOOPBACK) != 0) continue;
    socket_address address;
    std::memcpy(&address.storage, one->ifa_addr, sizeof(sockaddr_in));
    const std::string with_port = to_text(address);
    found = with_port.substr(0, with_port.rfind(':'));
  }
  ::freeifaddrs(all);
  return found;
}

}  // namespace ramal::net
