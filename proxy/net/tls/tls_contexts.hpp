// All TLS contexts of one worker: made whole from what was read of the files, exchanged whole when certificates
// are reloaded. Connections keep the context they began with.
#pragma once

#include <memory>
#include <vector>

#include "config/model.hpp"
#include "proxy/net/tls/tls_material.hpp"
#include "proxy/net/tls/tls_tickets.hpp"

namespace ramal::net {

struct tls_contexts {
  std::vector<ssl_context_ptr> listeners;  // in the order of the configuration; null: plain HTTP
  std::shared_ptr<SSL_CTX> engine;         // null: plain HTTP
  std::shared_ptr<SSL_CTX> go;             // to Evolution GO; null: plain HTTP, or no such server
};

// What OpenSSL refuses is a problem of the configuration: a key that is too short, for example.
tls_made<std::shared_ptr<const tls_contexts>> make_tls_contexts(const config::gateway& settings,
                                                                const tls_material& material,
                                                                const std::shared_ptr<ticket_keys>& tickets);

}  // namespace ramal::net
