#include "engine/go_event.hpp"

#include <chrono>

#include "engine/timestamp.hpp"

namespace ramal::engine {

namespace {

namespace json = boost::json;

std::string jid(std::string_view digits) { return std::string(digits) + "@s.whatsapp.net"; }

// Whole seconds, as that server writes them.
std::string go_time(time_point at) {
  std::string text = format_time(std::chrono::floor<std::chrono::seconds>(at));
  return text.replace(text.find('.'), std::string::npos, "Z");
}

std::string_view reason_of(call_event event) {
  if (event == call_event::miss) return "timeout";
  if (event == call_event::reject) return "reject";
  return event == call_event::fail ? "failed" : "";
}

}  // namespace

std::string_view go_event_name(const call& one, call_event event) {
  if (event == call_event::ring) return one.direction == call_direction::inbound ? "CallOffer" : "";
  return event == call_event::answer ? "CallAccept" : "CallTerminate";
}

json::object go_event(const config::engine_number& number, const call& one, call_event event) {
  json::object data{{"CallID", one.external_id},
                    {"From", jid(one.peer)},
                    {"CallCreator", jid(one.from)},
                    {"Timestamp", go_time(one.updated_at)}};
  if (event == call_event::ring || event == call_event::answer) {
    data["RemotePlatform"] = "";
    data["RemoteVersion"] = "";
  } else {
    data["Reason"] = reason_of(event);
  }
  json::object body;
  body["event"] = go_event_name(one, event);
  body["instance"] = number.name;
  body["data"] = std::move(data);
  return body;
}

}  // namespace ramal::engine
