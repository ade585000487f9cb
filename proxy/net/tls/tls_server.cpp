#include "proxy/net/tls/tls_server.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "proxy/net/tls/tls_names.hpp"

namespace ramal::net {
namespace {

constexpr const char* ciphers_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* ciphers_1_3 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* groups = "X25519:P-256:P-384";
constexpr std::string_view protocol = "http/1.1";

struct free_cipher {
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};

// What belongs to a context and goes with it.
struct context_parts {
  std::shared_ptr<ticket_keys> tickets;
  std::unique_ptr<EVP_CIPHER, free_cipher> ticket_cipher;
  std::string authorities;  // of clients, as they stood in their file
  // of a listener's first context only:
  std::vector<ssl_context_ptr> others;
  certificate_names names;
};

void free_parts(void*, void* parts, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<context_parts*>(parts); }

int parts_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_parts);
  return index;
}

context_parts& parts_of(const SSL_CTX* context) {
  return *static_cast<context_parts*>(SSL_CTX_get_ex_data(context, parts_index()));
}

// OpenSSL is C: no exception may pass through it.
int choose_certificate(SSL* ssl, int*, void* first) noexcept {
  const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
  try {
    if (SSL_CTX* chosen = parts_of(static_cast<SSL_CTX*>(first)).names.find(name)) SSL_set_SSL_CTX(ssl, chosen);
  } catch (const std::bad_alloc&) { return SSL_TLSEXT_ERR_ALERT_FATAL; }
  return SSL_TLSEXT_ERR_OK;
}

// A client that speaks nothing we do is told so (no_application_protocol).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned int size, void*) {
  for (unsigned int at = 0; at < size; at += offered[at] + 1u) {
    const std::string_view one(reinterpret_cast<const char*>(offered + at + 1), offered[at]);
    if (one != protocol) continue;
    *chosen = offered + at + 1;
    *length = offered[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool set_mac(EVP_MAC_CTX* mac, ticket_key& key) {
  char digest[] = "SHA256";
  const OSSL_PARAM terms[] = {OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key.mac.data(), key.mac.size()),
                              OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                              OSSL_PARAM_construct_end()};
  return EVP_MAC_CTX_set_params(mac, terms) == 1;
}

// OpenSSL's callback: -1 ends the handshake, 0 means no such key, 2 that the ticket is to be replaced.
int prepare_ticket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                   int sealing) try {
  const context_parts& parts = parts_of(SSL_get_SSL_CTX(ssl));
  const flow::time_point now = flow::clock::now();
  if (sealing == 0) {
    auto found = parts.tickets->find(name, now);
    if (!found) return 0;
    const bool ready = set_mac(mac, found->key) && EVP_DecryptInit_ex2(cipher, parts.ticket_cipher.get(),
                                                                       found->key.cipher.data(), iv, nullptr) == 1;
    // a ticket of TLS 1.3 is good once (RFC 8446 C.4): without another the connection after the next could not resume
    const bool renew = found->renew || SSL_version(ssl) >= TLS1_3_VERSION;
    return !ready ? -1 : renew ? 2 : 1;
  }
  ticket_key key = parts.tickets->current(now);
  std::copy(key.name.begin(), key.name.end(), name);
  const bool ready = RAND_bytes(iv, EVP_CIPHER_get_iv_length(parts.ticket_cipher.get())) == 1 && set_mac(mac, key) &&
                     EVP_EncryptInit_ex2(cipher, parts.ticket_cipher.get(), key.cipher.data(), iv, nullptr) == 1;
  return ready ? 1 : -1;
} catch (const std::exception&) {  // no random numbers
  return -1;
}

// A session is good for the listener that made it, and as long as the same client certificates are asked for.
void bind_sessions(SSL_CTX* context, const listener_material& material, const std::string& key) {
  std::string& authorities = parts_of(context).authorities;
  if (material.clients) authorities = material.clients->pem;
  const std::string of = key + '\n' + authorities;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  if (EVP_Digest(of.data(), of.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("OpenSSL has no SHA-256");
  SSL_CTX_set_session_id_context(context, digest.data(), std::min(size, 32u));
}

void offer_tickets(SSL_CTX* context, std::shared_ptr<ticket_keys> tickets) {
  auto parts = std::make_unique<context_parts>();
  parts->tickets = std::move(tickets);
  parts->ticket_cipher.reset(EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr));
  if (!parts->ticket_cipher) throw std::runtime_error("OpenSSL has no AES-256-CBC");
  SSL_CTX_set_ex_data(context, parts_index(), parts.release());
  SSL_CTX_set_tlsext_ticket_key_evp_cb(context, prepare_ticket);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets hold all
  SSL_CTX_set_timeout(context, static_cast<long>(ticket_keys::period.count()));
  SSL_CTX_set_num_tickets(context, 1);
}

ssl_context_ptr make_bare_context(const listener_material& material, config::tls_version min_version,
                                  const std::string& key, const std::shared_ptr<ticket_keys>& tickets) {
  ssl_context_ptr context = make_context(TLS_server_method());
  if (min_version == config::tls_version::v1_3) SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  if (SSL_CTX_set_cipher_list(context.get(), ciphers_1_2) != 1 ||
      SSL_CTX_set_ciphersuites(context.get(), ciphers_1_3) != 1 || SSL_CTX_set1_groups_list(context.get(), groups) != 1)
    throw std::runtime_error("this OpenSSL lacks the usual ciphers: check its configuration (openssl.cnf)");
  // all of them are good: clients without AES in hardware get ChaCha20
  SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  offer_tickets(context.get(), tickets);
  bind_sessions(context.get(), material, key);
  return context;
}

bool has_name(const STACK_OF(X509_NAME) * names, const X509_NAME* name) {
  for (int i = 0; i < sk_X509_NAME_num(names); ++i)
    if (X509_NAME_cmp(sk_X509_NAME_value(names, i), name) == 0) return true;
  return false;
}

void ask_for_certificates(SSL_CTX* context, const trusted_authorities& of) {
  trust(context, of);
  STACK_OF(X509_NAME)* const names = sk_X509_NAME_new_null();
  for (const certificate_ptr& one : of.certificates) {
    const X509_NAME* const name = X509_get_subject_name(one.get());
    if (names != nullptr && !has_name(names, name)) sk_X509_NAME_push(names, X509_NAME_dup(name));
  }
  SSL_CTX_set_client_CA_list(context, names);  // takes it over
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

// The contexts of one listener while they are made. Certificates for exactly the same names, but with keys of another
// kind (RSA beside ECDSA), share one context: OpenSSL chooses by what the client can do.
class listener_contexts {
 public:
  tls_problem add(const certified_key& own, ssl_context_ptr context) {
    if (auto problem = use_certificate(context.get(), own)) return problem;
    entry made{std::move(context), {}, {}};
    made.names = dns_names_of(SSL_CTX_get0_certificate(made.context.get()));
    made.key_kinds = {EVP_PKEY_get_base_id(SSL_CTX_get0_privatekey(made.context.get()))};
    const auto twin = std::find_if(entries_.begin(), entries_.end(),
                                   [&](const entry& e) { return !e.names.empty() && e.names == made.names; });
    if (twin == entries_.end()) {
      entries_.push_back(std::move(made));
      return std::nullopt;
    }
    const int kind = made.key_kinds.front();
    if (std::find(twin->key_kinds.begin(), twin->key_kinds.end(), kind) != twin->key_kinds.end())
      return make_tls_problem(own.path + "cert_file",
                              "has the names of another certificate and a key of the same kind: "
                              "remove one of the two");
    twin->key_kinds.push_back(kind);
    return use_certificate(twin->context.get(), own);
  }

  ssl_context_ptr take() {
    ssl_context_ptr first = std::move(entries_.front().context);
    context_parts& parts = parts_of(first.get());
    for (entry& one : entries_) {
      parts.names.add(one.names, one.context ? one.context.get() : first.get());
      if (one.context) parts.others.push_back(std::move(one.context));
    }
    SSL_CTX_set_tlsext_servername_callback(first.get(), choose_certificate);
    SSL_CTX_set_tlsext_servername_arg(first.get(), first.get());
    return first;
  }

 private:
  struct entry {
    ssl_context_ptr context;
    std::vector<std::string> names;
    std::vector<int> key_kinds;
  };
  std::vector<entry> entries_;
};

}  // namespace

tls_made<ssl_context_ptr> make_server_context(const listener_material& material, config::tls_version min_version,
                                              const std::string& key, const std::shared_ptr<ticket_keys>& tickets) {
  listener_contexts all;
  for (const certified_key& one : material.certificates) {
    ssl_context_ptr context = make_bare_context(material, min_version, key, tickets);
    if (material.clients) ask_for_certificates(context.get(), *material.clients);
    if (auto problem = all.add(one, std::move(context))) return *problem;
  }
  return all.take();
}

bool accept_same_clients(const SSL_CTX* one, const SSL_CTX* other) {
  return parts_of(one).authorities == parts_of(other).authorities;
}

ssl_ptr make_server_session(SSL_CTX* context) {
  ssl_ptr session(SSL_new(context));
  if (session && !take_role(session.get(), tls_role::server)) return nullptr;
  return session;
}

}  // namespace ramal::net
