#include "proxy/net/tls/pem_files.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "config/context.hpp"

namespace ramal::net {
namespace {

struct free_bio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using bio_ptr = std::unique_ptr<BIO, free_bio>;

// An encrypted key must not make the program ask its terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

std::vector<certificate_ptr> read_chain(const std::string& file) {
  std::vector<certificate_ptr> chain;
  const bio_ptr from(BIO_new_file(file.c_str(), "r"));
  if (!from) return chain;
  certificate_ptr next(PEM_read_bio_X509_AUX(from.get(), nullptr, no_passphrase, nullptr));
  while (next) {
    chain.push_back(std::move(next));
    next.reset(PEM_read_bio_X509(from.get(), nullptr, no_passphrase, nullptr));
  }
  // the end of the file is no error, but something broken behind the first certificate is
  const unsigned long ended_by = ERR_peek_last_error();
  if (ERR_GET_LIB(ended_by) == ERR_LIB_PEM && ERR_GET_REASON(ended_by) == PEM_R_NO_START_LINE && !chain.empty())
    ERR_clear_error();
  else chain.clear();
  return chain;
}

private_key_ptr read_key(const std::string& file) {
  const bio_ptr from(BIO_new_file(file.c_str(), "r"));
  return private_key_ptr(from ? PEM_read_bio_PrivateKey(from.get(), nullptr, no_passphrase, nullptr) : nullptr);
}

std::string content_of(const std::string& file) {
  std::ifstream from(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(from), std::istreambuf_iterator<char>()};
}

config::problem no_chain(const std::string& path) {
  return make_tls_problem(path + "cert_file",
                          "is no certificate chain in PEM format, or cannot be read: write the certificate first, then "
                          "those that lead to a root");
}

config::problem no_key(const std::string& path) {
  return make_tls_problem(path + "key_file",
                          "is no private key of this certificate in PEM format without a passphrase");
}

}  // namespace

tls_made<certified_key> read_certified_key(const std::string& path, const std::string& cert_file,
                                           const std::string& key_file) {
  ERR_clear_error();
  certified_key made;
  made.path = path;
  made.chain = read_chain(cert_file);
  if (made.chain.empty()) return no_chain(path);
  if (const config::checked usable = config::check_secret_file(key_file); !usable)
    return make_tls_problem(path + "key_file", usable.error().text);
  made.key = read_key(key_file);
  if (!made.key || X509_check_private_key(made.chain.front().get(), made.key.get()) != 1) return no_key(path);
  return made;
}

tls_made<trusted_authorities> read_authorities(const std::string& path, const std::string& file) {
  ERR_clear_error();
  trusted_authorities made;
  made.pem = content_of(file);
  const bio_ptr from(BIO_new_mem_buf(made.pem.data(), static_cast<int>(made.pem.size())));
  STACK_OF(X509_INFO)* const found = PEM_X509_INFO_read_bio(from.get(), nullptr, no_passphrase, nullptr);
  for (int i = 0; i < sk_X509_INFO_num(found); ++i) {
    X509_INFO& one = *sk_X509_INFO_value(found, i);
    if (one.x509 != nullptr) made.certificates.emplace_back(std::exchange(one.x509, nullptr));
    if (one.crl != nullptr) made.revoked.emplace_back(std::exchange(one.crl, nullptr));
  }
  sk_X509_INFO_pop_free(found, X509_INFO_free);
  if (made.certificates.empty())
    return make_tls_problem(path, "holds no certificates in PEM format, or cannot be read: name a PEM file");
  return made;
}

tls_problem use_certificate(SSL_CTX* context, const certified_key& own) {
  ERR_clear_error();
  for (const certificate_ptr& one : own.chain) {
    const certificate_ptr copy(X509_dup(one.get()));
    const bool first = &one == &own.chain.front();
    if (!copy ||
        (first ? SSL_CTX_use_certificate(context, copy.get()) : SSL_CTX_add1_chain_cert(context, copy.get())) != 1)
      return no_chain(own.path);
    if (first) SSL_CTX_clear_chain_certs(context);
  }
  const private_key_ptr copy(EVP_PKEY_dup(own.key.get()));
  if (!copy || SSL_CTX_use_PrivateKey(context, copy.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    return no_key(own.path);
  return std::nullopt;
}

void trust(SSL_CTX* context, const trusted_authorities& authorities) {
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  bool done = true;
  for (const certificate_ptr& one : authorities.certificates) done = X509_STORE_add_cert(store, one.get()) == 1 && done;
  for (const crl_ptr& one : authorities.revoked) done = X509_STORE_add_crl(store, one.get()) == 1 && done;
  if (!done) throw std::runtime_error("OpenSSL cannot take certificates: the machine is out of memory");
}

bool same_certificates(const certified_key& one, const certified_key& other) {
  return std::equal(one.chain.begin(), one.chain.end(), other.chain.begin(), other.chain.end(),
                    [](const certificate_ptr& a, const certificate_ptr& b) { return X509_cmp(a.get(), b.get()) == 0; });
}

}  // namespace ramal::net
