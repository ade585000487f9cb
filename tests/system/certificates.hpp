// A private certificate authority and what it signs, made afresh for a test; nothing of it is kept.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace ramal::system_tests {

struct free_openssl {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

struct identity {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;
};

// How long a certificate is valid, in days from now; both may be negative.
struct validity {
  long from = -1;
  long to = 30;
};

identity make_authority();
// A certificate for the DNS name `name`, signed by `by`.
identity make_server(const identity& by, const std::string& name, validity days = {});
// Another certificate for the key of `of`.
identity make_renewed(const identity& by, const std::string& name, const identity& of);
// A certificate for an IP address.
identity make_server_at(const identity& by, const std::string& address);
identity make_self_signed(const std::string& name);

std::string pem_of(const identity& of);

}  // namespace ramal::system_tests
