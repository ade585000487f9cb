#include "engine/call_json.hpp"
#include "engine/operations.hpp"
#include "engine/sdp.hpp"
#include "engine/start_refusal.hpp"
#include "engine/timestamp.hpp"

namespace ramal::engine {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_opaque_data = 512;

response done(const call& one) {
  return answer(200, {{"success", true}, {"id", one.id}, {"status", name_of(one.status)}});
}

// What is wrong with the body of a start, or ""; fills `wanted`.
std::string_view read_start(const operation_input& in, new_call& wanted) {
  const auto body = read_object(in.body);
  if (!body) return "the body is no JSON object";
  std::optional<std::string> to;
  if (!read_text(*body, "to", to) || !to) return "to is required";
  auto digits = parse_phone(*to);
  if (!digits) return "to is no phone number";
  wanted.peer = std::move(*digits);
  if (!read_text(*body, "bizOpaqueCallbackData", wanted.opaque_data)) return "bizOpaqueCallbackData is no text";
  const std::size_t opaque_size = wanted.opaque_data ? wanted.opaque_data->size() : 0;
  if (opaque_size > longest_opaque_data) return "bizOpaqueCallbackData is too long";
  if (!in.number.is_meta()) return "";
  std::optional<std::string> sdp;
  std::optional<std::string> type;
  if (!read_text(*body, "sdp", sdp) || !sdp) return "sdp is required";
  if (!read_text(*body, "sdpType", type) || (type && *type != "offer")) return "sdpType must be offer";
  if (!valid_sdp_offer(*sdp)) return "sdp is no audio offer";
  wanted.sdp_offer = std::move(*sdp);
  return "";
}

// What is wrong with the SDP answer in the body, or "".
std::string_view read_sdp_answer(std::string_view text, std::string& sdp_answer) {
  const auto body = read_object(text);
  std::optional<std::string> sdp;
  std::optional<std::string> type;
  if (!body) return "the body is no JSON object";
  if (!read_text(*body, "sdp", sdp) || !sdp) return "sdp is required";
  if (!read_text(*body, "sdpType", type) || (type && *type != "answer")) return "sdpType must be answer";
  if (!valid_sdp_answer(*sdp)) return "sdp is no audio answer with a=setup:active";
  sdp_answer = std::move(*sdp);
  return "";
}

}  // namespace

response start_call(operation_input& in) {
  new_call wanted;
  const std::string_view problem = read_start(in, wanted);
  if (!problem.empty()) return invalid(problem);
  if (!in.number.is_connected()) return not_connected();
  if (auto refused = refuse_start(in.number, wanted.peer, in.rules.meta_refusal_status, in.now)) return *refused;
  const call& one = in.all.start_outbound(in.number, std::move(wanted), in.now);
  return answer(201, {{"id", one.id}, {"externalCallId", one.external_id}, {"status", in.rules.start_status}});
}

response list_calls(operation_input& in) {
  const auto limit = read_limit(in.query, 100, 25);
  if (!limit) return refuse(400, "limit must be between 1 and 100", "INVALID_LIMIT");
  std::optional<time_point> before;
  if (has_parameter(in.query, "before")) {
    before = parse_time(query_parameter(in.query, "before").value_or(""));
    if (!before) return refuse(400, "before must be an ISO 8601 date", "INVALID_BEFORE");
  }
  if (!in.number.is_connected()) return not_connected();
  json::array calls;
  for (const call* one : in.number.calls.list(*limit, before)) calls.push_back(to_json(*one));
  json::object body;
  body["calls"] = std::move(calls);
  return answer(200, body);
}

response get_call(operation_input& in) {
  const call* one = in.find_call();
  if (!one) return call_not_found();
  if (!in.number.is_connected()) return not_connected();
  return answer(200, to_json(*one, query_parameter(in.query, "includeSdp") == "1"));
}

response pre_accept_call(operation_input& in) {
  std::string sdp;
  const std::string_view problem = read_sdp_answer(in.body, sdp);
  if (!problem.empty()) return invalid(problem);
  call* one = in.find_call();
  if (!one) return call_not_found();
  if (one->direction != call_direction::inbound) return wrong_status("Only inbound calls can be accepted");
  if (one->status != call_status::ringing) return wrong_status("Call is not ringing");
  one->sdp_answer = std::move(sdp);
  one->updated_at = in.now;
  return done(*one);
}

response accept_call(operation_input& in) {
  std::string sdp;
  const std::string_view problem = in.number.is_meta() ? read_sdp_answer(in.body, sdp) : std::string_view();
  if (!problem.empty()) return invalid(problem);
  call* one = in.find_call();
  if (!one) return call_not_found();
  if (!in.number.is_connected()) return not_connected();
  if (one->direction != call_direction::inbound) return wrong_status("Only inbound calls can be accepted");
  if (one->status == call_status::accepted) return done(*one);
  if (one->status != call_status::ringing) return wrong_status("Call is not ringing");
  one->sdp_answer = std::move(sdp);
  in.all.change(in.number, *one, call_event::answer, in.now);
  return done(*one);
}

response reject_call(operation_input& in) {
  call* one = in.find_call();
  if (!one) return call_not_found();
  if (!in.number.is_connected()) return not_connected();
  if (one->status == call_status::rejected) return done(*one);
  if (!in.all.change(in.number, *one, call_event::reject, in.now)) return wrong_status("Call is not ringing");
  return done(*one);
}

response terminate_call(operation_input& in) {
  call* one = in.find_call();
  if (!one) return call_not_found();
  if (!in.number.is_connected()) return not_connected();
  if (has_ended(one->status)) return done(*one);
  in.all.change(in.number, *one, call_event::hang_up, in.now);
  return done(*one);
}

}  // namespace ramal::engine
