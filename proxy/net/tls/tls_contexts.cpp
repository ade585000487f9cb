#include "proxy/net/tls/tls_contexts.hpp"

#include "proxy/net/tls/tls_client.hpp"
#include "proxy/net/tls/tls_server.hpp"

namespace ramal::net {

tls_made<std::shared_ptr<const tls_contexts>> make_tls_contexts(const config::gateway& settings,
                                                                const tls_material& material,
                                                                const std::shared_ptr<ticket_keys>& tickets) {
  const auto all = std::make_shared<tls_contexts>();
  for (std::size_t i = 0; i < settings.listeners.size(); ++i) {
    all->listeners.emplace_back();
    const auto& tls = settings.listeners[i].tls;
    if (!tls) continue;
    auto made = make_server_context(*material.listeners.at(i), tls->min_version,
                                    "listeners[" + std::to_string(i) + "].tls", tickets);
    if (made.has_error()) return made.error();
    all->listeners.back() = std::move(*made);
  }
  if (material.engine) {
    auto made = make_client_context(*material.engine);
    if (made.has_error()) return made.error();
    all->engine = std::move(*made);
  }
  if (material.go) {
    auto made = make_client_context(*material.go);
    if (made.has_error()) return made.error();
    all->go = std::move(*made);
  }
  return std::shared_ptr<const tls_contexts>(all);
}

}  // namespace ramal::net
