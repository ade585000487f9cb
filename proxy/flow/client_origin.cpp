#include "proxy/flow/client_origin.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "config/networks.hpp"
#include "proxy/flow/worker.hpp"
#include "proxy/wire/forwarded.hpp"

namespace ramal::flow {
namespace {

// IPv4 fits into a string without the heap.
std::string text_of(const address_bytes& address) {
  constexpr address_bytes mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const bool v4 = std::equal(mapped.begin(), mapped.begin() + 12, address.begin());
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(v4 ? AF_INET : AF_INET6, address.data() + (v4 ? 12 : 0), text.data(), text.size());
  return text.data();
}

}  // namespace

std::optional<client_origin> named_by_proxy(const client_origin& peer, const room& in, const snapshot& settings,
                                            const worker& home) {
  if (!config::any_holds(settings.trusted_proxies, peer.bytes)) return std::nullopt;
  const auto found = wire::find_forwarded_client(routes::view(in.in).substr(0, in.request.size()), settings.trusted_proxies);
  if (!found) return std::nullopt;
  return client_origin(text_of(*found), *found, home.remembered->name_of(*found));
}

}  // namespace ramal::flow
