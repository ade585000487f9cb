#include "proxy/relay/intake.hpp"

#include "tests/relay/intake_fixture.hpp"

namespace ramal::relay {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a call's events reach the bot as Evolution GO's, one after the other") {
  intake_world world;
  CHECK(world.post(native("call.ringing", "RINGING")) == "stored");
  CHECK(world.post(native("call.connected", "ACCEPTED", 4s)) == "stored");
  CHECK(world.post(native("call.ended", "COMPLETED", 9s)) == "stored");
  for (const char* event : {"CallOffer", "CallAccept", "CallTerminate"}) {
    REQUIRE(world.client.open.size() == 1);
    const std::string body = world.client.answer(200).request.body;
    CHECK(has(body, R"("event":")" + std::string(event) + R"(","instanceId":"the-id")"));
    CHECK(has(body, R"("CallID":"X01")"));
    CHECK(has(body, R"("From":"5511977776666@s.whatsapp.net")"));
    world.settle();
  }
  CHECK(world.client.open.empty());
}

TEST_CASE("W11 W12 what comes again or too late is ignored") {
  intake_world world;
  CHECK(world.post(native("call.ringing", "RINGING")) == "stored");
  CHECK(world.post(native("call.ringing", "RINGING")) == "ignored duplicate");
  CHECK(world.post(native("call.ended", "COMPLETED")) == "stored");
  CHECK(world.post(native("call.connected", "ACCEPTED")) == "ignored late");
  CHECK(world.counters.of("shop").received[0][static_cast<std::size_t>(received_as::duplicate)] == 1);
}

TEST_CASE("W4 what no bot wants is ignored with its reason, and nothing is stored") {
  intake_world world;
  CHECK(world.post(R"({"event":"message.received"})") == "ignored unknown event");
  CHECK(world.post(R"({"event":"call.permission_updated","id":"p1"})") == "ignored not translated");
  CHECK(world.post(R"({"event":"call.ended","status":"COMPLETED","direction":"INBOUND","from":"5511977776666"})") ==
        "ignored no call id");
  CHECK(world.post("[1]") == "invalid");
  CHECK(world.post("") == "invalid");
  CHECK(world.get(store::summary{}).pending == 0);
}

TEST_CASE("W13 an offer of a call that our side placed never reaches the bot, whatever tells of it later") {
  intake_world world;
  CHECK(world.post(native("call.ringing", "RINGING", 0ms, "OUTBOUND")) == "ignored outbound");
  CHECK(world.post(R"({"event":"call.ringing","callId":"call_01","direction":"INBOUND","status":"RINGING",)"
                   R"("from":"5511977776666","to":"5511900000001","timestamp":"2026-07-03T15:00:00.000Z"})") ==
        "ignored outbound");
  CHECK(world.post(native("call.connected", "ACCEPTED", 4s, "OUTBOUND")) == "stored");
  REQUIRE(world.client.open.size() == 1);
  CHECK(has(world.client.answer(200).request.body, R"("event":"CallAccept")"));
}

TEST_CASE("W9 an offer that is older than its life is passed on only if the engine says that it rings") {
  intake_world world;
  world.advance(5min);
  CHECK(world.post(native("call.ringing", "RINGING")) == "");
  REQUIRE(world.engine.open.size() == 1);
  CHECK(world.engine.open.front().what.native_key.reveal() == "ps_of_the_shop");
  CHECK(world.engine.answer(200, R"({"id":"call_01","status":"RINGING"})") == "/v1/calls/call_01");
  world.settle();
  CHECK(world.last == "stored");
  CHECK(world.client.open.size() == 1);
  CHECK(world.post(native("call.ringing", "RINGING")) == "ignored duplicate");  // without asking again
}

TEST_CASE("W9 an old offer of a call that rings no more, or of which the engine says nothing, is stale") {
  for (const auto& [status, body] : std::vector<std::pair<unsigned, std::string>>{
           {200, R"({"id":"call_01","status":"MISSED"})"}, {404, "{}"}, {0, ""}, {200, "no json"}}) {
    intake_world world;
    world.advance(5min);
    world.post(native("call.ringing", "RINGING"));
    world.engine.answer(status, body);
    world.settle();
    CHECK(world.last == "ignored stale");
    CHECK(world.client.open.empty());
  }
}

TEST_CASE("only so many questions about old offers are under way") {
  intake_world world;
  world.advance(5min);
  for (std::size_t i = 0; i < intake::most_questions; ++i) {
    std::string body = native("call.ringing", "RINGING");
    body.replace(body.find("call_01"), 7, "call_" + std::to_string(100 + i));
    body.replace(body.find("X01"), 3, "X" + std::to_string(100 + i));
    world.post(body);
  }
  CHECK(world.engine.open.size() == intake::most_questions);
  CHECK(world.post(native("call.ringing", "RINGING")) == "full");
  world.last = "";
  while (!world.engine.open.empty()) {
    world.engine.answer(404, "{}");
    world.settle();
    world.last = "";
  }
  world.post(native("call.ringing", "RINGING"));
  CHECK(world.engine.open.size() == 1);
}

TEST_CASE("while the program ends nothing is stored, and the other answers are as ever") {
  intake_world world;
  CHECK(world.post(native("call.ringing", "RINGING"), true) == "draining");
  CHECK(world.post(R"({"event":"message.received"})", true) == "ignored unknown event");
  CHECK(world.post("no json", true) == "invalid");
  CHECK(world.get(store::summary{}).pending == 0);
  const auto& offers = world.counters.of("shop").received[static_cast<std::size_t>(event_kind::offer)];
  CHECK(offers[static_cast<std::size_t>(received_as::draining)] == 1);
}

TEST_CASE("a key that is configured no more has its events refused for now") {
  intake_world world;
  world.all->use(std::make_shared<relay_settings>());
  CHECK(world.post(native("call.ringing", "RINGING")) == "failed");
}

TEST_CASE("a bot of Evolution API v2 gets two bodies of an offer, in order") {
  intake_world world(one_key(events::dialect::evolution_v2));
  CHECK(world.post(native("call.ringing", "RINGING")) == "stored");
  REQUIRE(world.client.open.size() == 1);
  CHECK(has(world.client.answer(200).request.body, R"("status":"offer")"));
  world.settle();
  REQUIRE(world.client.open.size() == 1);
  CHECK(has(world.client.answer(200).request.body, R"("status":"ringing")"));
}

TEST_CASE("a bot that speaks the engine's own words gets every byte, each body once") {
  intake_world world(one_key(events::dialect::native));
  const std::string permission = R"({ "event" : "call.permission_updated","id":"p1"})";
  CHECK(world.post(permission) == "stored");
  REQUIRE(world.client.open.size() == 1);
  CHECK(world.client.answer(200).request.body == permission);
  CHECK(world.post(permission) == "ignored duplicate");
  CHECK(world.client.open.empty());
}

TEST_CASE("W20 two destinations get an event each, and one that is paused does not hold up the other") {
  auto settings = one_key();
  auto second = plain_destination("shop\\second");
  second->speaks.name = "second";
  second->url.host = "second.example";
  settings->keys[0].destinations.push_back(second);
  intake_world world(settings);
  world.post(native("call.ringing", "RINGING"));
  REQUIRE(world.client.open.size() == 2);
  CHECK(world.client.open[0].id() != world.client.open[1].id());
  world.client.answer(410);
  world.client.answer(200);
  world.settle();
  world.post(native("call.ended", "COMPLETED"));
  REQUIRE(world.client.open.size() == 1);
  CHECK(world.client.open[0].request.url.host == "second.example");
}

}  // namespace ramal::relay
