#include "engine/call_json.hpp"

#include "engine/timestamp.hpp"

namespace ramal::engine {

namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

}  // namespace

json::value time_or_null(const std::optional<time_point>& at) {
  return at ? json::value(format_time(*at)) : json::value(nullptr);
}

json::object to_json(const call& one, bool with_sdp) {
  const bool inbound = one.direction == call_direction::inbound;
  const auto duration = duration_seconds(one);
  json::object made(with_sdp ? 18 : 16);
  made["id"] = one.id;
  made["externalCallId"] = one.external_id;
  made["direction"] = inbound ? "INBOUND" : "OUTBOUND";
  made["status"] = name_of(one.status);
  made["peerNumber"] = one.peer;
  made["fromNumber"] = one.from;
  made["conversationId"] = one.conversation_id;
  made["bizOpaqueCallbackData"] = one.opaque_data ? json::value(*one.opaque_data) : json::value(nullptr);
  made["startedAt"] = format_time(one.created_at);
  made["connectedAt"] = time_or_null(one.connected_at);
  made["endedAt"] = time_or_null(one.ended_at);
  made["durationSeconds"] = duration ? json::value(*duration) : json::value(nullptr);
  made["errorCode"] = text_or_null(one.error_code);
  made["errorMessage"] = text_or_null(one.error_message);
  made["createdAt"] = format_time(one.created_at);
  made["updatedAt"] = format_time(one.updated_at);
  if (with_sdp) {
    made["sdpOffer"] = text_or_null(one.sdp_offer);
    made["sdpAnswer"] = text_or_null(one.sdp_answer);
  }
  return made;
}

}  // namespace ramal::engine
