// TLS to the engine (http-rules.md K6): TLS 1.2 or later, chain and name verified, no way around it.
#pragma once

#include <string>

#include "proxy/net/tls/tls_material.hpp"

namespace ramal::net {

// The context remembers the last session that a server offered, for make_client_session.
tls_made<ssl_context_ptr> make_client_context(const engine_material& material);

// A client session to `name` (a host name, sent as SNI, or an address literal), resumed if the server lets us. Null if
// OpenSSL is out of memory.
ssl_ptr make_client_session(SSL_CTX* context, const std::string& name);

// The server's certificate has to be for `name`, which is sent as SNI unless it is a literal. False if OpenSSL is out of
// memory.
bool expect_name(SSL* session, const std::string& name);

// Whether the server has asked for a certificate that there is not.
bool lacks_certificate(const SSL* session);

// The next session is not resumed: to be called after a handshake that failed.
void forget_session(SSL_CTX* context);

}  // namespace ramal::net
