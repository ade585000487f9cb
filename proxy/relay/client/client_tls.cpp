#include "proxy/relay/client/client_tls.hpp"

#include <openssl/err.h>

#include "proxy/net/tls/tls_client.hpp"

namespace ramal::relay {
namespace {

// Not net::make_client_context: Asio's stream keeps something else in the place where that notes what a server asks for.
net::tls_made<net::ssl_context_ptr> make_trusting(const std::string& path, const net::trusted_authorities* whom) {
  net::ssl_context_ptr context = net::make_context(TLS_client_method());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  ERR_clear_error();
  if (whom != nullptr) {
    net::trust(context.get(), *whom);
  } else if (SSL_CTX_set_default_verify_paths(context.get()) != 1) {
    return net::make_tls_problem(path, "is not set, and OpenSSL has no authorities of the system: name a PEM file");
  }
  return context;
}

}  // namespace

net::ssl_ptr client_tls::open(const std::string& name) const {
  ERR_clear_error();
  net::ssl_ptr session(SSL_new(context_.get()));
  if (!session || !net::expect_name(session.get(), name) || !net::take_role(session.get(), net::tls_role::client))
    return nullptr;
  return session;
}

net::tls_made<client_tls_ptr> make_client_tls(const std::string& path, const std::string& ca_file) {
  std::optional<net::trusted_authorities> whom;
  if (!ca_file.empty()) {
    auto read = net::read_authorities(path, ca_file);
    if (read.has_error()) return read.error();
    whom.emplace(std::move(*read));
  }
  auto made = make_trusting(path, whom ? &*whom : nullptr);
  if (made.has_error()) return made.error();
  return std::make_shared<const client_tls>(std::move(*made));
}

net::tls_made<client_tls_ptr> make_client_tls(const net::engine_material& from) {
  auto made = make_trusting("engine.ca_file", from.authorities ? &*from.authorities : nullptr);
  if (made.has_error()) return made.error();
  if (from.own)
    if (auto problem = net::use_certificate(made->get(), *from.own)) return *problem;
  return std::make_shared<const client_tls>(std::move(*made));
}

}  // namespace ramal::relay
