#include "proxy/net/tls/tls_names.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

#include "config/letters.hpp"

namespace ramal::net {
namespace {

struct free_names {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

}  // namespace

std::vector<std::string> dns_names_of(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, free_names> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> result;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
    if (type != GEN_DNS) continue;
    const auto* text = static_cast<const ASN1_IA5STRING*>(value);
    result.push_back(config::lower({reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                    static_cast<std::size_t>(ASN1_STRING_length(text))}));
  }
  std::sort(result.begin(), result.end());
  return result;
}

void certificate_names::add(const std::vector<std::string>& names, SSL_CTX* context) {
  for (const std::string& name : names) contexts_.emplace(name, context);
}

SSL_CTX* certificate_names::find(std::string_view server_name) const {
  const std::string name = config::lower(server_name);
  if (const auto exact = contexts_.find(name); exact != contexts_.end()) return exact->second;
  const auto dot = name.find('.');
  if (dot == std::string::npos) return nullptr;
  const auto wildcard = contexts_.find("*" + name.substr(dot));
  return wildcard == contexts_.end() ? nullptr : wildcard->second;
}

}  // namespace ramal::net
