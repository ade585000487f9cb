// One GET over TCP, TLS or a Unix socket: of the admin interface. Blocks, 5 s at most.
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

#include "config/model.hpp"
#include "proxy/net/tls/pem_files.hpp"

namespace ramal::net {

struct plain_answer {
  unsigned status = 0;  // 0: there is no whole answer
  std::string body;     // 64 MiB at most
  std::string error;    // why there is none
};

// Whom TLS has to lead to.
struct expected_peer {
  std::string name;                   // of its certificate, by the system's authorities or those of SSL_CERT_FILE
  std::vector<X509*> certificates{};  // if there are some: one of these, whatever its name; they outlive the call
  std::shared_ptr<const certified_key> own{};  // shown if it asks for one; null: none
};

// `tls`: null for plain HTTP. `token`: sent as a bearer token; empty: none is.
plain_answer plain_get(const config::admin_address& from, const std::string& path, const config::secret& token,
                       const expected_peer* tls = nullptr);

}  // namespace ramal::net
