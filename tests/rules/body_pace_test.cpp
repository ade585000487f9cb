// The least speed of a body (contracts/gateway.md section 3).
#include "proxy/rules/body_pace.hpp"

#include <catch2/catch.hpp>

namespace ramal::rules {
namespace {

using namespace std::chrono_literals;

// How long a body lives that moves `bytes` each `period`, up to a minute.
std::chrono::nanoseconds life(std::size_t bytes, std::chrono::nanoseconds period) {
  body_pace pace({1'024, 10s});
  std::chrono::nanoseconds time{};
  while (time < 60s) {
    const auto wait = std::min(period, pace.left());
    time += wait;
    pace.waited(wait);
    if (wait < period) return time;
    pace.moved(bytes);
  }
  return time;
}

}  // namespace

TEST_CASE("a body that stands still lives as long as the patience") {
  body_pace pace({1'024, 10s});
  CHECK(pace.left() == 10s);
  pace.waited(4s);
  CHECK(pace.left() == 6s);
  pace.waited(7s);
  CHECK(pace.left() == 0s);
}

TEST_CASE("a body at the least speed lives, a slower one does not for long") {
  CHECK(life(1'024, 1s) >= 60s);
  CHECK(life(5'120, 5s) >= 60s);
  CHECK(life(512, 1s) < 25s);
  CHECK(life(1, 5s) < 16s);
  CHECK(life(1, 9s) < 16s);
}

TEST_CASE("what a body was faster before does not count for longer than the patience") {
  body_pace pace({1'024, 10s});
  pace.moved(100 * 1'048'576);
  CHECK(pace.left() == 10s);
  pace.waited(9s);
  pace.moved(static_cast<std::size_t>(-1));
  CHECK(pace.left() == 10s);
  pace.waited(3s);
  pace.moved(1'536);
  CHECK(pace.left() == 8'500ms);
}

TEST_CASE("any rate and any patience make a pace") {
  for (const std::size_t rate : {std::size_t{1}, std::size_t{1'048'576}}) {
    for (const std::chrono::nanoseconds patience : {std::chrono::nanoseconds(1ms), std::chrono::nanoseconds(10min)}) {
      body_pace pace({rate, patience});
      pace.waited(patience);
      CHECK(pace.left() == 0ns);
      pace.moved(rate * 1'000);
      CHECK(pace.left() == patience);
    }
  }
}

}  // namespace ramal::rules
