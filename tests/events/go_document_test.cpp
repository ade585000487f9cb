// Bodies byte for byte (webhooks.md sections 5.1, 5.3 and 15).
#include "tests/events/event_fixture.hpp"

namespace ramal::events {
namespace {

const std::string ringing =
    R"({"event":"call.ringing","callId":"call_01K9Z","externalCallId":"9F2C5D7A01B34E668C10D2F4A7B95E31","direction":"INBOUND","status":"RINGING","from":"5511977776666","to":"5511900000001","timestamp":"2026-07-03T15:00:00.412Z"})";

const std::string offer_data =
    R"({"From":"5511977776666@s.whatsapp.net","Timestamp":"2026-07-03T15:00:00Z","CallCreator":"5511977776666@s.whatsapp.net","CallCreatorAlt":"","CallID":"9F2C5D7A01B34E668C10D2F4A7B95E31","GroupJID":"","RemotePlatform":"","RemoteVersion":"","Data":{"Tag":"offer","Attrs":{"call-creator":"5511977776666@s.whatsapp.net","call-id":"9F2C5D7A01B34E668C10D2F4A7B95E31"},"Content":[{"Tag":"audio","Attrs":{"enc":"opus","rate":"16000"},"Content":null}]}})";

const std::string envelope_end =
    R"("instanceId":"cac0ef7c-f790-56ca-84c4-99cb71eb3ad6","instanceName":"shop-centro","instanceToken":"the-old-instance-token"})";

destination stock() {
  destination to = bot();
  to.instance_token = "the-old-instance-token";
  return to;
}

destination without_node() {
  destination to = bot();
  to.data_node = false;
  return to;
}

// `data` of the only body.
std::string data_of(std::string_view body, const destination& to = without_node()) {
  const std::string made = only_body(body, to);
  const auto end = made.rfind(",\"event\":");
  REQUIRE(made.starts_with("{\"data\":"));
  REQUIRE(end != std::string::npos);
  return made.substr(8, end - 8);
}

}  // namespace

TEST_CASE("an inbound call that rings is stock's CallOffer, byte for byte") {
  CHECK(only_body(ringing, stock()) == R"({"data":)" + offer_data + R"(,"event":"CallOffer",)" + envelope_end);
}

TEST_CASE("an accept and a terminate have stock's keys and their own node") {
  CHECK(
      only_body(flat({"call.connected", "INBOUND", "ACCEPTED"}), stock()) ==
      R"({"data":{"From":"5511977776666@s.whatsapp.net","Timestamp":"2026-07-03T15:00:00Z","CallCreator":"5511977776666@s.whatsapp.net","CallCreatorAlt":"","CallID":"9F2C5D7A01B34E668C10D2F4A7B95E31","GroupJID":"","RemotePlatform":"","RemoteVersion":"","Data":{"Tag":"accept","Attrs":{"call-creator":"5511977776666@s.whatsapp.net","call-id":"9F2C5D7A01B34E668C10D2F4A7B95E31"},"Content":null}},"event":"CallAccept",)" +
          envelope_end);
  CHECK(
      only_body(flat({"call.ended", "INBOUND", "REJECTED"}), stock()) ==
      R"({"data":{"From":"5511977776666@s.whatsapp.net","Timestamp":"2026-07-03T15:00:00Z","CallCreator":"5511977776666@s.whatsapp.net","CallCreatorAlt":"","CallID":"9F2C5D7A01B34E668C10D2F4A7B95E31","GroupJID":"","Reason":"reject","Data":{"Tag":"terminate","Attrs":{"call-creator":"5511977776666@s.whatsapp.net","call-id":"9F2C5D7A01B34E668C10D2F4A7B95E31","reason":"reject"},"Content":null}},"event":"CallTerminate",)" +
          envelope_end);
  CHECK(only_body(flat({"call.ended", "INBOUND", "COMPLETED"}), stock()).find("\"reason\"") == std::string::npos);
}

TEST_CASE("a missed call and the answer of an outbound one, without the node") {
  CHECK(
      data_of(flat({"call.missed", "INBOUND", "MISSED"})) ==
      R"({"From":"5511977776666@s.whatsapp.net","Timestamp":"2026-07-03T15:00:00Z","CallCreator":"5511977776666@s.whatsapp.net","CallCreatorAlt":"","CallID":"9F2C5D7A01B34E668C10D2F4A7B95E31","GroupJID":"","Reason":"timeout"})");
  CHECK(
      data_of(flat({"call.connected", "OUTBOUND", "ACCEPTED"})) ==
      R"({"From":"5511977776666@s.whatsapp.net","Timestamp":"2026-07-03T15:00:00Z","CallCreator":"5511900000001@s.whatsapp.net","CallCreatorAlt":"","CallID":"9F2C5D7A01B34E668C10D2F4A7B95E31","GroupJID":"","RemotePlatform":"","RemoteVersion":""})");
}

TEST_CASE("a wrapped event gives the bytes of a flat one") {
  for (const said& of :
       {said{"call.ringing"}, said{"call.connected", "OUTBOUND", "ACCEPTED"}, said{"call.ended", "INBOUND", "FAILED"}})
    CHECK(only_body(wrapped(of), stock()) == only_body(flat(of), stock()));
}

TEST_CASE("without a token there is no key for it") {
  CHECK(only_body(ringing, bot()).ends_with(R"("instanceName":"shop-centro"})"));
}

TEST_CASE("time_offset writes the time as a server there would") {
  destination to = without_node();
  to.time_offset = std::chrono::minutes(-180);
  CHECK(data_of(ringing, to).find(R"("Timestamp":"2026-07-03T12:00:00-03:00")") != std::string::npos);
}

TEST_CASE("an event without a time has that of its receipt") {
  CHECK(
      data_of(R"({"event":"call.ended","callId":"c1","from":"5511977776666"})") ==
      R"({"From":"5511977776666@s.whatsapp.net","Timestamp":"2026-07-03T15:00:06Z","CallCreator":"5511977776666@s.whatsapp.net","CallCreatorAlt":"","CallID":"c1","GroupJID":"","Reason":""})");
}

TEST_CASE("a peer that nobody names is empty") {
  CHECK(
      data_of(R"({"event":"call.ended","callId":"c1","timestamp":"2026-07-03T15:00:00Z"})") ==
      R"({"From":"","Timestamp":"2026-07-03T15:00:00Z","CallCreator":"","CallCreatorAlt":"","CallID":"c1","GroupJID":"","Reason":""})");
}

TEST_CASE("extras stand in data, behind everything that stock has") {
  destination to = without_node();
  to.extras = true;
  CHECK(
      data_of(flat({"call.ended", "OUTBOUND", "COMPLETED", R"(,"duration":42)"}), to)
          .ends_with(
              R"("GroupJID":"","Reason":"","Ramal":{"nativeId":"call_01K9Z","direction":"OUTBOUND","status":"COMPLETED","durationSeconds":42,"nativeEvent":"call.ended"}})"));
  CHECK(
      data_of(R"({"event":"call.ended","externalCallId":"x"})", to)
          .ends_with(
              R"("Ramal":{"nativeId":null,"direction":null,"status":null,"durationSeconds":null,"nativeEvent":"call.ended"}})"));
}

TEST_CASE("texts are escaped as Go escapes them") {
  destination to = without_node();
  to.instance_name = "a<b>&\"c\"\\ \n\r\t\b\f\x01\x7f \xC3\xA9 \xE2\x80\xA8\xE2\x80\xA9";
  const std::string body = only_body(R"({"event":"call.ended","callId":"<i>&'","status":"<X\u0000\ud83d\ude00>"})", to);
  CHECK(body.find(R"("CallID":"\u003ci\u003e\u0026'",)") != std::string::npos);
  CHECK(body.find("\"Reason\":\"\\u003cx\\u0000\xF0\x9F\x98\x80\\u003e\"") != std::string::npos);
  CHECK(
      body.ends_with("\"instanceName\":\"a\\u003cb\\u003e\\u0026\\\"c\\\"\\\\ \\n\\r\\t\\b\\f\\u0001\x7f \xC3\xA9 "
                     "\\u2028\\u2029\"}"));
}

TEST_CASE("data in Evolution GO's words passes byte for byte, in our envelope") {
  const std::string data =
      R"({ "CallID" : "x1", "big":12345678901234567890123, "f":1.0,"a":"<&>\/","a":2, "Reason":"busy"})";
  const std::string body = R"({"event":"CallTerminate","instance":"old","data": )" + data + " }";
  destination to = stock();
  to.extras = true;
  to.data_node = false;
  CHECK(only_body(body, to) == R"({"data":)" + data + R"(,"event":"CallTerminate",)" + envelope_end);
  to.speaks = dialect::pilot;
  CHECK(only_body(body, to) == R"({"event":"CallTerminate","instance":"shop-centro","data":)" + data + "}");
}

TEST_CASE("other words of Evolution GO pass to those who list them by name") {
  const std::string body = go_words("CallTransport");
  CHECK(documents_of(body, bot()).empty());
  destination to = bot();
  to.events = {"CALL", "CallTransport"};
  CHECK(only_body(body, to).find(R"(,"event":"CallTransport","instanceId")") != std::string::npos);
  to.speaks = dialect::pilot;
  CHECK(only_body(body, to).starts_with(R"({"event":"CallTransport","instance":"shop-centro","data":{"CallID")"));
  to.speaks = dialect::evolution_v2;
  CHECK(documents_of(body, to).empty());
}

TEST_CASE("pilot is what the hosted platform hands on") {
  destination to = bot(dialect::pilot);
  to.instance_token = "not there";
  CHECK(only_body(ringing, to) == R"({"event":"CallOffer","instance":"shop-centro","data":)" + offer_data + "}");
}

}  // namespace ramal::events
