// Whom connections over TLS trust: made once, when the configuration is read, and shared by all that trust the same.
#pragma once

#include <memory>
#include <string>

#include "proxy/net/tls/tls_context.hpp"
#include "proxy/net/tls/tls_material.hpp"

namespace ramal::relay {

class client_tls {
 public:
  explicit client_tls(net::ssl_context_ptr context) : context_(std::move(context)) {}

  // A client session to `name` (a host name, sent as SNI, or a literal), which the certificate has to be for. Null if
  // OpenSSL is out of memory.
  net::ssl_ptr open(const std::string& name) const;

 private:
  net::ssl_context_ptr context_;
};

using client_tls_ptr = std::shared_ptr<const client_tls>;

// Reads `ca_file`, PEM; "": the system's authorities. `path`: the configuration's key, for the problem. Throws
// std::runtime_error where there is no memory.
net::tls_made<client_tls_ptr> make_client_tls(const std::string& path, const std::string& ca_file);
// The same trust as requests to the engine have, and the certificate that is shown to it.
net::tls_made<client_tls_ptr> make_client_tls(const net::engine_material& from);

}  // namespace ramal::relay
