#include "engine/webhook.hpp"

#include <boost/json.hpp>

#include "engine/meta_envelope.hpp"
#include "engine/timestamp.hpp"

namespace ramal::engine {

namespace {

namespace json = boost::json;

json::value time_or_null(const std::optional<time_point>& at) {
  return at ? json::value(format_time(*at)) : json::value(nullptr);
}

std::string plus(std::string_view digits) { return "+" + std::string(digits); }

std::string_view event_name(call_event event) {
  switch (event) {
    case call_event::ring: return "call.ringing";
    case call_event::answer: return "call.connected";
    case call_event::miss: return "call.missed";
    case call_event::reject:
    case call_event::fail:
    case call_event::hang_up: break;
  }
  return "call.ended";
}

json::object call_data(const call& one, std::string_view number) {
  const bool inbound = one.direction == call_direction::inbound;
  json::object data{{"id", one.id},
                    {"externalCallId", one.external_id},
                    {"direction", name_of(one.direction)},
                    {"status", name_of(one.status)},
                    {"from", plus(one.from)},
                    {"to", plus(inbound ? number : std::string_view(one.peer))},
                    {"peerNumber", plus(one.peer)},
                    {"conversationId", one.conversation_id},
                    {"bizOpaqueCallbackData", one.opaque_data ? json::value(*one.opaque_data) : json::value(nullptr)},
                    {"startedAt", format_time(one.created_at)},
                    {"connectedAt", time_or_null(one.connected_at)},
                    {"endedAt", time_or_null(one.ended_at)}};
  if (const auto duration = duration_seconds(one)) data["duration"] = *duration;
  if (!one.error_code.empty()) {
    data["errorCode"] = one.error_code;
    data["errorMessage"] = one.error_message;
  }
  return data;
}

std::string envelope(std::string_view event, json::object data) {
  json::object body;
  body["event"] = event;
  body["data"] = std::move(data);
  return json::serialize(body);
}

}  // namespace

std::vector<std::string> call_webhooks(const config::engine_number& number, const call& one, call_event event) {
  std::vector<std::string> bodies;
  bodies.push_back(envelope(event_name(event), call_data(one, number.number)));
  if (number.kind != config::number_kind::meta) return bodies;
  for (json::object& raw : meta_envelopes(number, one, event)) bodies.push_back(envelope("calls", std::move(raw)));
  return bodies;
}

std::string permission_webhook(const config::engine_number& number, std::string_view user,
                               std::string_view message_id, bool granted, const user_permission& now_is) {
  json::object data{{"id", message_id},
                    {"from", plus(user)},
                    {"to", plus(number.number)},
                    {"response", granted ? "accept" : "reject"},
                    {"status", name_of(now_is.status)},
                    {"expiresAt", time_or_null(now_is.expires)}};
  return envelope("call.permission_updated", std::move(data));
}

}  // namespace ramal::engine
