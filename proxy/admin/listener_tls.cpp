#include "proxy/admin/listener_tls.hpp"

#include <spdlog/spdlog.h>

#include <stdexcept>

namespace ramal::admin {

std::shared_ptr<SSL_CTX> listener_tls::context_for(const net::configuration& now) {
  if (now.tls == made_of_) return context_;
  if (!now.tls->admin || !now.settings.admin.tls) return nullptr;
  try {
    if (!tickets_) tickets_ = std::make_shared<net::ticket_keys>(flow::clock::now());
    auto made = net::make_server_context(*now.tls->admin, now.settings.admin.tls->min_version, "admin.tls", tickets_);
    if (made.has_error()) throw std::runtime_error(made.error().text);
    context_ = std::move(*made);
    made_of_ = now.tls;
  } catch (const std::runtime_error& why) {  // the configuration was tried with it: there is no memory now
    spdlog::warn("admin.tls: the new certificates cannot be used yet: {}", why.what());
  }
  return context_;
}

}  // namespace ramal::admin
