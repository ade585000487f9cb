#include "engine/webhook.hpp"

#include <boost/json.hpp>

#include "engine/call_json.hpp"
#include "engine/go_event.hpp"
#include "engine/meta_envelope.hpp"
#include "engine/timestamp.hpp"

namespace ramal::engine {

namespace {

namespace json = boost::json;
using config::webhook_form;

constexpr std::string_view permission_event = "call.permission_updated";
constexpr std::string_view meta_event = "calls";

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

std::string_view callee(const config::engine_number& number, const call& one) {
  return one.direction == call_direction::inbound ? std::string_view(number.number) : std::string_view(one.peer);
}

// The form of the vendor's SDK: fields beside `event`, phones are digits.
json::object flat_call(const config::engine_number& number, const call& one, std::string_view event) {
  json::object body{{"event", event},
                    {"callId", one.id},
                    {"externalCallId", one.external_id},
                    {"direction", name_of(one.direction)},
                    {"status", name_of(one.status)},
                    {"from", one.from},
                    {"to", callee(number, one)},
                    {"timestamp", format_time(one.updated_at)}};
  const auto duration = duration_seconds(one);
  if (duration && event == "call.ended") body["duration"] = *duration;
  return body;
}

// The form of older pages: everything in `data`, phones with `+`.
json::object wrapped_call(const config::engine_number& number, const call& one) {
  json::object data{{"id", one.id},
                    {"externalCallId", one.external_id},
                    {"direction", name_of(one.direction)},
                    {"status", name_of(one.status)},
                    {"from", plus(one.from)},
                    {"to", plus(callee(number, one))},
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

json::object wrap(std::string_view event, json::object data) {
  json::object body;
  body["event"] = event;
  body["data"] = std::move(data);
  return body;
}

json::object meta_body(webhook_form form, json::object envelope) {
  if (form == webhook_form::wrapped) return wrap(meta_event, std::move(envelope));
  json::object body;
  body["event"] = meta_event;
  for (auto& [key, value] : envelope) body[key] = std::move(value);
  return body;
}

std::string_view upper_name(permission_status status) {
  switch (status) {
    case permission_status::no_permission: return "NO_PERMISSION";
    case permission_status::temporary: return "TEMPORARY";
    case permission_status::permanent: return "PERMANENT";
  }
  return "NO_PERMISSION";
}

}  // namespace

std::vector<webhook> call_webhooks(webhook_form form, const config::engine_number& number, const call& one,
                                   call_event event) {
  std::vector<webhook> made;
  const auto add = [&](std::string_view name, const json::object& body) {
    made.push_back({std::string(name), one.id, json::serialize(body)});
  };
  const std::string_view name = event_name(event);
  add(name, form == webhook_form::flat ? flat_call(number, one, name) : wrap(name, wrapped_call(number, one)));
  if (number.kind == config::number_kind::meta) {
    for (json::object& raw : meta_envelopes(number, one, event)) add(meta_event, meta_body(form, std::move(raw)));
  }
  if (number.migrated && number.kind == config::number_kind::evo_go) {
    const std::string_view go_name = go_event_name(one, event);
    if (!go_name.empty()) add(go_name, go_event(number, one, event));
  }
  return made;
}

webhook permission_webhook(webhook_form form, const config::engine_number& number, std::string_view user,
                           std::string_view message_id, bool granted, const user_permission& now_is, time_point now) {
  json::object body;
  if (form == webhook_form::flat) {
    body = {{"event", permission_event},           {"callId", nullptr}, {"direction", nullptr},
            {"status", upper_name(now_is.status)}, {"from", user},      {"to", number.number},
            {"timestamp", format_time(now)}};
  } else {
    body = wrap(permission_event, {{"id", message_id},
                                   {"from", plus(user)},
                                   {"to", plus(number.number)},
                                   {"response", granted ? "accept" : "reject"},
                                   {"status", name_of(now_is.status)},
                                   {"expiresAt", time_or_null(now_is.expires)}});
  }
  return {std::string(permission_event), std::string(message_id), json::serialize(body)};
}

bool can_emit(const config::engine_number& number, std::string_view event) {
  const bool only_meta = event == permission_event || event == meta_event;
  return !only_meta || number.kind == config::number_kind::meta;
}

}  // namespace ramal::engine
