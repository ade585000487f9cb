// The DNS names of a certificate, and which certificate a client gets.
#pragma once

#include <openssl/x509.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/net/tls/tls_context.hpp"

namespace ramal::net {

// The DNS names among the subject's alternative names, lower-case and sorted.
std::vector<std::string> dns_names_of(const X509* certificate);

// Contexts by name: "api.example", or "*.example" for one more label in front.
class certificate_names {
 public:
  // A name that is taken already stays with its first owner. `context` outlives this.
  void add(const std::vector<std::string>& names, SSL_CTX* context);
  // Null if no certificate has this name.
  SSL_CTX* find(std::string_view server_name) const;

 private:
  std::map<std::string, SSL_CTX*, std::less<>> contexts_;
};

}  // namespace ramal::net
