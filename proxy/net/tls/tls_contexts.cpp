#include "proxy/net/tls/tls_contexts.hpp"

#include "proxy/net/tls/tls_client.hpp"
#include "proxy/net/tls/tls_server.hpp"

namespace ramal::net {

tls_made<std::shared_ptr<const tls_contexts>> make_tls_contexts(const config::gateway& settings,
                                                                const std::shared_ptr<ticket_keys>& tickets) {
  const auto all = std::make_shared<tls_contexts>();
  for (std::size_t i = 0; i < settings.listeners.size(); ++i) {
    const auto& tls = settings.listeners[i].tls;
    all->listeners.emplace_back();
    if (!tls) continue;
    auto made = make_server_context(*tls, "listeners[" + std::to_string(i) + "].tls", tickets);
    if (made.has_error()) return made.error();
    all->listeners.back() = std::move(*made);
  }
  if (settings.engine.tls) {
    auto made = make_client_context(settings.engine);
    if (made.has_error()) return made.error();
    all->engine = std::move(*made);
  }
  return std::shared_ptr<const tls_contexts>(all);
}

tls_problem find_tls_problem(const config::gateway& settings) {
  const auto made = make_tls_contexts(settings, std::make_shared<ticket_keys>(flow::clock::now()));
  if (made.has_error()) return made.error();
  return std::nullopt;
}

}  // namespace ramal::net
