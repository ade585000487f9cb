#include "proxy/net/tls_context.hpp"

#include <openssl/x509v3.h>

#include <stdexcept>

#include "proxy/net/socket.hpp"

namespace ramal::net {

ssl_context_ptr make_client_context(const std::string& ca_file) {
  ssl_context_ptr context(SSL_CTX_new(TLS_client_method()));
  if (!context) throw std::runtime_error("OpenSSL cannot make a TLS context: the machine is out of memory");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  const bool trusted = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context.get()) == 1
                                       : SSL_CTX_load_verify_file(context.get(), ca_file.c_str()) == 1;
  if (!trusted)
    throw std::runtime_error("engine.ca_file: cannot read certificates from " + ca_file +
                             ": give the path of a PEM file that this user may read");
  return context;
}

ssl_ptr make_client_session(SSL_CTX* context, const std::string& host, int fd) {
  ssl_ptr session(SSL_new(context));
  if (!session || SSL_set_fd(session.get(), fd) != 1) return nullptr;
  socket_address literal;
  const bool verified = parse_address(host, 0, literal)
                            ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), host.c_str()) == 1
                            : SSL_set1_host(session.get(), host.c_str()) == 1 &&
                                  SSL_set_tlsext_host_name(session.get(), host.c_str()) == 1;
  if (!verified) return nullptr;
  SSL_set_connect_state(session.get());
  return session;
}

}  // namespace ramal::net
