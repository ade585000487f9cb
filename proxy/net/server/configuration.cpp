#include "proxy/net/server/configuration.hpp"

#include <utility>

#include "proxy/net/tls/tls_contexts.hpp"
#include "proxy/net/tls/tls_server.hpp"

namespace ramal::net {

tls_made<configuration> with_certificates(config::gateway settings) {
  auto read = read_tls_material(settings);
  if (read.has_error()) return read.error();
  const auto tickets = std::make_shared<ticket_keys>(flow::clock::now());
  const auto tried = make_tls_contexts(settings, **read, tickets);
  if (tried.has_error()) return tried.error();
  if (settings.admin.tls) {
    const auto admin = make_server_context(*(*read)->admin, settings.admin.tls->min_version, "admin.tls", tickets);
    if (admin.has_error()) return admin.error();
  }
  configuration made;
  made.settings = std::move(settings);
  made.tls = std::move(*read);
  return made;
}

}  // namespace ramal::net
