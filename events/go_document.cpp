#include "events/go_document.hpp"

#include "events/json_out.hpp"
#include "events/phone.hpp"

namespace ramal::events {
namespace {

// Stock's node holds the whole stanza; of that, Tag and Attrs are used in the field.
constexpr std::string_view offer_content = R"([{"Tag":"audio","Attrs":{"enc":"opus","rate":"16000"},"Content":null}])";

void put_node(std::string& out, const call_event& event, std::string_view creator) {
  object_writer node(out);
  node.text("Tag", text(event.what));
  object_writer attributes(node.member("Attrs"));
  attributes.text("call-creator", creator).text("call-id", event.call);
  if (!event.end.reason.empty()) attributes.text("reason", event.end.reason);
  attributes.close();
  node.raw("Content", event.what == phase::offer ? offer_content : "null");
  node.close();
}

std::string_view direction_word(direction way) {
  if (way == direction::unknown) return {};
  return way == direction::inbound ? "INBOUND" : "OUTBOUND";
}

void put_extras(std::string& out, const call_event& event) {
  object_writer extras(out);
  extras.text_or_null("nativeId", event.told.native_id).text_or_null("direction", direction_word(event.way));
  extras.text_or_null("status", event.told.status);
  extras.raw("durationSeconds", event.told.duration ? std::to_string(*event.told.duration) : "null");
  extras.text("nativeEvent", event.told.name);
  extras.close();
}

void put_data(std::string& out, const call_event& event, const destination& to, time_point received) {
  if (event.told.form == shape::go) {
    out += event.told.data;
    return;
  }
  const std::string creator = jid_of(event.way == direction::outbound ? event.own : event.peer);
  object_writer data(out);
  data.text("From", jid_of(event.peer));
  data.text("Timestamp", time_in_seconds(event.told.at.value_or(received), to.time_offset));
  data.text("CallCreator", creator).text("CallCreatorAlt", "").text("CallID", event.call).text("GroupJID", "");
  if (event.what == phase::terminate) data.text("Reason", event.end.reason);
  else data.text("RemotePlatform", "").text("RemoteVersion", "");
  if (to.data_node) put_node(data.member("Data"), event, creator);
  if (to.extras) put_extras(data.member("Ramal"), event);
  data.close();
}

}  // namespace

std::string go_document(const call_event& event, const destination& to, time_point received) {
  std::string body;
  object_writer envelope(body);
  put_data(envelope.member("data"), event, to, received);
  envelope.text("event", event.go_name).text("instanceId", to.instance_id).text("instanceName", to.instance_name);
  if (to.instance_token) envelope.text("instanceToken", *to.instance_token);
  envelope.close();
  return body;
}

std::string pilot_document(const call_event& event, const destination& to, time_point received) {
  std::string body;
  object_writer envelope(body);
  envelope.text("event", event.go_name).text("instance", to.instance_name);
  put_data(envelope.member("data"), event, to, received);
  envelope.close();
  return body;
}

}  // namespace ramal::events
