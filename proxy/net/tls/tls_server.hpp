// TLS on listeners: Mozilla's intermediate profile without DHE (whose handshakes cost the server most), HTTP/1.1 by
// ALPN, a certificate for each name, tickets for resumption, no renegotiation, no early data.
#pragma once

#include <memory>
#include <string>

#include "config/model.hpp"
#include "proxy/net/tls/tls_material.hpp"
#include "proxy/net/tls/tls_tickets.hpp"

namespace ramal::net {

// The context of a listener's first certificate; it owns those of the others and chooses among them by the name that a
// client asks for. `key`: the configuration key, "listeners[0].tls".
tls_made<ssl_context_ptr> make_server_context(const listener_material& material, config::tls_version min_version,
                                              const std::string& key, const std::shared_ptr<ticket_keys>& tickets);

// Whether both contexts accept the same clients: both ask for certificates of the same authorities, or both for none.
bool accept_same_clients(const SSL_CTX* one, const SSL_CTX* other);

// A server session. Null if OpenSSL is out of memory.
ssl_ptr make_server_session(SSL_CTX* context);

}  // namespace ramal::net
