#include "proxy/flow/client_origin.hpp"

#include "config/networks.hpp"
#include "proxy/flow/worker_parts.hpp"
#include "proxy/wire/forwarded.hpp"

namespace ramal::flow {

std::optional<client_origin> named_by_proxy(const client_origin& peer, const exchange_buffers& in,
                                            const snapshot& settings, const worker_parts& parts) {
  if (!config::any_holds(settings.trusted_proxies, peer.bytes)) return std::nullopt;
  const std::string_view head = routes::view(in.in).substr(0, in.request.size());
  const auto found = wire::find_forwarded_client(head, settings.trusted_proxies);
  if (!found) return std::nullopt;
  return client_origin(config::print_ip(*found), *found, parts.usage->name_of(*found));
}

}  // namespace ramal::flow
