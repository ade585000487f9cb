#include "routes/refusal.hpp"

#include <optional>

namespace ramal::routes {
namespace {

// Of a 401 or 403; empty if it is a refusal like every other one: the code decides before the status.
std::optional<failure_kind> refusal_of_key(const answer_context& context, std::uint16_t status,
                                           const native_error& found) {
  if (!found.is_json) return failure_kind::upstream_blocked;
  if (!context.injected_key) return status == 401 ? std::optional(failure_kind::not_authorized) : std::nullopt;
  if (found.code.empty() || found.code == "TENANT_SCOPE_NOT_ALLOWED") return failure_kind::upstream_key_rejected;
  return std::nullopt;
}

reason reason_of(failure_kind refusal) {
  if (refusal == failure_kind::upstream_blocked) return reason::blocked;
  return refusal == failure_kind::not_authorized ? reason::refused_by_engine : reason::native_key_refused;
}

// Of a refusal that is no JSON. The texts are those of usual servers for plain HTTP on a TLS port, or for a client
// without a certificate. Else the page is of a server that is not the API, or of a proxy in front of it that cannot
// pass the request on (502, 503, 504) or does not want to (413, 429).
reason reason_of_page(std::uint16_t status, std::string_view body) {
  struct page {
    std::string_view text;
    reason why;
  };
  constexpr page pages[] = {
      {"plain HTTP request was sent to HTTPS", reason::wants_tls},         // nginx
      {"HTTP request to an HTTPS server", reason::wants_tls},              // Go
      {"plain HTTP to an SSL-enabled", reason::wants_tls},                 // Apache
      {"No required SSL certificate", reason::client_certificate_wanted},  // nginx
      {"SSL certificate error", reason::client_certificate_refused},       // nginx
  };
  if (status == 400)
    for (const page& one : pages)
      if (body.find(one.text) != std::string_view::npos) return one.why;
  return status == 404 || status == 405 || status == 410 ? reason::no_api : reason::front_failed;
}

}  // namespace

failure native_failure(std::uint16_t status, const native_error& found) {
  failure f(failure_kind::native_error);
  f.native_status = status;
  f.native_text = found.text;
  f.native_code = found.code;
  return f;
}

failure read_refusal(const answer_context& context, std::uint16_t status, std::string_view body, std::string& scratch,
                     native_error& found) {
  found = read_native_error(body, scratch);
  if (status == 401 || status == 403)
    if (const auto refused = refusal_of_key(context, status, found)) return failure(*refused, reason_of(*refused));
  failure refused = native_failure(status, found);
  if (!found.is_json) refused.why = reason_of_page(status, body);
  return refused;
}

}  // namespace ramal::routes
