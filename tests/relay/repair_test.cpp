#include "proxy/relay/repair.hpp"

#include "tests/relay/intake_fixture.hpp"

namespace ramal::relay {
namespace {

std::string call(const std::string& id, const std::string& status, const std::string& more) {
  return R"({"id":")" + id + R"(","externalCallId":"X)" + id.substr(5) + R"(","direction":"INBOUND","status":")" +
         status + R"(","peerNumber":"5511977776666","fromNumber":"5511900000001")" + more + "}";
}

std::string list(const std::string& calls) { return R"({"calls":[)" + calls + "]}"; }

const std::string ended_now = R"(,"endedAt":"2026-07-03T15:00:00.000Z")";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("W15 at the start the engine's list tells what nobody posted") {
  intake_world world;
  world.all->begin();
  world.settle();
  CHECK(world.engine.answer(200, list(call("call_01", "RINGING", R"(,"startedAt":"2026-07-03T15:00:00.000Z")") + "," +
                                      call("call_02", "MISSED", ended_now))) == "/v1/calls?limit=100");
  world.settle();
  REQUIRE(world.client.open.size() == 2);
  CHECK(has(world.client.open[0].request.body, R"("event":"CallOffer")"));
  CHECK(has(world.client.open[1].request.body, R"("Reason":"timeout")"));
  world.client.answer(200);
  CHECK(world.counters.of("shop").delivered[0][1] == 1);
}

TEST_CASE("W15 a call that ended long ago and of which nothing is known is left alone") {
  intake_world world;
  world.all->begin();
  world.settle();
  world.engine.answer(200, list(call("call_01", "COMPLETED", R"(,"endedAt":"2026-07-03T13:59:59.000Z")")));
  world.settle();
  CHECK(world.client.open.empty());
}

TEST_CASE("W15 a call without terminate is looked at after two minutes, and its end is delivered") {
  intake_world world;
  world.all->begin();
  world.settle();
  world.engine.answer(200, list(""));
  world.post(native("call.ringing", "RINGING"));
  world.client.answer(200);
  world.advance(119s);
  CHECK(world.engine.open.empty());
  world.advance(1s);
  REQUIRE(world.engine.open.size() == 1);
  world.engine.answer(200,
                      list(call("call_01", "COMPLETED", R"(,"connectedAt":"2026-07-03T15:00:04.000Z")" + ended_now)));
  world.settle();
  REQUIRE(world.client.open.size() == 1);
  CHECK(has(world.client.answer(200).request.body, R"("event":"CallAccept")"));
  world.settle();
  REQUIRE(world.client.open.size() == 1);
  CHECK(has(world.client.answer(200).request.body, R"("event":"CallTerminate")"));
  world.advance(5min);
  CHECK(world.engine.open.empty());
}

TEST_CASE("W15 a call that is not in the list is asked for alone, and one that the engine does not know is forgotten") {
  intake_world world;
  world.post(native("call.ringing", "RINGING"));
  world.all->begin();
  world.settle();
  world.engine.answer(200, list(""));
  CHECK(world.engine.answer(404, R"({"code":"CALL_NOT_FOUND"})") == "/v1/calls/call_01");
  world.advance(10min);
  CHECK(world.engine.open.empty());
}

TEST_CASE("W15 a key's list is read at most once in 30 s, and not at all where repair is off") {
  intake_world world;
  world.all->begin();
  world.settle();
  world.engine.answer(200, list(""));
  world.all->look_at_calls();
  world.settle();
  CHECK(world.engine.open.empty());
  world.advance(60s);  // what was not possible is made up for
  CHECK(world.engine.open.size() == 1);

  auto off = one_key();
  off->keys[0].repair = false;
  intake_world without(off);
  without.all->begin();
  without.post(native("call.ringing", "RINGING"));
  without.advance(10min);
  CHECK(without.engine.open.empty());
}

TEST_CASE("W15 an engine that does not answer is asked again a minute later, for every key") {
  intake_world world;
  world.all->begin();
  world.settle();
  world.engine.answer(503, "");
  world.advance(59s);
  CHECK(world.engine.open.empty());
  world.advance(1s);
  REQUIRE(world.engine.open.size() == 1);
  world.engine.answer(200, list(""));
  world.advance(10min);
  CHECK(world.engine.open.empty());
}

}  // namespace ramal::relay
