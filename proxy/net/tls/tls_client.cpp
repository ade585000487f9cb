#include "proxy/net/tls/tls_client.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "proxy/net/loop/socket.hpp"
#include "proxy/net/tls/certificate_note.hpp"

namespace ramal::net {
namespace {

struct free_session {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using session_slot = std::unique_ptr<SSL_SESSION, free_session>;

void free_slot(void*, void* slot, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<session_slot*>(slot); }

// The slot belongs to the context: connections of a context that was replaced may still be offered sessions.
int slot_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_slot);
  return index;
}

session_slot& slot_of(SSL_CTX* context) {
  return *static_cast<session_slot*>(SSL_CTX_get_ex_data(context, slot_index()));
}

int remember(SSL* ssl, SSL_SESSION* offered) {
  slot_of(SSL_get_SSL_CTX(ssl)).reset(offered);
  return 1;  // the reference is ours
}

void remember_sessions(SSL_CTX* context) {
  SSL_CTX_set_ex_data(context, slot_index(), std::make_unique<session_slot>().release());
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, remember);
}

// Is called where the server asks for a certificate and there is none: the handshake goes on without.
int note_wish(SSL* ssl, X509**, EVP_PKEY**) {
  SSL_set_app_data(ssl, ssl);
  return 0;
}

}  // namespace

tls_made<ssl_context_ptr> make_client_context(const engine_material& material) {
  ssl_context_ptr context = make_context(TLS_client_method());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, note_certificate);
  SSL_CTX_set_client_cert_cb(context.get(), note_wish);
  remember_sessions(context.get());
  ERR_clear_error();
  if (material.authorities) trust(context.get(), *material.authorities);
  else if (SSL_CTX_set_default_verify_paths(context.get()) != 1)
    return make_tls_problem("engine.ca_file",
                            "is not set, and OpenSSL has no authorities of the system: name a PEM file");
  if (material.own)
    if (auto problem = use_certificate(context.get(), *material.own)) return *problem;
  return context;
}

ssl_ptr make_client_session(SSL_CTX* context, const std::string& name) {
  ERR_clear_error();  // what is told of this session is of this session
  ssl_ptr session(SSL_new(context));
  if (!session) return nullptr;
  if (!expect_name(session.get(), name)) return nullptr;
  if (const session_slot& last = slot_of(context); last) SSL_set_session(session.get(), last.get());
  if (!take_role(session.get(), tls_role::client)) return nullptr;
  return session;
}

bool expect_name(SSL* session, const std::string& name) {
  if (parse_address(name, 0)) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name.c_str()) == 1;
  return SSL_set1_host(session, name.c_str()) == 1 && SSL_set_tlsext_host_name(session, name.c_str()) == 1;
}

bool lacks_certificate(const SSL* session) { return SSL_get_app_data(session) != nullptr; }

void forget_session(SSL_CTX* context) { slot_of(context).reset(); }

}  // namespace ramal::net
