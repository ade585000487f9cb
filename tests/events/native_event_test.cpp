#include "tests/events/event_fixture.hpp"

namespace ramal::events {
namespace {

native_event read(std::string_view body) {
  const auto event = read_native_event(body);
  REQUIRE(event);
  return *event;
}

std::string nested(unsigned depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("a flat event has its fields beside its name") {
  const auto event = read(flat({"call.ended", "INBOUND", "COMPLETED", R"(,"duration":42)"}));
  CHECK(event.form == shape::normalized);
  CHECK(event.name == "call.ended");
  CHECK(event.native_id == "call_01K9Z");
  CHECK(event.external_id == call_x);
  CHECK(event.way == direction::inbound);
  CHECK(event.status == "COMPLETED");
  CHECK(event.from == peer_digits);
  CHECK(event.to == own_digits);
  CHECK(event.at == at("2026-07-03T15:00:00.412Z"));
  CHECK(event.duration == 42);
}

TEST_CASE("a wrapped event says the same as a flat one") {
  const said of{"call.ended", "OUTBOUND", "COMPLETED", R"(,"duration":42)"};
  const auto event = read(wrapped(of)), beside = read(flat(of));
  CHECK(event.form == shape::normalized);
  CHECK(event.native_id == beside.native_id);
  CHECK(event.external_id == beside.external_id);
  CHECK(event.way == direction::outbound);
  CHECK(event.status == beside.status);
  CHECK(event.from == beside.from);
  CHECK(event.to == beside.to);
  CHECK(event.at == beside.at);
  CHECK(event.duration == beside.duration);
}

TEST_CASE("older pages have other names in data, and a name of today wins") {
  const auto event = read(R"({"event":"call.ended","data":{"id":"c1","durationSeconds":7,
    "createdAt":"2026-07-03T15:00:00Z","from":"+55 11 97777-6666"}})");
  CHECK(event.native_id == "c1");
  CHECK(event.duration == 7);
  CHECK(event.at == at("2026-07-03T15:00:00Z"));
  CHECK(event.from == peer_digits);
  CHECK(read(R"({"event":"call.ended","data":{"id":"old","callId":"new"}})").native_id == "new");
  CHECK(read(R"({"event":"call.ended","callId":"top","data":{"callId":"inside"}})").native_id == "top");
  CHECK(read(R"({"event":"call.ended","callId":null,"data":{"callId":"inside"}})").native_id == "inside");
  // at the top these names are of the delivery, not of the call
  CHECK(read(R"({"event":"call.ended","id":"evt_1","createdAt":"2026-07-03T15:00:00Z"})").native_id.empty());
  CHECK_FALSE(read(R"({"event":"call.ended","id":"evt_1","createdAt":"2026-07-03T15:00:00Z"})").at);
}

TEST_CASE("fields that are null, absent or of another kind are empty") {
  for (const char* body :
       {R"({"event":"call.ringing"})",
        R"({"event":"call.ringing","callId":null,"externalCallId":null,"direction":null,"status":null,
                              "from":null,"to":null,"timestamp":null,"duration":null})",
        R"({"event":"call.ringing","callId":{},"externalCallId":[],"direction":1,"status":true,
                              "from":{},"to":false,"timestamp":1783090800,"duration":"42"})",
        R"({"event":"call.ringing","data":[1],"callId":"a/b","externalCallId":"..","direction":"SIDEWAYS",
                              "from":"anonymous","to":"123456789012345@lid","timestamp":"yesterday","duration":-1})"}) {
    INFO(body);
    const auto event = read(body);
    CHECK(event.native_id.empty());
    CHECK(event.external_id.empty());
    CHECK(event.way == direction::unknown);
    CHECK(event.status.empty());
    CHECK(event.from.empty());
    CHECK(event.to.empty());
    CHECK_FALSE(event.at);
    CHECK_FALSE(event.duration);
  }
}

TEST_CASE("of a repeated member the last one counts, and escapes in names and values are read") {
  CHECK(read(R"({"event":"call.ended","callId":"a","callId":"b"})").native_id == "b");
  CHECK(read(R"({"event":"call.missed","event":"call.ended"})").name == "call.ended");
  const auto event = read(R"({"\u0065vent":"call\u002eended","call\u0049d":"\u0063all_1"})");
  CHECK(event.name == "call.ended");
  CHECK(event.native_id == "call_1");
  CHECK(read(R"({"event":"call.ended","status":"\ud800"})").status.empty());  // half a surrogate pair
}

TEST_CASE("an id may be a number, and names count with their case") {
  CHECK(read(R"({"event":"call.ended","callId":12345678901234567890123})").native_id == "12345678901234567890123");
  CHECK(read(R"({"event":"call.ended","callId":1.5})").native_id.empty());
  CHECK(read(R"({"event":"call.ended","callid":"a"})").native_id.empty());
}

TEST_CASE("Evolution GO's words are read from data, which stays as it is") {
  const std::string body = go_words("CallTerminate", R"(,"Reason":"busy","x":1.0 )");
  const auto event = read(body);
  CHECK(event.form == shape::go);
  CHECK(event.name == "CallTerminate");
  CHECK(event.native_id.empty());
  CHECK(event.external_id == call_x);
  CHECK(event.from == peer_digits);
  CHECK(event.creator == peer_digits);
  CHECK(event.reason == "busy");
  CHECK(event.at == at("2026-07-03T15:00:00Z"));
  CHECK(event.data.ends_with(R"("Reason":"busy","x":1.0 })"));
  CHECK(event.data.data() >= body.data());
  CHECK(event.data.data() + event.data.size() <= body.data() + body.size());
}

TEST_CASE("Evolution GO's words without an object in data are no event of calls") {
  for (const char* data : {"null", "[]", "\"x\"", "1"})
    CHECK(read(R"({"event":"CallOffer","data":)" + std::string(data) + "}").form == shape::other);
  CHECK(read(R"({"event":"CallOffer"})").form == shape::other);
}

TEST_CASE("Meta's envelope is known by object and entry or by its event, with the id of its call") {
  const std::string envelope =
      R"("object":"whatsapp_business_account","entry":[{"id":"2","changes":[{"field":"calls","value":{"calls":[{"id":"wacid.1"}]}}]}])";
  for (const std::string& body : {"{" + envelope + "}", R"({"event":"calls",)" + envelope + "}",
                                  R"({"event":"calls","data":{)" + envelope + "}}"}) {
    INFO(body);
    const auto event = read(body);
    CHECK(event.form == shape::meta);
    CHECK(event.name == "calls");
    CHECK(event.external_id == "wacid.1");
  }
  CHECK(read(R"({"event":"calls"})").form == shape::meta);
}

TEST_CASE("Meta's envelope of something else is no event of calls") {
  CHECK(
      read(R"({"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{}}]}]})").form ==
      shape::other);
}

TEST_CASE("other events are other, and a name that no header can have is no name") {
  CHECK(read(R"({"event":"message.received","data":{}})").form == shape::other);
  CHECK(read(R"({"event":"Call","data":{}})").form == shape::go);
  for (const char* name : {R"(call.x\r\nEvil: 1)", "call.\xC3\xA9", "call x", ""})
    CHECK(read(R"({"event":")" + std::string(name) + "\"}").name.empty());
  CHECK(read(R"({"event":"call.)" + std::string(60, 'x') + "\"}").name.empty());
  CHECK(read(R"({"event":"call.)" + std::string(59, 'x') + "\"}").name.size() == 64);
}

TEST_CASE("what is no webhook is refused") {
  for (const std::string& body :
       {std::string(), std::string("null"), std::string("[]"), std::string("\"event\""), std::string("{"),
        std::string("{}"), std::string(R"({"event":1})"), std::string(R"({"event":null,"object":"x"})"),
        std::string(R"({"entry":[]})"), std::string(R"({"event":"call.ended"} x)"),
        std::string(R"({"event":"call.ended",})"), std::string("{\"event\":\"call.ended\",\"status\":\"\xFF\"}"),
        std::string("\xEF\xBB\xBF{\"event\":\"call.ended\"}"), R"({"event":"call.ended","data":)" + nested(64) + "}"}) {
    INFO(body);
    CHECK_FALSE(read_native_event(body));
  }
  CHECK(read_native_event(R"({"event":"call.ended","data":)" + nested(63) + "}"));
  CHECK(read_native_event(" \r\n{\"event\":\"call.ended\"}\n"));
}

TEST_CASE("an event has at most 20,000 members and bounded fields") {
  std::string many = R"({"event":"call.ended")";
  for (int i = 1; i < 20'000; ++i) many += ",\"a\":1";
  CHECK(read_native_event(many + "}"));
  CHECK_FALSE(read_native_event(many + ",\"a\":1}"));
  CHECK(read(R"({"event":"call.ended","status":")" + std::string(64, 'A') + "\"}").status.size() == 64);
  CHECK(read(R"({"event":"call.ended","status":")" + std::string(65, 'A') + "\"}").status.empty());
  CHECK(read(R"({"event":"call.ended","callId":")" + std::string(128, 'A') + "\"}").native_id.size() == 128);
  CHECK(read(R"({"event":"call.ended","callId":")" + std::string(129, 'A') + "\"}").native_id.empty());
  CHECK(read(R"({"event":"call.ended","from":")" + std::string(20, '1') + "\"}").from.size() == 20);
  CHECK(read(R"({"event":"call.ended","from":")" + std::string(21, '1') + "\"}").from.empty());
}

}  // namespace ramal::events
