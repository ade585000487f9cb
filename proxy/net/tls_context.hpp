// OpenSSL settings for connections to the engine (http-rules.md K6): TLS 1.2 or later, chain and name verified, no way
// around it. One for each worker: sharing one between threads contends in OpenSSL 3.0.
#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

namespace ramal::net {

struct free_ssl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ssl_ptr = std::unique_ptr<SSL, free_ssl>;
using ssl_context_ptr = std::unique_ptr<SSL_CTX, free_ssl>;

// `ca_file`: PEM bundle that replaces the system's trust store; "" = the system's. Throws std::runtime_error with what
// to do if it cannot be read.
ssl_context_ptr make_client_context(const std::string& ca_file);

// A client session over a connected non-blocking socket, to `host` (a name, sent as SNI, or an address literal). Null if
// OpenSSL is out of memory.
ssl_ptr make_client_session(SSL_CTX* context, const std::string& host, int fd);

}  // namespace ramal::net
