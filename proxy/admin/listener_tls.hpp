// The TLS context of the admin listener: made of the certificates in force, and made again when a reload has read them again.
#pragma once

#include <memory>

#include "proxy/net/server/configuration.hpp"
#include "proxy/net/tls/tls_server.hpp"

namespace ramal::admin {

class listener_tls {
 public:
  // For a connection that begins now. `now` has admin.tls. Where there is no memory for a new one, the one before; null if
  // there is none either.
  std::shared_ptr<SSL_CTX> context_for(const net::configuration& now);

 private:
  std::shared_ptr<const net::tls_material> made_of_;
  std::shared_ptr<SSL_CTX> context_;
  std::shared_ptr<net::ticket_keys> tickets_;
};

}  // namespace ramal::admin
