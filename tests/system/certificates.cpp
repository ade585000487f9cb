#include "tests/system/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <stdexcept>

namespace ramal::system_tests {
namespace {

void require(bool fine) {
  if (!fine) throw std::runtime_error("OpenSSL cannot make a certificate");
}

void add_extension(X509* to, int which, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, to, to, nullptr, nullptr, 0);
  X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, &context, which, value.c_str());
  require(made != nullptr && X509_add_ext(to, made, -1) == 1);
  X509_EXTENSION_free(made);
}

// Unsigned, with a new key.
identity begin_certificate(const std::string& name, validity days) {
  static std::atomic<long> serial{1};
  identity made{{EVP_EC_gen("P-256"), free_openssl()}, {X509_new(), free_openssl()}};
  X509* certificate = made.certificate.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), days.from * 86'400);
  X509_gmtime_adj(X509_getm_notAfter(certificate), days.to * 86'400);
  X509_set_pubkey(certificate, made.key.get());
  const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
  require(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, text, -1, -1, 0) == 1);
  return made;
}

void sign(const identity& what, const identity& by) {
  X509_set_issuer_name(what.certificate.get(), X509_get_subject_name(by.certificate.get()));
  require(X509_sign(what.certificate.get(), by.key.get(), EVP_sha256()) != 0);
}

}  // namespace

identity make_authority() {
  identity made = begin_certificate("Ramal test authority", {});
  add_extension(made.certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(made.certificate.get(), NID_key_usage, "critical,keyCertSign");
  sign(made, made);
  return made;
}

identity make_server(const identity& by, const std::string& name, validity days) {
  identity made = begin_certificate(name, days);
  add_extension(made.certificate.get(), NID_subject_alt_name, "DNS:" + name);
  sign(made, by);
  return made;
}

identity make_renewed(const identity& by, const std::string& name, const identity& of) {
  identity made = begin_certificate(name, {});
  made.key = of.key;
  X509_set_pubkey(made.certificate.get(), made.key.get());
  add_extension(made.certificate.get(), NID_subject_alt_name, "DNS:" + name);
  sign(made, by);
  return made;
}

identity make_server_at(const identity& by, const std::string& address) {
  identity made = begin_certificate(address, {});
  add_extension(made.certificate.get(), NID_subject_alt_name, "IP:" + address);
  sign(made, by);
  return made;
}

identity make_self_signed(const std::string& name) {
  identity made = begin_certificate(name, {});
  add_extension(made.certificate.get(), NID_subject_alt_name, "DNS:" + name);
  sign(made, made);
  return made;
}

std::string pem_of(const identity& of) {
  BIO* memory = BIO_new(BIO_s_mem());
  require(memory != nullptr && PEM_write_bio_X509(memory, of.certificate.get()) == 1);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(memory);
  return pem;
}

}  // namespace ramal::system_tests
