#include "proxy/relay/backlog.hpp"

#include "tests/relay/relay_fixture.hpp"

namespace ramal::relay {

TEST_CASE("what waits is looked at again and again") {
  relay_world world;
  world.put("c1", store::phase::terminate);
  const auto waits = std::make_shared<backlog>(world.services);
  CHECK(waits->seen().keys.empty());
  waits->begin();
  world.settle();
  CHECK(waits->seen().pending == 1);
  REQUIRE(waits->seen().keys.size() == 1);
  CHECK(waits->seen().keys[0].key == "shop");
  world.put("c2", store::phase::terminate);
  CHECK(waits->seen().pending == 1);
  world.advance(backlog::shortest);
  CHECK(waits->seen().pending == 2);
}

TEST_CASE("nothing is looked at any more by one that has gone") {
  relay_world world;
  auto waits = std::make_shared<backlog>(world.services);
  waits->begin();
  world.settle();
  CHECK(world.loop.timers() == 1);
  waits.reset();
  CHECK(world.loop.timers() == 0);
}

TEST_CASE("a store that cannot be read leaves what was seen before, and is asked again") {
  const auto faults = std::make_shared<store_faults>();
  relay_world world(faults);
  world.put("c1", store::phase::terminate);
  const auto waits = std::make_shared<backlog>(world.services);
  waits->begin();
  world.settle();
  world.put("c2", store::phase::terminate);
  faults->reads = true;
  world.advance(3 * backlog::shortest);
  CHECK(waits->seen().pending == 1);
  faults->reads = false;
  world.advance(backlog::shortest);
  CHECK(waits->seen().pending == 2);
}

}  // namespace ramal::relay
