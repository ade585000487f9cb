#include "engine/meta_envelope.hpp"

#include "engine/timestamp.hpp"

namespace ramal::engine {

namespace {

namespace json = boost::json;

// Meta writes the times of a webhook as texts.
std::string seconds_text(time_point at) { return std::to_string(unix_seconds(at)); }

json::object wrap(const config::engine_number& number, const call& one, std::string_view list, json::object entry) {
  json::object value{{"messaging_product", "whatsapp"},
                     {"metadata", {{"display_phone_number", number.number}, {"phone_number_id", "1" + number.number}}},
                     {"contacts", json::array{{{"profile", {{"name", one.peer}}}, {"wa_id", one.peer}}}}};
  value[list] = json::array{std::move(entry)};
  json::object change;
  change["field"] = "calls";
  change["value"] = std::move(value);
  json::object account;
  account["id"] = "2" + number.number;
  account["changes"] = json::array{std::move(change)};
  json::object body;
  body["object"] = "whatsapp_business_account";
  body["entry"] = json::array{std::move(account)};
  return body;
}

json::object call_entry(const config::engine_number& number, const call& one, std::string_view event) {
  const bool inbound = one.direction == call_direction::inbound;
  json::object entry{{"id", one.external_id},
                     {"from", one.from},
                     {"to", inbound ? number.number : one.peer},
                     {"event", event},
                     {"timestamp", seconds_text(one.updated_at)},
                     {"direction", inbound ? "USER_INITIATED" : "BUSINESS_INITIATED"}};
  if (one.opaque_data) entry["biz_opaque_callback_data"] = *one.opaque_data;
  return entry;
}

json::object connect(const config::engine_number& number, const call& one) {
  const bool inbound = one.direction == call_direction::inbound;
  json::object entry = call_entry(number, one, "connect");
  entry["session"] = json::object{{"sdp_type", inbound ? "offer" : "answer"},
                                  {"sdp", inbound ? one.sdp_offer : one.sdp_answer}};
  return wrap(number, one, "calls", std::move(entry));
}

json::object terminate(const config::engine_number& number, const call& one) {
  json::object entry = call_entry(number, one, "terminate");
  entry["status"] = one.connected_at && one.status == call_status::completed ? "COMPLETED" : "FAILED";
  if (const auto duration = duration_seconds(one)) {
    entry["start_time"] = seconds_text(*one.connected_at);
    entry["end_time"] = seconds_text(*one.ended_at);
    entry["duration"] = *duration;
  }
  return wrap(number, one, "calls", std::move(entry));
}

json::object status(const config::engine_number& number, const call& one) {
  json::object entry{{"id", one.external_id},
                     {"type", "call"},
                     {"status", name_of(one.status)},
                     {"timestamp", seconds_text(one.updated_at)},
                     {"recipient_id", one.peer}};
  return wrap(number, one, "statuses", std::move(entry));
}

}  // namespace

std::vector<json::object> meta_envelopes(const config::engine_number& number, const call& one, call_event event) {
  const bool outbound = one.direction == call_direction::outbound;
  std::vector<json::object> made;
  if (event == call_event::ring) {
    made.push_back(outbound ? status(number, one) : connect(number, one));
    return made;
  }
  if (event == call_event::answer) {
    if (outbound) {
      made.push_back(connect(number, one));
      made.push_back(status(number, one));
    }
    return made;
  }
  if (event == call_event::reject && outbound) made.push_back(status(number, one));
  made.push_back(terminate(number, one));
  return made;
}

}  // namespace ramal::engine
