#include "routes/plan_response.hpp"

#include <optional>

#include "routes/native_error.hpp"
#include "routes/success_body.hpp"

namespace ramal::routes {
namespace {

using outcome = boost::system::result<client_answer, failure>;

failure native_failure(std::uint16_t status, const native_error& found) {
  failure f(failure_kind::native_error);
  f.native_status = status;
  f.native_text = found.text;
  f.native_code = found.code;
  return f;
}

outcome plan_success(const answer_context& context, std::string_view body, answer_room& room, bytes& out) {
  const std::size_t start = out.size();
  const written how = write_success(context, body, room, out);
  if (how == written::whole)
    return client_answer{native(context.row->op).success, context.row->shape == answer_shape::session,
                         context.row->shape == answer_shape::manager};
  out.resize(start, boost::container::default_init);
  if (how == written::malformed) return failure(failure_kind::upstream_malformed, reason::no_api);
  failure refused = native_failure(502, read_native_error(body, room.text));
  refused.text = "the calls engine says that it did not do this, and not why";
  return refused;
}

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

outcome plan_failure(const answer_context& context, std::uint16_t status, std::string_view body, answer_room& room,
                     bytes& out) {
  const native_error found = read_native_error(body, room.text);
  if (status == 401 || status == 403)
    if (const auto refused = refusal_of_key(context, status, found)) return failure(*refused, reason_of(*refused));

  const bool unknown_call = found.code == "CALL_NOT_FOUND" ||
                            (status == 404 && found.is_object && found.code.empty() && native(context.row->op).has_id);
  if (unknown_call && context.row->op == operation::reject && context.reject_unknown_ok) {
    append(out, R"({"message":"success"})");
    return client_answer{};
  }
  if (unknown_call) return failure(failure_kind::call_not_found);

  const bool not_connected = found.code == "WHATSAPP_INSTANCE_NOT_CONNECTED" || (status == 409 && found.code.empty());
  if (not_connected && context.row->op == operation::instance_status) {
    write_connection(false, context, room, out);
    return client_answer{200, false, context.row->shape == answer_shape::manager};
  }
  failure refused = native_failure(status, found);
  if (!found.is_json) refused.why = reason_of_page(status, body);
  return refused;
}

}  // namespace

outcome plan_response(const answer_context& context, std::uint16_t status, std::string_view body, answer_room& room,
                      bytes& out) {
  if (status >= 200 && status < 300) return plan_success(context, body, room, out);
  if (status < 400) return failure(failure_kind::upstream_redirect, reason::no_api);
  return plan_failure(context, status, body, room, out);
}

}  // namespace ramal::routes
