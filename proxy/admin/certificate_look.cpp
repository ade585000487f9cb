#include "proxy/admin/certificate_look.hpp"

#include <openssl/asn1.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <optional>

namespace ramal::admin {
namespace {

// Unix time; 0: nobody can read it.
double end_of(const X509& certificate) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &parts) != 1) return 0;
  return static_cast<double>(::timegm(&parts));
}

metrics::certificate_fact fact_of(const net::certified_key& own) {
  metrics::certificate_fact made{own.path, std::numeric_limits<double>::infinity()};
  while (made.name.ends_with('.') || made.name.ends_with('_')) made.name.pop_back();
  for (const net::certificate_ptr& one : own.chain) made.expires = std::min(made.expires, end_of(*one));
  return made;
}

}  // namespace

std::vector<metrics::certificate_fact> look_at_certificates(const net::tls_material& all) {
  std::vector<metrics::certificate_fact> facts;
  const auto add = [&facts](const std::optional<net::listener_material>& listener) {
    if (!listener) return;
    for (const net::certified_key& one : listener->certificates) facts.push_back(fact_of(one));
  };
  for (const auto& listener : all.listeners) add(listener);
  add(all.admin);
  for (const auto* side : {&all.engine, &all.go})
    if (*side && (*side)->own) facts.push_back(fact_of(*(*side)->own));
  return facts;
}

}  // namespace ramal::admin
