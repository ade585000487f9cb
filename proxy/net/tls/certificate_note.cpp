#include "proxy/net/tls/certificate_note.hpp"

#include <arpa/inet.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>

#include "proxy/net/loop/engine_reasons.hpp"

namespace ramal::net {
namespace {

using routes::reason;

// OpenSSL is C, and calls this: no exception, no memory of its own.
struct note_text {
  std::array<char, 256> text{};
  std::size_t size = 0;

  void put(std::string_view more) {
    const std::size_t most = text.size() - 1 - size;
    size += more.copy(text.data() + size, std::min(most, more.size()));
  }
};
thread_local note_text last;

void put_name(X509_NAME* name) {
  std::array<char, 128> line{};
  if (name != nullptr && X509_NAME_oneline(name, line.data(), static_cast<int>(line.size())) != nullptr)
    last.put(line[0] == '\0' ? "no name" : line.data());
}

void put_time(const ASN1_TIME* time) {
  const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
  char* text = nullptr;
  if (!out || time == nullptr || ASN1_TIME_print(out.get(), time) != 1) return;
  const long size = BIO_get_mem_data(out.get(), &text);
  if (size > 0) last.put({text, static_cast<std::size_t>(size)});
}

void put_address(const ASN1_OCTET_STRING& bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = bytes.length == 4 ? AF_INET : AF_INET6;
  if (bytes.length != 4 && bytes.length != 16) return;
  if (::inet_ntop(family, bytes.data, text.data(), text.size()) != nullptr) last.put(text.data());
}

void put_alternative(const GENERAL_NAME& name) {
  if (name.type == GEN_DNS && name.d.dNSName->length > 0)
    last.put({reinterpret_cast<const char*>(name.d.dNSName->data), static_cast<std::size_t>(name.d.dNSName->length)});
  if (name.type == GEN_IPADD) put_address(*name.d.iPAddress);
}

// Of its alternative names, or of its subject if it has none.
void put_names(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, void (*)(GENERAL_NAMES*)> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      GENERAL_NAMES_free);
  if (!names) return put_name(X509_get_subject_name(certificate));
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    if (i != 0) last.put(", ");
    put_alternative(*sk_GENERAL_NAME_value(names.get(), i));
  }
}

void describe(X509* certificate, int error) {
  switch (reason_of_certificate(error)) {
    case reason::certificate_expired:
      put_name(X509_get_subject_name(certificate));
      last.put(", since ");
      return put_time(X509_get0_notAfter(certificate));
    case reason::certificate_not_yet_valid:
      put_name(X509_get_subject_name(certificate));
      last.put(", from ");
      return put_time(X509_get0_notBefore(certificate));
    case reason::certificate_of_other_name: last.put("it is for "); return put_names(certificate);
    case reason::certificate_issuer_unknown: last.put("issued by "); return put_name(X509_get_issuer_name(certificate));
    default:
      put_name(X509_get_subject_name(certificate));
      last.put(": ");
      return last.put(X509_verify_cert_error_string(error));
  }
}

}  // namespace

int note_certificate(int accepted, X509_STORE_CTX* chain) {
  if (accepted == 1) return accepted;
  last.size = 0;
  X509* const certificate = X509_STORE_CTX_get_current_cert(chain);
  ERR_set_mark();  // what goes wrong here is no reason of the handshake's
  if (certificate != nullptr) describe(certificate, X509_STORE_CTX_get_error(chain));
  ERR_pop_to_mark();
  return accepted;
}

std::string_view certificate_note() { return {last.text.data(), last.size}; }

}  // namespace ramal::net
