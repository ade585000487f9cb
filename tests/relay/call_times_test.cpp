// How long calls rang and were: only what the engine's own times say (console.md section 2).
#include "proxy/relay/call_times.hpp"

#include <catch2/catch.hpp>

#include <numeric>

#include "tests/relay/intake_fixture.hpp"

namespace ramal::relay {
namespace {

using events::phase;
using store::direction;

struct watch {
  void take(phase what, std::optional<milliseconds> at, std::optional<ring_outcome> ending = {},
            std::int64_t call = 1) {
    std::optional<store::instant> time;
    if (at) time = start + *at;
    times.take({call, what, direction::inbound, time, ending}, now);
  }
  std::uint64_t rings(ring_outcome how, direction way = direction::inbound) const {
    const auto& seen = times.rings[static_cast<std::size_t>(way)][static_cast<std::size_t>(how)].counts;
    return std::accumulate(seen.begin(), seen.end(), std::uint64_t{0});
  }
  std::uint64_t all_rings() const {
    std::uint64_t all = 0;
    for (const auto& way : times.rings)
      for (const auto& how : way) all = std::accumulate(how.counts.begin(), how.counts.end(), all);
    return all;
  }
  std::uint64_t durations() const {
    std::uint64_t all = 0;
    for (const auto& way : times.durations) all = std::accumulate(way.counts.begin(), way.counts.end(), all);
    return all;
  }

  call_times times;
  call_times::time_point now{std::chrono::hours(1)};
};

const call_times& seen_by(const intake_world& world) { return world.counters.times; }

std::uint64_t count_of(const call_times& of, direction way, ring_outcome how) {
  const auto& seen = of.rings[static_cast<std::size_t>(way)][static_cast<std::size_t>(how)].counts;
  return std::accumulate(seen.begin(), seen.end(), std::uint64_t{0});
}

}  // namespace

TEST_CASE("a call rings from its offer to its accept, and lasts from there to its end") {
  watch at;
  at.take(phase::offer, 0s);
  at.take(phase::accept, 4s);
  at.take(phase::terminate, 94s, ring_outcome::cancelled);
  const auto& ring = at.times.rings[static_cast<std::size_t>(direction::inbound)][0];
  CHECK(ring.counts[2] == 1);  // 2 s to 5 s
  CHECK(ring.sum == 4s);
  const auto& call = at.times.durations[static_cast<std::size_t>(direction::inbound)];
  CHECK(call.counts[4] == 1);  // 60 s to 120 s
  CHECK(call.sum == 90s);
  CHECK(at.all_rings() == 1);
  CHECK(at.times.watched() == 0);
}

TEST_CASE("a time on the end of a class belongs to it, and one above the last end has a class of its own") {
  watch at;
  std::int64_t call = 0;
  for (const milliseconds took : {1'000ms, 1'001ms, 120'000ms, 120'001ms}) {
    at.take(phase::offer, 0s, {}, ++call);
    at.take(phase::accept, took, {}, call);
  }
  const auto& counts = at.times.rings[static_cast<std::size_t>(direction::inbound)][0].counts;
  CHECK(counts[0] == 1);
  CHECK(counts[1] == 1);
  CHECK(counts[10] == 1);
  CHECK(counts[11] == 1);
}

TEST_CASE("ringing that nobody answered is counted by how it ended, and the call had no duration") {
  for (const ring_outcome how : {ring_outcome::rejected, ring_outcome::missed, ring_outcome::failed,
                                 ring_outcome::cancelled, ring_outcome::other}) {
    watch at;
    at.take(phase::offer, 0s);
    at.take(phase::terminate, 30s, how);
    CHECK(at.rings(how) == 1);
    CHECK(at.all_rings() == 1);
    CHECK(at.durations() == 0);
    CHECK(at.times.watched() == 0);
  }
}

TEST_CASE("what the engine does not say is not counted") {
  watch at;
  SECTION("an offer without a time") {
    at.take(phase::offer, {});
    at.take(phase::accept, 4s);
    CHECK(at.all_rings() == 0);
    at.take(phase::terminate, 9s, ring_outcome::cancelled);
    CHECK(at.durations() == 1);
  }
  SECTION("an accept without a time") {
    at.take(phase::offer, 0s);
    at.take(phase::accept, {});
    at.take(phase::terminate, 9s, ring_outcome::cancelled);
    CHECK(at.all_rings() == 0);
    CHECK(at.durations() == 0);
  }
  SECTION("an end without a time") {
    at.take(phase::offer, 0s);
    at.take(phase::terminate, {}, ring_outcome::missed);
    CHECK(at.all_rings() == 0);
  }
  SECTION("an end of which nobody knows whether the call was answered") {
    at.take(phase::offer, 0s);
    at.take(phase::terminate, 9s);
    CHECK(at.all_rings() == 0);
  }
  SECTION("an end without a beginning") {
    at.take(phase::terminate, 9s, ring_outcome::missed);
    CHECK(at.all_rings() == 0);
  }
  CHECK(at.times.watched() == 0);
}

TEST_CASE("times that contradict each other are not counted") {
  watch at;
  SECTION("an accept before its offer") {
    at.take(phase::offer, 5s);
    at.take(phase::accept, 4s);
    CHECK(at.all_rings() == 0);
  }
  SECTION("an end before its accept") {
    at.take(phase::accept, 5s);
    at.take(phase::terminate, 4s, ring_outcome::cancelled);
    CHECK(at.durations() == 0);
  }
  SECTION("a call that was missed, and accepted as well") {
    at.take(phase::accept, 5s);
    at.take(phase::terminate, 9s, ring_outcome::missed);
    CHECK(at.durations() == 0);
  }
  SECTION("a phone that rang for two days") {
    at.take(phase::offer, 0s);
    at.take(phase::accept, 48h);
    CHECK(at.all_rings() == 0);
  }
}

TEST_CASE("of an offer and of an accept that come twice the first one counts") {
  watch at;
  at.take(phase::offer, 0s);
  at.take(phase::offer, 3s);
  at.take(phase::accept, 4s);
  at.take(phase::accept, 8s);
  at.take(phase::terminate, 14s, ring_outcome::cancelled);
  at.take(phase::terminate, 14s, ring_outcome::cancelled);
  CHECK(at.times.rings[static_cast<std::size_t>(direction::inbound)][0].sum == 4s);
  CHECK(at.times.durations[static_cast<std::size_t>(direction::inbound)].sum == 10s);
  CHECK(at.all_rings() == 1);
  CHECK(at.durations() == 1);
}

TEST_CASE("so many calls are watched, and the oldest one is given up and counted") {
  watch at;
  const auto most = static_cast<std::int64_t>(call_times::most_calls);
  for (std::int64_t call = 1; call <= most + 3; ++call) at.take(phase::offer, 0s, {}, call);
  CHECK(at.times.watched() == call_times::most_calls);
  CHECK(at.times.given_up_full == 3);
  at.take(phase::accept, 4s, {}, 4);  // the oldest one that is left
  CHECK(at.rings(ring_outcome::answered) == 1);
}

TEST_CASE("a call whose end does not come is given up after a day and counted") {
  watch at;
  at.take(phase::offer, 0s);
  at.now += call_times::longest;
  at.take(phase::offer, 0s, {}, 2);
  CHECK(at.times.watched() == 2);
  at.now += 1ms;
  at.take(phase::terminate, 0s, {}, 3);
  CHECK(at.times.watched() == 1);
  CHECK(at.times.given_up_old == 1);
  CHECK(at.times.given_up_full == 0);
}

TEST_CASE("events that the engine posts are counted once, whatever comes again or too late") {
  intake_world world;
  world.post(native("call.ringing", "RINGING"));
  world.post(native("call.ringing", "RINGING", 1s));
  world.post(native("call.connected", "ACCEPTED", 4s));
  world.post(native("call.connected", "ACCEPTED", 5s));
  world.post(native("call.ended", "COMPLETED", 9s));
  for (const char* event : {"call.ringing", "call.connected", "call.ended"})
    world.post(native(event, "COMPLETED", 99s));
  CHECK(count_of(seen_by(world), direction::inbound, ring_outcome::answered) == 1);
  CHECK(seen_by(world).rings[static_cast<std::size_t>(direction::inbound)][0].sum == 4s);
  CHECK(seen_by(world).durations[static_cast<std::size_t>(direction::inbound)].sum == 5s);
  CHECK(seen_by(world).watched() == 0);
}

TEST_CASE("a call that our side placed rings, too, although no bot is told so, and a late ringing begins nothing") {
  intake_world world;
  world.post(native("call.ringing", "RINGING", 0ms, "OUTBOUND"));
  world.post(native("call.ringing", "RINGING", 2s, "OUTBOUND"));
  world.post(native("call.connected", "ACCEPTED", 6s, "OUTBOUND"));
  world.post(native("call.ringing", "RINGING", 7s, "OUTBOUND"));
  world.post(native("call.ended", "COMPLETED", 16s, "OUTBOUND"));
  world.post(native("call.ringing", "RINGING", 17s, "OUTBOUND"));
  const auto way = static_cast<std::size_t>(direction::outbound);
  CHECK(count_of(seen_by(world), direction::outbound, ring_outcome::answered) == 1);
  CHECK(seen_by(world).rings[way][0].sum == 6s);
  CHECK(seen_by(world).durations[way].sum == 10s);
  CHECK(seen_by(world).watched() == 0);
}

namespace {

// As native(), with one of its two ids alone.
std::string by_native_id(const std::string& event, const std::string& status, milliseconds at = 0ms) {
  std::string made = native(event, status, at);
  const std::string other = R"("externalCallId":"X01",)";
  return made.erase(made.find(other), other.size());
}
std::string by_external_id(const std::string& event, const std::string& status, milliseconds at = 0ms) {
  std::string made = native(event, status, at);
  const std::string other = R"("callId":"call_01",)";
  return made.erase(made.find(other), other.size());
}

}  // namespace

TEST_CASE("two calls that turn out to be one are watched as one, which goes with the end of either") {
  intake_world world;
  SECTION("the end shows it, and both are known") {
    world.post(by_native_id("call.ringing", "RINGING"));
    world.post(by_external_id("call.connected", "ACCEPTED", 4s));
    CHECK(seen_by(world).watched() == 2);
    world.post(native("call.ended", "COMPLETED", 9s));
    CHECK(seen_by(world).durations[static_cast<std::size_t>(direction::inbound)].sum == 5s);
    CHECK(count_of(seen_by(world), direction::inbound, ring_outcome::cancelled) == 0);
  }
  SECTION("one of them has ended before, and the event that shows it comes too late") {
    world.post(by_native_id("call.ringing", "RINGING"));
    world.post(by_external_id("call.ended", "COMPLETED", 9s));
    CHECK(seen_by(world).watched() == 1);
    world.post(native("call.connected", "ACCEPTED", 4s));
    world.post(native("call.ended", "COMPLETED", 9s));
  }
  SECTION("the end has the other id") {
    world.post(by_native_id("call.ended", "COMPLETED", 9s));
    world.post(by_external_id("call.ringing", "RINGING"));
    CHECK(seen_by(world).watched() == 1);
    world.post(native("call.ended", "COMPLETED", 9s));
  }
  CHECK(seen_by(world).watched() == 0);
}

TEST_CASE("an entry gets the id that its call goes on with") {
  watch at;
  at.take(phase::accept, 0s, {}, 7);
  at.times.take({3, phase::none, direction::outbound, {}, {}, 7}, at.now);
  CHECK(at.times.watched() == 1);
  at.take(phase::terminate, 9s, ring_outcome::cancelled, 7);
  CHECK(at.durations() == 0);
  at.take(phase::terminate, 9s, ring_outcome::cancelled, 3);
  CHECK(at.durations() == 1);
  CHECK(at.times.watched() == 0);
  at.times.take({3, phase::none, direction::outbound, {}, {}, 7}, at.now);  // neither is watched
  CHECK(at.times.watched() == 0);
}

TEST_CASE("how a call ended that nobody answered is what the engine says") {
  struct row {
    const char *event, *status;
    ring_outcome how;
  };
  for (const row& one :
       {row{"call.ended", "REJECTED", ring_outcome::rejected}, row{"call.missed", "MISSED", ring_outcome::missed},
        row{"call.ended", "failed", ring_outcome::failed}, row{"call.ended", "COMPLETED", ring_outcome::cancelled},
        row{"call.ended", "BUSY_ELSEWHERE", ring_outcome::other}}) {
    INFO(one.status);
    intake_world world;
    world.post(native("call.ringing", "RINGING"));
    world.post(native(one.event, one.status, 9s));
    CHECK(count_of(seen_by(world), direction::inbound, one.how) == 1);
  }
}

TEST_CASE("an answered call whose accept did not come is not taken for one that was hung up") {
  intake_world world;
  world.post(native("call.ringing", "RINGING"));
  std::string ended = native("call.ended", "COMPLETED", 9s);
  ended.insert(ended.size() - 1, R"(,"duration":5)");
  world.post(ended);
  for (const auto& way : seen_by(world).rings)
    for (const auto& how : way) CHECK(how.sum == 0ms);
  CHECK(seen_by(world).watched() == 0);
}

}  // namespace ramal::relay
