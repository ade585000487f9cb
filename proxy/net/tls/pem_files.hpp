// Certificates and keys as their files hold them. A file is read and parsed once; the contexts of all workers are made
// from that.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

#include "proxy/net/tls/tls_context.hpp"

namespace ramal::net {

struct free_pem {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_CRL* revoked) const { X509_CRL_free(revoked); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using certificate_ptr = std::unique_ptr<X509, free_pem>;
using crl_ptr = std::unique_ptr<X509_CRL, free_pem>;
using private_key_ptr = std::unique_ptr<EVP_PKEY, free_pem>;

// A certificate with those that lead to a root, and its private key.
struct certified_key {
  std::vector<certificate_ptr> chain;  // its own first
  private_key_ptr key;
  std::string path;  // of the configuration's keys, in front of "cert_file" and "key_file"
};

// The certificate authorities that we trust.
struct trusted_authorities {
  std::string pem;  // as it stands in the file
  std::vector<certificate_ptr> certificates;
  std::vector<crl_ptr> revoked;
};

// K8: the key is not readable by everybody, and has no passphrase.
tls_made<certified_key> read_certified_key(const std::string& path, const std::string& cert_file,
                                           const std::string& key_file);
// `path`: of the configuration's key.
tls_made<trusted_authorities> read_authorities(const std::string& path, const std::string& file);

// Gives the context copies of its own: sharing a key between threads contends in OpenSSL 3.0.
tls_problem use_certificate(SSL_CTX* context, const certified_key& own);
// Throws std::runtime_error where there is no memory.
void trust(SSL_CTX* context, const trusted_authorities& authorities);

bool same_certificates(const certified_key& one, const certified_key& other);

}  // namespace ramal::net
