// Buckets (http-rules.md L10, K10), with a clock that the test moves.
#include <catch2/catch.hpp>

#include <atomic>
#include <thread>
#include <vector>

#include "proxy/rules/rate.hpp"

namespace ramal::rules {
namespace {

using namespace std::chrono_literals;
constexpr instant start{std::chrono::hours(1)};
constexpr rate twenty = rate_of(20, 1s, 40);

unsigned taken_at(bucket& from, instant now, const rate& at) {
  unsigned taken = 0;
  while (taken < 10'000 && from.take(now, at) == 0ns) ++taken;
  return taken;
}

}  // namespace

TEST_CASE("a bucket gives its burst at once, then says how long until the next") {
  bucket one;
  CHECK(one.is_full(start));
  CHECK(taken_at(one, start, twenty) == 40);
  CHECK_FALSE(one.is_full(start));
  CHECK(one.take(start, twenty) == 50ms);
  CHECK(one.take(start + 20ms, twenty) == 30ms);
  CHECK(one.wait(start + 50ms, twenty) == 0ns);
  CHECK(one.take(start + 50ms, twenty) == 0ns);
  CHECK(one.take(start + 50ms, twenty) == 50ms);
}

TEST_CASE("a bucket fills at its rate, and no further than its burst") {
  bucket one;
  taken_at(one, start, twenty);
  CHECK(taken_at(one, start + 1s, twenty) == 20);
  CHECK(taken_at(one, start + 24h, twenty) == 40);
}

TEST_CASE("in the long run a bucket gives its rate, however often it is asked") {
  bucket one;
  unsigned taken = 0;
  for (auto now = start; now < start + 100s; now += 1ms) taken += one.take(now, twenty) == 0ns ? 1 : 0;
  CHECK(taken == 40 + 1'999);
}

TEST_CASE("what is refused costs nothing, and looking costs nothing") {
  bucket one;
  taken_at(one, start, twenty);
  for (int i = 0; i < 1'000; ++i) {
    CHECK(one.take(start, twenty) > 0ns);
    one.wait(start, twenty);
  }
  CHECK(one.take(start + 50ms, twenty) == 0ns);
}

TEST_CASE("a burst of one spaces requests evenly") {
  const rate slow = rate_of(1, 1min, 1);
  bucket one;
  CHECK(one.take(start, slow) == 0ns);
  CHECK(one.take(start + 59s, slow) == 1s);
  CHECK(one.take(start + 1min, slow) == 0ns);
}

TEST_CASE("another rate takes effect on a bucket that is in use") {
  bucket one;
  taken_at(one, start, twenty);
  CHECK(one.wait(start, rate_of(1'000, 1s, 4'000)) == 0ns);
  CHECK(one.wait(start, rate_of(1, 1s, 1)) == 2s);  // what was used counts
}

TEST_CASE("the largest rate that can be configured overflows nothing") {
  const rate most = rate_of(1, 1min, 1'000'000);
  bucket one;
  for (int i = 0; i < 1'000'000; ++i) REQUIRE(one.take(start, most) == 0ns);
  CHECK(one.take(start, most) == 1min);
}

TEST_CASE("threads that share a bucket get its burst together") {
  bucket shared;
  std::atomic<unsigned> taken{0};
  std::vector<std::thread> all;
  for (int i = 0; i < 4; ++i) all.emplace_back([&] { taken += taken_at(shared, start, rate_of(20, 1s, 4'000)); });
  for (std::thread& each : all) each.join();
  CHECK(taken == 4'000);
}

TEST_CASE("Retry-After is in whole seconds, rounded up") {
  CHECK(seconds_of(0ns) == 1);
  CHECK(seconds_of(1ns) == 1);
  CHECK(seconds_of(1s) == 1);
  CHECK(seconds_of(1s + 1ns) == 2);
  CHECK(seconds_of(24h * 365) == 65'535);
}

}  // namespace ramal::rules
