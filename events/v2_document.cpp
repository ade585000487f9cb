#include "events/v2_document.hpp"

#include "events/json_out.hpp"
#include "events/phone.hpp"

namespace ramal::events {

std::string v2_document(const call_event& event, std::string_view status, const destination& to, time_point received) {
  const std::string peer = jid_of(event.peer), at = time_with_ms(event.told.at.value_or(received));
  std::string body;
  object_writer envelope(body);
  envelope.text("event", "call").text("instance", to.instance_name);
  object_writer data(envelope.member("data"));
  data.text("chatId", peer).text("from", peer).text("id", event.call).text("date", at).raw("offline", "false");
  data.text("status", status).raw("isVideo", "false").raw("isGroup", "false").text("timestamp", at);
  data.close();
  envelope.text("destination", to.url).text("date_time", time_with_ms(received)).text("sender", jid_of(event.own));
  envelope.text("server_url", to.server_url);
  if (to.instance_token) envelope.text("apikey", *to.instance_token);
  else envelope.raw("apikey", "null");
  envelope.close();
  return body;
}

}  // namespace ramal::events
