#include "routes/plan_response.hpp"

#include "routes/native_error.hpp"
#include "routes/refusal.hpp"
#include "routes/success_body.hpp"

namespace ramal::routes {
namespace {

using planned_answer = boost::system::result<client_answer, failure>;

planned_answer plan_success(const answer_context& context, std::string_view body, answer_scratch& scratch, bytes& out) {
  const std::size_t start = out.size();
  const written how = write_success(context, body, scratch, out);
  if (how == written::whole)
    return client_answer{native(context.row->op).success, context.row->shape == answer_shape::session,
                         context.row->shape == answer_shape::manager};
  out.resize(start, boost::container::default_init);
  if (how == written::malformed) return failure(failure_kind::upstream_malformed, reason::no_api);
  failure refused = native_failure(502, read_native_error(body, scratch.text));
  refused.text = "the calls engine says that it did not do this, and not why";
  return refused;
}

planned_answer plan_failure(const answer_context& context, std::uint16_t status, std::string_view body,
                            answer_scratch& scratch, bytes& out) {
  native_error found;
  failure refused = read_refusal(context, status, body, scratch.text, found);
  if (refused.kind != failure_kind::native_error) return refused;

  const bool unknown_call = found.code == "CALL_NOT_FOUND" ||
                            (status == 404 && found.is_object && found.code.empty() && native(context.row->op).has_id);
  if (unknown_call && context.row->op == operation::reject && context.reject_unknown_ok) {
    append(out, R"({"message":"success"})");
    return client_answer{};
  }
  if (unknown_call) return failure(failure_kind::call_not_found);

  const bool not_connected = found.code == "WHATSAPP_INSTANCE_NOT_CONNECTED" || (status == 409 && found.code.empty());
  if (not_connected && context.row->op == operation::instance_status) {
    write_connection(false, context, scratch, out);
    return client_answer{200, false, context.row->shape == answer_shape::manager};
  }
  return refused;
}

}  // namespace

planned_answer plan_response(const answer_context& context, std::uint16_t status, std::string_view body,
                             answer_scratch& scratch, bytes& out) {
  if (status >= 200 && status < 300) return plan_success(context, body, scratch, out);
  if (status < 400) return failure(failure_kind::upstream_redirect, reason::no_api);
  return plan_failure(context, status, body, scratch, out);
}

}  // namespace ramal::routes
