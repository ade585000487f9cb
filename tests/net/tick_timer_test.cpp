// When a loop's tick is due, and what is known of a loop that was held up (http-rules.md O7). Time is what the test says.
#include <catch2/catch.hpp>

#include "proxy/net/loop/tick_timer.hpp"

namespace ramal::net {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr milliseconds tick{100};
const flow::time_point start{hours(10)};

tick_timer begun() {
  tick_timer timer;
  timer.begin(start, tick);
  return timer;
}

// The timer after a tick that took place so much behind the one before it.
tick_timer after(milliseconds gap) {
  tick_timer timer = begun();
  timer.passed(start + gap);
  return timer;
}

}  // namespace

TEST_CASE("a tick is due one length after the one before it, not sooner") {
  const tick_timer timer = begun();
  CHECK_FALSE(timer.is_due(start + tick - microseconds(1)));
  CHECK(timer.is_due(start + tick));
  CHECK(timer.milliseconds_left(start) == 100);
  CHECK(timer.milliseconds_left(start + tick - microseconds(1)) == 1);
  CHECK(timer.milliseconds_left(start + tick) == 0);
  CHECK(timer.milliseconds_left(start + hours(1)) == 0);
  CHECK(after(tick + milliseconds(30)).milliseconds_left(start + tick + milliseconds(30)) == 100);
}

TEST_CASE("O7 a loop whose tick is five lengths late was held up, and says so for ten") {
  const flow::time_point woke = start + 6 * tick + milliseconds(1);
  CHECK_FALSE(after(6 * tick).has_just_resumed(start + 6 * tick));
  const tick_timer timer = after(6 * tick + milliseconds(1));
  CHECK(timer.has_just_resumed(woke));
  CHECK(timer.has_just_resumed(woke + 10 * tick - microseconds(1)));
  CHECK_FALSE(timer.has_just_resumed(woke + 10 * tick));
}

TEST_CASE("O7 waits that ended while the loop was held up are spared until it has run for a while") {
  const flow::time_point woke = start + hours(1);
  const tick_timer timer = after(hours(1));
  CHECK(timer.spared(woke) == woke);
  CHECK(timer.spared(woke + 10 * tick) == flow::time_point::min());
  CHECK(begun().spared(start) == flow::time_point::min());
}

TEST_CASE("O7 a loop that is always late ends waits, too") {
  tick_timer timer = begun();
  flow::time_point now = start;
  int said = 0, spared = 0;
  for (int i = 0; i < 30; ++i) {
    now += 7 * tick;
    timer.passed(now);
    said += timer.has_just_resumed(now) ? 1 : 0;
    spared += timer.spared(now) == now ? 1 : 0;
  }
  CHECK(said > 0);
  CHECK(said < 30);
  CHECK(spared <= 10);
}

}  // namespace ramal::net
