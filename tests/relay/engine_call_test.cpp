#include "proxy/relay/engine_call.hpp"

#include <catch2/catch.hpp>

namespace ramal::relay {
namespace {

const std::string ended =
    R"({"id":"call_01","externalCallId":"X01","direction":"INBOUND","status":"COMPLETED","peerNumber":"5511977776666",)"
    R"("fromNumber":"5511900000001","startedAt":"2026-07-03T15:00:00.000Z","connectedAt":"2026-07-03T15:00:04.000Z",)"
    R"("endedAt":"2026-07-03T15:00:09.000Z","durationSeconds":5})";

}  // namespace

TEST_CASE("a call of the engine's list stands for the events that the engine would have posted") {
  const auto call = read_call(ended);
  REQUIRE(call);
  CHECK(is_over(*call));
  CHECK(event_bodies(*call) ==
        std::vector<std::string>{
            R"({"event":"call.connected","callId":"call_01","externalCallId":"X01","direction":"INBOUND",)"
            R"("status":"ACCEPTED","from":"5511977776666","to":null,"timestamp":"2026-07-03T15:00:04.000Z"})",
            R"({"event":"call.ended","callId":"call_01","externalCallId":"X01","direction":"INBOUND",)"
            R"("status":"COMPLETED","from":"5511977776666","to":null,"timestamp":"2026-07-03T15:00:09.000Z",)"
            R"("duration":5})"});
}

TEST_CASE("a call that rings is offered, one that our side placed is not, and a missed one is missed") {
  engine_call call;
  call.ids.native = "call_01";
  call.status = "RINGING";
  call.way = events::direction::inbound;
  REQUIRE(event_bodies(call).size() == 1);
  CHECK(event_bodies(call)[0].find("call.ringing") != std::string::npos);
  call.way = events::direction::outbound;
  CHECK(event_bodies(call).empty());
  call.peer = "5511977776666";
  call.own = "5511900000001";
  call.connected = events::time_point{};
  CHECK(event_bodies(call).at(0).find(R"("from":"5511900000001","to":"5511977776666")") != std::string::npos);
  call.connected.reset();
  call.status = "MISSED";
  REQUIRE(event_bodies(call).size() == 1);
  CHECK(event_bodies(call)[0].find("call.missed") != std::string::npos);
}

TEST_CASE("a list is read without what is no call in it") {
  const auto calls = read_calls(R"({"calls":[)" + ended + R"(,{"id":null},7,{"id":"call_02","status":"RINGING"}]})");
  REQUIRE(calls);
  REQUIRE(calls->size() == 2);
  CHECK(calls->at(1).ids.native == "call_02");
  for (const char* text : {"", "{}", R"({"calls":{}})", R"({"calls":[}])", "[]", R"({"calls":[]} x)"})
    CHECK_FALSE(read_calls(text).has_value());
  CHECK(read_calls(R"({"calls":[]})")->empty());
}

TEST_CASE("an id is escaped where it stands in a path") {
  CHECK(call_target({"call_01", "X"}) == "/v1/calls/call_01");
  CHECK(call_target({"", "a b"}) == "/v1/calls/a%20b");
}

}  // namespace ramal::relay
