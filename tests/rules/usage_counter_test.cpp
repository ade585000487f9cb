// What limits remember of clients: bounded memory, and no client is forgotten too early.
#include <catch2/catch.hpp>

#include <set>

#include "proxy/rules/usage_counter.hpp"

namespace ramal::rules {
namespace {

using namespace std::chrono_literals;
constexpr instant start{std::chrono::hours(1)};
constexpr rate slow = rate_of(1, 1s, 2);

}  // namespace

TEST_CASE("a usage counter counts up to a bound, and a scoped one leaves at its end") {
  usage_counter one;
  CHECK(one.enter(2));
  {
    CHECK(one.enter(2));
    const scoped_usage second(one);
    CHECK_FALSE(one.enter(2));
    CHECK(one.inside() == 2);
  }
  CHECK(one.inside() == 1);
  scoped_usage first(one);
  scoped_usage moved = std::move(first);
  moved.end();
  moved.end();
  CHECK(one.inside() == 0);
}

TEST_CASE("a usage counter has seen the last few that were remembered") {
  usage_counter key;
  constexpr std::uint64_t who = 0x0123'4567'0000'0000;
  CHECK_FALSE(key.has_seen(who));
  CHECK_FALSE(key.has_seen(0));
  for (std::uint64_t i = 0; i < 3; ++i) key.remember(who + (i << 40));
  for (std::uint64_t i = 0; i < 3; ++i) CHECK(key.has_seen(who + (i << 40)));
  key.remember(who + (3ull << 40));
  CHECK(key.has_seen(who + (3ull << 40)));
  CHECK_FALSE(key.has_seen(who));
}

TEST_CASE("a name finds the same usage counter again, other names other ones") {
  usage_table table(1'024);
  std::set<usage_counter*> different;
  for (std::uint64_t name = 0; name < 1'024; ++name) {
    usage_counter& one = table.find(name, start);
    CHECK(one.enter(1));
    different.insert(&one);
  }
  CHECK(different.size() == 1'024);
  for (std::uint64_t name = 0; name < 1'024; ++name) CHECK(table.find(name, start).inside() == 1);
}

TEST_CASE("in a full table the one that has been idle for longest gives way, a busy one never does") {
  usage_table table(8);
  REQUIRE(table.size() == 8);
  for (std::uint64_t name = 1; name <= 8; ++name)
    table.find(name, start).pace.take(start + std::chrono::seconds(name), slow);
  const auto now = start + 5s;  // 1 to 4 are idle again, 1 for longest
  usage_counter& counted = table.find(1, now);
  counted.enter(1);
  table.find(2, now).remember(7ull << 32);
  usage_counter& taken = table.find(9, now);
  CHECK(&table.find(1, now) == &counted);
  CHECK_FALSE(taken.has_seen(7ull << 32));
  CHECK(taken.pace.take(now, slow) == 0ns);
  CHECK(&table.find(9, now) == &taken);
  CHECK(table.find(8, now).pace.wait(now, slow) == 3s);  // 8's own: nobody took it
}

TEST_CASE("where all are busy two share one: never looser") {
  usage_table table(8);
  for (std::uint64_t name = 1; name <= 8; ++name) table.find(name, start).enter(1);
  CHECK_FALSE(table.find(9, start).enter(1));
}

TEST_CASE("a million names take no more memory than one") {
  usage_table table(64);
  for (std::uint64_t name = 0; name < 1'000'000; ++name)
    table.find(name * 0x9e3779b97f4a7c15, start).pace.take(start, slow);
  CHECK(table.size() == 64);
}

}  // namespace ramal::rules
