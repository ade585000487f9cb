#include "proxy/relay/dispatcher.hpp"

#include "tests/relay/relay_fixture.hpp"

namespace ramal::relay {
namespace {

using store::event_state;
using store::phase;

using ids = std::vector<std::string>;

}  // namespace

TEST_CASE("W6 an event is posted with its id and body, and is done when the bot answers") {
  relay_world world;
  auto to = plain_destination();
  to->headers.emplace_back("Authorization", config::secret("Bearer of-the-bot"));
  to->secrets.push_back(*events::signing_secret::parse("whsec_cmFtYWwtZXhhbXBsZS1zZWNyZXQtMjQh"));
  world.dispatch(to);
  world.put("c1", phase::offer);
  REQUIRE(world.client.open_ids() == ids{"c1/1"});
  const seen_attempt one = world.client.answer(204);
  world.settle();
  CHECK(one.request.url.host == "bot.example");
  CHECK(one.request.body == "body of c1/1");
  CHECK(one.request.timeout == 30s);
  CHECK(one.header("Content-Type") == "application/json");
  CHECK(one.header("Authorization") == "Bearer of-the-bot");
  CHECK(one.header("webhook-timestamp") == "1783090800");
  CHECK(one.header("webhook-signature").starts_with("v1,"));
  CHECK(one.header("X-Ramal-Event") == "call.event");
  CHECK(one.header("X-Ramal-Attempt") == "1");
  CHECK(one.header("X-Ramal-Hop") == "1");
  CHECK(world.state_of("c1/1") == event_state::done);
  CHECK(world.counters.of("shop").delivered[0][0] == 1);
  CHECK(world.loop.timers() == 0);
}

TEST_CASE("W6 a failed attempt is made again with the same id and bytes") {
  relay_world world;
  world.dispatch(plain_destination());
  world.put("c1", phase::terminate);
  const seen_attempt first = world.client.answer(500);
  world.advance(999ms);
  CHECK(world.client.open.empty());
  world.advance(1ms);
  REQUIRE(world.client.open.size() == 1);
  const seen_attempt second = world.client.fail();
  CHECK(second.id() == first.id());
  CHECK(second.request.body == first.request.body);
  CHECK(second.header("X-Ramal-Attempt") == "2");
  world.advance(5s);
  world.client.answer(200);
  world.settle();
  const auto details = world.show("c1/3");
  CHECK(details.event.state == event_state::done);
  REQUIRE(details.attempts.size() == 3);
  CHECK(details.attempts[0].error == "the bot answered 500");
  CHECK(details.attempts[1].error == "bot.example port 443: nothing listens there");
}

TEST_CASE("W9 stock's times are 30 s apart, five in all, and then the event is dead") {
  relay_world world;
  auto to = plain_destination();
  to->retry = events::retry_policy::stock;
  world.dispatch(to);
  world.put("c1", phase::terminate);
  for (int i = 0; i < 4; ++i) {
    world.client.answer(500);
    world.advance(30s);
    REQUIRE(world.client.open.size() == 1);
  }
  world.client.answer(500);
  world.advance(1h);
  CHECK(world.client.open.empty());
  CHECK(world.state_of("c1/3") == event_state::dead);
  CHECK(world.counters.dead == 1);
}

TEST_CASE("W12 an event waits for the earlier one of its call, and other calls do not") {
  relay_world world;
  world.dispatch(plain_destination());
  world.put("c1", phase::offer);
  world.put("c1", phase::accept);
  world.put("c2", phase::offer);
  CHECK(world.client.open_ids() == ids{"c1/1", "c2/1"});
  world.client.answer(500);
  world.settle();
  CHECK(world.client.open_ids() == ids{"c2/1"});
  world.advance(1s);
  CHECK(world.client.open_ids() == ids{"c2/1", "c1/1"});
  world.client.answer(200);
  world.client.answer(200);
  world.settle();
  CHECK(world.client.open_ids() == ids{"c1/2"});
}

TEST_CASE("W12 an answer that does not come holds up the next event of the call for the time of patience alone") {
  relay_world world;
  auto to = plain_destination();
  world.dispatch(to);
  world.put("c1", phase::offer);
  world.put("c1", phase::accept);
  world.advance(10s);  // not a byte was written
  CHECK(world.client.open_ids() == ids{"c1/1"});
  world.client.send();
  world.advance(4'999ms);
  CHECK(world.client.open_ids() == ids{"c1/1"});
  world.advance(1ms);
  CHECK(world.client.open_ids() == ids{"c1/1", "c1/2"});
}

TEST_CASE("W12 in strict order an answer is waited for, and without order nothing is") {
  relay_world world;
  auto strict = plain_destination("strict"), none = plain_destination("none");
  strict->order = store::line_order::strict;
  none->order = store::line_order::none;
  world.dispatch(strict);
  world.put("c1", phase::offer, "strict");
  world.put("c1", phase::accept, "strict");
  world.client.send();
  world.advance(20s);
  CHECK(world.client.open_ids() == ids{"c1/1"});
  world.dispatch(none);
  world.put("c2", phase::offer, "none");
  world.put("c2", phase::accept, "none");
  CHECK(world.client.open_ids() == ids{"c1/1", "c2/1", "c2/2"});
}

TEST_CASE("W10 eight attempts of one destination are under way, and another destination has its own") {
  relay_world world;
  world.dispatch(plain_destination());
  for (int i = 0; i < 12; ++i) world.put("c" + std::to_string(i), phase::offer);
  CHECK(world.client.open.size() == 8);
  world.dispatch(plain_destination("other"));
  world.put("d", phase::offer, "other");
  CHECK(world.client.open.size() == 9);
  for (int i = 0; i < 13; ++i) {
    world.client.answer(200);
    world.settle();
  }
  CHECK(world.client.open.empty());
  CHECK(world.client.most_open == 9);
  CHECK(world.counters.of("shop").delivered[0][0] == 13);
}

TEST_CASE("W10 the whole process has a bound, and who waits for it is woken") {
  relay_world world;
  CHECK(world.slots.take(254) == 254);
  world.dispatch(plain_destination("a"));
  world.put("c1", phase::offer, "a");
  world.put("c2", phase::offer, "a");
  world.dispatch(plain_destination("b"));
  world.put("c3", phase::offer, "b");
  CHECK(world.client.open_ids() == ids{"c1/1", "c2/1"});
  world.client.answer(200);
  world.settle();
  CHECK(world.client.open_ids() == ids{"c2/1", "c3/1"});
  world.slots.give(254);
  world.put("c4", phase::offer, "b");
  CHECK(world.client.open.size() == 3);
}

TEST_CASE(
    "W10 ten failures in a row stop a destination for 10 s, then one probe goes, and each time it takes twice as long") {
  relay_world world;
  world.dispatch(plain_destination());
  for (int i = 0; i < 12; ++i) world.put("c" + std::to_string(i), phase::terminate);
  for (int i = 0; i < 10; ++i) {
    world.client.answer(503);
    world.settle();
  }
  while (!world.client.open.empty()) world.client.answer(503);  // what was under way
  world.advance(9'999ms);
  CHECK(world.client.open.empty());
  world.advance(1ms);
  CHECK(world.client.open.size() == 1);
  world.client.answer(503);
  world.advance(19'999ms);
  CHECK(world.client.open.empty());
  world.advance(1ms);
  REQUIRE(world.client.open.size() == 1);
  world.client.answer(200);
  world.settle();
  CHECK(world.client.open.size() == 8);
}

TEST_CASE("W8 W10 a 410 ends the event and pauses the destination, and a changed destination goes on") {
  relay_world world;
  const auto one = world.dispatch(plain_destination());
  world.put("c1", phase::terminate);
  world.client.answer(410);
  world.settle();
  CHECK(world.state_of("c1/3") == event_state::dead);
  world.put("c2", phase::terminate);
  CHECK(world.client.open.empty());
  CHECK(world.state_of("c2/3") == event_state::dead);
  auto same = plain_destination();
  one->change(same);
  world.settle();
  world.put("c3", phase::terminate);
  CHECK(world.state_of("c3/3") == event_state::dead);
  auto changed = plain_destination();
  changed->url.host = "new.example";
  changed->made_of[0] = 1;
  one->change(changed);
  world.settle();
  world.put("c4", phase::terminate);
  REQUIRE(world.client.open.size() == 1);
  CHECK(world.client.open.front().request.url.host == "new.example");
}

TEST_CASE("W8 a 413, 414 or 431 ends the event alone") {
  relay_world world;
  world.dispatch(plain_destination());
  for (const unsigned status : {413U, 414U, 431U}) {
    const std::string call = "c" + std::to_string(status);
    world.put(call, phase::terminate);
    world.client.answer(status);
    world.settle();
    CHECK(world.state_of(call + "/3") == event_state::dead);
  }
  world.put("c1", phase::terminate);
  CHECK(world.client.open.size() == 1);
}

TEST_CASE("W8 a 429 or 503 says how long to wait") {
  relay_world world;
  world.dispatch(plain_destination());
  world.put("c1", phase::terminate);
  world.client.answer(429, "60");
  world.advance(59'999ms);
  CHECK(world.client.open.empty());
  world.advance(1ms);
  CHECK(world.client.open.size() == 1);
}

TEST_CASE("W9 an offer expires when its life is over, and no event behind it waits any more") {
  relay_world world;
  world.dispatch(plain_destination());
  world.put("c1", phase::offer);
  world.put("c1", phase::terminate);
  for (int i = 0; i < 100 && world.state_of("c1/1") != event_state::expired; ++i) {
    if (!world.client.open.empty()) world.client.answer(500);
    world.advance(1s);
  }
  CHECK(world.loop.now() <= start + 61s);
  CHECK(world.counters.expired == 1);
  CHECK(world.counters.dead == 0);
  world.advance(10s);
  CHECK(world.client.open_ids() == ids{"c1/3"});
}

TEST_CASE("a result that the store does not take is kept and written again") {
  const auto faults = std::make_shared<store_faults>();
  relay_world world(faults);
  world.dispatch(plain_destination());
  world.put("c1", phase::terminate);
  faults->results = true;
  world.client.answer(200);
  world.advance(30s);
  CHECK(world.state_of("c1/3") == event_state::busy);
  CHECK(world.client.open.empty());
  faults->results = false;
  world.advance(1s);
  CHECK(world.state_of("c1/3") == event_state::done);
}

TEST_CASE("a claim that fails is made again a second later") {
  const auto faults = std::make_shared<store_faults>();
  relay_world world(faults);
  world.put("c1", phase::terminate);
  faults->claims = true;
  world.dispatch(plain_destination());
  CHECK(world.client.open.empty());
  faults->claims = false;
  world.advance(1s);
  CHECK(world.client.open.size() == 1);
}

TEST_CASE("W9 what waits for a destination that is configured no more becomes dead letters") {
  relay_world world;
  const auto one = world.dispatch(plain_destination());
  for (int i = 0; i < 10; ++i) world.put("c" + std::to_string(i), phase::terminate);
  bool idle = false;
  one->remove([&] { idle = true; });
  world.settle();
  CHECK_FALSE(idle);
  world.client.answer(500);
  while (!world.client.open.empty()) world.client.answer(200);
  world.settle();
  CHECK(idle);
  CHECK(world.state_of("c0/3") == event_state::dead);
  CHECK(world.state_of("c1/3") == event_state::done);
  CHECK(world.state_of("c9/3") == event_state::dead);
  CHECK(world.counters.dead == 3);
}

TEST_CASE("one that finishes claims nothing, and is idle once its attempts are written") {
  relay_world world;
  const auto one = world.dispatch(plain_destination());
  world.put("c1", phase::terminate);
  int idle = 0;
  one->finish([&] { ++idle; });
  world.put("c2", phase::terminate);
  CHECK(idle == 0);
  world.client.answer(200);
  world.settle();
  CHECK(idle == 1);
  CHECK(world.client.open.empty());
  CHECK(world.state_of("c2/3") == event_state::ready);
}

TEST_CASE("an attempt that the end of the program cuts is left to the next start") {
  relay_world world;
  world.dispatch(plain_destination());
  world.put("c1", phase::terminate);
  world.client.stop();
  world.settle();
  CHECK(world.state_of("c1/3") == event_state::busy);
  CHECK(world.show("c1/3").attempts.empty());
}

TEST_CASE("W18 K4 what a bot says of its token or of the operator's headers is kept without them") {
  auto to = plain_destination();
  to->speaks.instance_token = "token-of-the-bot";
  to->headers.emplace_back("Authorization", config::secret("Bearer of-the-operator"));
  delivery_result answer;
  answer.status = 500;
  answer.answer = R"(no "token-of-the-bot" with Bearer of-the-operator, nor token%2Dof%2Dthe%2Dbot)";
  const judged made = judge({}, answer, *to, {}, 0);
  CHECK(made.result.answer.starts_with(R"(no "****************" with **********************, nor *)"));
  CHECK(made.result.answer.find("the%2Dbot") == std::string::npos);
  answer.answer = "bearer of-the-operator: unknown token 'of-the-operator'";
  CHECK(judge({}, answer, *to, {}, 0).result.answer == "bearer ***************: unknown token '***************'");
}

TEST_CASE("W18 the log has a line for each attempt, without number, body and headers") {
  relay_world world;
  auto to = plain_destination();
  to->headers.emplace_back("Authorization", config::secret("Bearer of-the-bot"));
  world.dispatch(to);
  world.put("c1", phase::terminate);
  world.client.fail();
  REQUIRE(world.lines.size() == 1);
  CHECK(world.lines[0] ==
        R"({"time":"2026-07-03T15:00:00.000Z","webhook":"attempt","key":"shop","event":"CallEvent","id":"c1/3",)"
        R"("attempt":1,"status":0,"ms":0,"outcome":"retry","error":"bot.example port 443: nothing listens there"})"
        "\n");
}

TEST_CASE("W9 a dead letter that is replayed has all its attempts again") {
  relay_world world;
  auto to = plain_destination();
  to->retry = events::retry_policy::stock;
  const auto one = world.dispatch(to);
  world.put("c1", phase::terminate);
  for (int i = 0; i < 5; ++i) {
    world.client.answer(500);
    world.advance(30s);
  }
  REQUIRE(world.state_of("c1/3") == event_state::dead);
  CHECK(world.get(store::replay{{"c1/3", "", ""}, 24h, world.loop.now()}).replayed == 1);
  one->wake();
  world.settle();
  for (int i = 0; i < 4; ++i) {
    CHECK(world.client.answer(500).header("X-Ramal-Attempt") == std::to_string(i + 1));
    world.advance(30s);
  }
  world.client.answer(200);
  world.settle();
  CHECK(world.state_of("c1/3") == event_state::done);
}

TEST_CASE("W10 no success for 5 days pauses a destination") {
  relay_world world;
  world.dispatch(plain_destination());
  for (int day = 0; day < 6; ++day) {
    world.put("c" + std::to_string(day), phase::terminate);
    for (int i = 0; i < 30; ++i) {
      while (!world.client.open.empty()) world.client.answer(500);
      world.advance(48min);
    }
  }
  world.put("late", phase::terminate);
  CHECK(world.state_of("late/3") == event_state::dead);
}

TEST_CASE("W10 two failures six days apart pause nothing") {
  relay_world world;
  world.dispatch(plain_destination());
  for (const char* call : {"c1", "c2"}) {
    world.put(call, phase::accept);
    world.client.answer(413);
    world.advance(6 * 24h);
  }
  world.put("late", phase::terminate);
  CHECK(world.client.open.size() == 1);
}

}  // namespace ramal::relay
