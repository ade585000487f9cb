// When the engine is not asked for a while (http-rules.md U14).
#include <catch2/catch.hpp>

#include "proxy/rules/breaker.hpp"

namespace ramal::rules {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using kind = routes::failure_kind;

// A breaker with its clock.
struct bench {
  breaker one;
  breaker_limits limits;
  breaker::time_point now{std::chrono::hours(1)};

  breaker::permit ask() { return one.ask(now, limits); }
  breaker_change hand_back(const breaker::permit& given, verdict how) { return one.hand_back(given, how, now, limits); }
  // One request that ends at once.
  breaker_change request(verdict how) { return hand_back(ask(), how); }
  void open() {
    for (unsigned i = 1; i < limits.failures; ++i) CHECK(request(verdict::failed) == breaker_change::none);
    CHECK(request(verdict::failed) == breaker_change::opened);
  }
  // Refused until just before that time, granted then.
  breaker::permit probe_after(milliseconds time) {
    now += time - milliseconds(1);
    CHECK_FALSE(ask().granted);
    CHECK(ask().wait == milliseconds(1));
    now += milliseconds(1);
    const auto probe = ask();
    CHECK(probe.granted);
    return probe;
  }
};

}  // namespace

TEST_CASE("U14 five failures in a row open the breaker, four do not") {
  bench at;
  at.open();
  CHECK_FALSE(at.ask().granted);
  CHECK(at.ask().wait == seconds(1));
}

TEST_CASE("U14 an answer begins the count again") {
  bench at;
  for (int i = 0; i < 4; ++i) at.request(verdict::failed);
  at.request(verdict::answered);
  at.open();
}

TEST_CASE("U14 a broken connection and a request that was given up neither count nor begin the count again") {
  bench at;
  for (int i = 0; i < 20; ++i)
    CHECK(at.request(i % 2 == 0 ? verdict::broken : verdict::untried) == breaker_change::none);
  for (int i = 0; i < 4; ++i) at.request(verdict::failed);
  at.request(verdict::broken);
  at.request(verdict::untried);
  CHECK(at.request(verdict::failed) == breaker_change::opened);
}

TEST_CASE("U14 after its time one probe goes through at a time, and its answer closes the breaker") {
  bench at;
  at.open();
  const auto probe = at.probe_after(seconds(1));
  at.now += seconds(20);
  CHECK_FALSE(at.ask().granted);
  CHECK(at.ask().wait == seconds(1));
  CHECK(at.hand_back(probe, verdict::answered) == breaker_change::closed);
  CHECK(at.ask().granted);
  CHECK(at.ask().granted);
  at.open();  // the count begins again, too
  CHECK(at.one.open_for() == seconds(1));
}

TEST_CASE("U14 each probe that fails or breaks doubles the time, up to the longest") {
  bench at;
  at.open();
  seconds time(1);
  for (const int next : {2, 4, 8, 16, 30, 30}) {
    const auto probe = at.probe_after(time);
    CHECK(at.hand_back(probe, next % 4 == 0 ? verdict::broken : verdict::failed) == breaker_change::opened);
    time = seconds(next);
    CHECK(at.one.open_for() == time);
  }
  CHECK(at.hand_back(at.probe_after(time), verdict::answered) == breaker_change::closed);
  at.open();
  CHECK(at.one.open_for() == seconds(1));
}

TEST_CASE("U14 the longest time holds for the first, too") {
  bench at;
  at.limits.longest = milliseconds(300);
  at.open();
  CHECK(at.ask().wait == milliseconds(300));
}

TEST_CASE("U14 a probe that was given up makes room for the next request") {
  bench at;
  at.open();
  CHECK(at.hand_back(at.probe_after(seconds(1)), verdict::untried) == breaker_change::none);
  const auto next = at.ask();
  CHECK(next.granted);
  CHECK_FALSE(at.ask().granted);
  CHECK(at.hand_back(next, verdict::failed) == breaker_change::opened);
  CHECK(at.one.open_for() == seconds(2));
}

TEST_CASE("U14 what began before a change of state says nothing about the engine now") {
  bench at;
  const auto early = at.ask();
  const auto late = at.ask();
  at.open();
  CHECK(at.hand_back(early, verdict::answered) == breaker_change::none);
  CHECK_FALSE(at.ask().granted);
  const auto probe = at.probe_after(seconds(1));
  CHECK(at.hand_back(late, verdict::failed) == breaker_change::none);
  CHECK(at.hand_back(probe, verdict::answered) == breaker_change::closed);
  for (int i = 0; i < 9; ++i) CHECK(at.hand_back(late, verdict::failed) == breaker_change::none);
  CHECK(at.ask().granted);
}

TEST_CASE("U14 what was refused says nothing about the engine") {
  bench at;
  at.open();
  const auto refused = at.ask();
  CHECK(at.hand_back(refused, verdict::answered) == breaker_change::none);
  CHECK_FALSE(at.ask().granted);
}

TEST_CASE("U14 another engine begins with a closed breaker, whatever the one before does") {
  bench at;
  const auto early = at.ask();
  at.open();
  const auto probe = at.probe_after(seconds(1));
  at.one.forget();
  CHECK(at.ask().granted);
  for (int i = 0; i < 9; ++i) CHECK(at.hand_back(i % 2 == 0 ? early : probe, verdict::failed) == breaker_change::none);
  CHECK(at.ask().granted);
  at.open();
}

TEST_CASE("U14 with 0 failures the breaker never opens, and an open one lets everybody through") {
  bench at;
  at.limits.failures = 0;
  for (int i = 0; i < 100; ++i) CHECK(at.request(verdict::failed) == breaker_change::none);
  bench other;
  other.open();
  other.limits.failures = 0;
  CHECK(other.ask().granted);
  CHECK(other.request(verdict::failed) == breaker_change::none);
  CHECK(other.ask().granted);
}

TEST_CASE("U14 what counts as a failure of the engine") {
  struct row {
    kind what;
    verdict expected;
  };
  for (const row& r :
       {row{kind::upstream_unreachable, verdict::failed}, row{kind::upstream_connect_timeout, verdict::failed},
        row{kind::upstream_timeout, verdict::failed}, row{kind::upstream_reset, verdict::broken},
        row{kind::upstream_malformed, verdict::answered}, row{kind::upstream_too_large, verdict::answered},
        row{kind::overloaded, verdict::untried}, row{kind::internal, verdict::untried}})
    CHECK(verdict_of(routes::failure(r.what)) == r.expected);
  CHECK(verdict_of(std::nullopt) == verdict::answered);
}

}  // namespace ramal::rules
