#include "proxy/relay/outbox.hpp"

#include "tests/relay/intake_fixture.hpp"

namespace ramal::relay {

TEST_CASE("a reload changes the next attempt, and the bytes of what waits stay") {
  intake_world world;
  world.post(native("call.ringing", "RINGING"));
  const std::string before = world.client.answer(500).request.body;
  auto next = one_key();
  auto to = plain_destination();
  to->url.host = "new.example";
  to->made_of[0] = 1;
  to->speaks.instance_name = "another";
  next->keys[0].destinations = {to};
  world.all->use(next);
  world.advance(1s);
  REQUIRE(world.client.open.size() == 1);
  const seen_attempt again = world.client.answer(200);
  CHECK(again.request.url.host == "new.example");
  CHECK(again.request.body == before);
}

TEST_CASE("what waits for a destination that a reload removes becomes a dead letter, and so does what a start finds") {
  intake_world world;
  world.post(native("call.ended", "COMPLETED"));
  world.client.answer(500);
  world.settle();
  world.put("c9", store::phase::terminate, "of-before");
  world.all->begin();
  world.settle();
  CHECK(world.state_of("c9/3") == store::event_state::dead);
  world.all->use(std::make_shared<relay_settings>());
  world.settle();
  CHECK(world.get(store::summary{}).pending == 0);
  world.advance(5min);
  CHECK(world.client.open.empty());
}

TEST_CASE("an event for a destination that is paused is counted as dead, and so is what waited for it") {
  intake_world world;
  world.post(native("call.connected", "ACCEPTED"));
  world.client.answer(410);
  world.settle();
  CHECK(world.counters.dead == 1);
  CHECK(world.post(native("call.ended", "COMPLETED")) == "stored");
  CHECK(world.counters.dead == 2);
  CHECK(world.client.open.empty());
}

TEST_CASE("an offer that waits for its next attempt when the call's end is taken is counted as expired") {
  auto settings = one_key();
  auto to = plain_destination();
  to->order = store::line_order::none;
  settings->keys[0].destinations = {to};
  intake_world world(settings);
  world.post(native("call.ringing", "RINGING"));
  world.client.answer(500);
  world.post(native("call.ended", "COMPLETED"));
  world.client.answer(200);
  world.settle();
  CHECK(world.counters.expired == 1);
  CHECK(world.get(store::summary{}).pending == 0);
}

TEST_CASE("tidying ends the lives of what cannot be sent, and lets the next one go") {
  intake_world world;
  world.all->begin();
  while (world.slots.take(256) != 0) world.settle();  // what nobody holds

  world.post(native("call.ringing", "RINGING"));
  world.post(native("call.ended", "COMPLETED"));
  world.advance(70s);
  CHECK(world.counters.expired == 1);
  CHECK(world.client.open.empty());
  world.slots.give(256);
  world.settle();
  REQUIRE(world.client.open.size() == 1);
  CHECK(world.client.open[0].request.body.find("CallTerminate") != std::string::npos);
}

TEST_CASE("a wall clock that is set ahead makes due what is due by it") {
  intake_world world;
  world.all->begin();
  world.post(native("call.ended", "COMPLETED"));
  for (int i = 0; i < 5; ++i) {
    world.client.answer(500);
    world.advance(10min);
    REQUIRE(world.client.open.size() == 1);
  }
  world.client.answer(500);  // again in 30 min
  world.advance(1min);
  CHECK(world.client.open.empty());
  world.loop.set_by = 1h;
  world.advance(5s);
  CHECK(world.client.open.size() == 1);
}

TEST_CASE("the end waits for the attempts of every destination") {
  auto settings = one_key();
  auto second = plain_destination("shop\\second");
  second->speaks.name = "second";
  settings->keys[0].destinations.push_back(second);
  intake_world world(settings);
  world.post(native("call.ringing", "RINGING"));
  bool idle = false;
  world.all->finish([&] { idle = true; });
  world.settle();
  CHECK_FALSE(idle);
  world.client.answer(200);
  world.settle();
  CHECK_FALSE(idle);
  world.client.answer(200);
  world.settle();
  CHECK(idle);

  intake_world none(std::make_shared<relay_settings>());
  none.all->finish([&] { idle = false; });
  none.settle();
  CHECK_FALSE(idle);
}

}  // namespace ramal::relay
