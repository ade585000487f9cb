#include "proxy/net/tls/tls_context.hpp"

#include <openssl/err.h>

#include <stdexcept>
#include <utility>

namespace ramal::net {

std::string last_tls_reason() {
  const unsigned long error = ERR_peek_last_error();
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  return reason == nullptr ? std::string() : std::string(reason);
}

config::problem make_tls_problem(std::string key, std::string text) {
  config::problem made;
  made.path = std::move(key);
  made.text = std::move(text);
  if (const std::string reason = last_tls_reason(); !reason.empty()) made.text += " (" + reason + ")";
  return made;
}

ssl_context_ptr make_context(const SSL_METHOD* method) {
  ssl_context_ptr context(SSL_CTX_new(method));
  if (!context) throw std::runtime_error("OpenSSL cannot make a TLS context: the machine is out of memory");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CLEANSE_PLAINTEXT);
  SSL_CTX_set_read_ahead(context.get(), 1);  // header and body of a record in one system call
  return context;
}

bool take_role(SSL* session, tls_role role) {
  if (role == tls_role::server) SSL_set_accept_state(session);
  else SSL_set_connect_state(session);
  return SSL_in_before(session) == 1;
}

}  // namespace ramal::net
