// All TLS contexts of one worker: made whole from the configuration and its files, exchanged whole when certificates
// are reloaded. Connections keep the context they began with.
#pragma once

#include <memory>
#include <vector>

#include "config/model.hpp"
#include "proxy/net/tls/tls_context.hpp"
#include "proxy/net/tls/tls_tickets.hpp"

namespace ramal::net {

struct tls_contexts {
  std::vector<ssl_context_ptr> listeners;  // in the order of the configuration; null: plain HTTP
  std::shared_ptr<SSL_CTX> engine;         // null: plain HTTP
};

tls_made<std::shared_ptr<const tls_contexts>> make_tls_contexts(const config::gateway& settings,
                                                                const std::shared_ptr<ticket_keys>& tickets);

// Why the certificates and keys of these settings cannot be used.
tls_problem find_tls_problem(const config::gateway& settings);

}  // namespace ramal::net
