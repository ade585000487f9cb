#include "proxy/relay/engine_call.hpp"

#include <array>

#include "events/fields.hpp"
#include "events/json_out.hpp"
#include "events/mapping.hpp"
#include "routes/json.hpp"
#include "routes/text.hpp"

namespace ramal::relay {
namespace {

namespace json = routes::json;
using events::direction;
using events::time_point;

constexpr std::size_t longest_word = 64;
constexpr std::size_t most_calls = 1'000;

std::optional<time_point> time_in(std::string_view token) {
  return events::parse_time(events::text_in(token, longest_word));
}

direction direction_in(std::string_view token) {
  const std::string word = events::text_in(token, longest_word);
  if (word == "INBOUND") return direction::inbound;
  return word == "OUTBOUND" ? direction::outbound : direction::unknown;
}

struct told_event {
  std::string_view name, status;
  std::optional<time_point> at;
};

std::string body_of(const engine_call& call, const told_event& event) {
  const bool outbound = call.way == direction::outbound;
  std::string body;
  events::object_writer out(body);
  out.text("event", event.name).text_or_null("callId", call.ids.native);
  out.text_or_null("externalCallId", call.ids.external);
  if (call.way == direction::unknown) out.raw("direction", "null");
  else out.text("direction", outbound ? "OUTBOUND" : "INBOUND");
  out.text("status", event.status).text_or_null("from", outbound ? call.own : call.peer);
  out.text_or_null("to", outbound ? call.peer : "");  // of an inbound call `fromNumber` may be the peer's, too
  if (event.at) out.text("timestamp", events::time_with_ms(*event.at));
  if (events::is_final(event.status) && call.duration) out.raw("duration", std::to_string(*call.duration));
  out.close();
  return body;
}

}  // namespace

std::string call_target(const store::call_ids& ids) {
  std::string target = "/v1/calls/";
  routes::encode_path_segment(ids.native.empty() ? ids.external : ids.native, target);
  return target;
}

std::optional<engine_call> read_call(std::string_view body) {
  std::array<std::string_view, 10> found{};
  const std::array<events::wanted, 10> list{{{"id", &found[0]},
                                             {"externalCallId", &found[1]},
                                             {"direction", &found[2]},
                                             {"status", &found[3]},
                                             {"peerNumber", &found[4]},
                                             {"fromNumber", &found[5]},
                                             {"startedAt", &found[6]},
                                             {"connectedAt", &found[7]},
                                             {"endedAt", &found[8]},
                                             {"durationSeconds", &found[9]}}};
  if (!json::is_utf8(body) || !events::read_members(body, list)) return std::nullopt;
  engine_call call;
  call.ids = {events::call_id_in(found[0]), events::call_id_in(found[1])};
  call.way = direction_in(found[2]);
  call.status = events::text_in(found[3], longest_word);
  call.peer = events::phone_in(found[4]);
  call.own = events::phone_in(found[5]);
  call.started = time_in(found[6]);
  call.connected = time_in(found[7]);
  call.ended = time_in(found[8]);
  call.duration = events::seconds_in(found[9]);
  if (call.ids.native.empty() || call.status.empty()) return std::nullopt;
  return call;
}

std::optional<std::vector<engine_call>> read_calls(std::string_view body) {
  std::string_view list;
  const std::array<events::wanted, 1> wanted{{{"calls", &list}}};
  if (!json::is_utf8(body) || !events::read_members(body, wanted)) return std::nullopt;
  std::vector<engine_call> calls;
  json::cursor in(list, json::answer_limits);
  const bool read = in.elements([&] {
    std::string_view one;
    if (!in.value(one)) return false;
    if (auto call = read_call(one); call && calls.size() < most_calls) calls.push_back(std::move(*call));
    return true;
  });
  if (!read) return std::nullopt;
  return calls;
}

bool is_over(const engine_call& call) { return events::is_final(call.status); }

std::vector<std::string> event_bodies(const engine_call& call) {
  std::vector<std::string> bodies;
  if (call.status == "RINGING" && call.way == direction::inbound && !call.connected)
    bodies.push_back(body_of(call, {"call.ringing", "RINGING", call.started}));
  if (call.connected) bodies.push_back(body_of(call, {"call.connected", "ACCEPTED", call.connected}));
  if (is_over(call))
    bodies.push_back(body_of(call, {call.status == "MISSED" ? "call.missed" : "call.ended", call.status, call.ended}));
  return bodies;
}

}  // namespace ramal::relay
