#include <catch2/catch.hpp>

#include "proxy/inspector/recorder.hpp"

namespace ramal::inspector {
namespace {

using namespace std::chrono_literals;

const recorder::time_point start{1h};

exchange with_body(std::size_t bytes) {
  exchange made;
  made.bot_got.emplace().body.assign(bytes, 'x');
  return made;
}

std::vector<std::uint64_t> seqs(const std::vector<recorder::shown>& of) {
  std::vector<std::uint64_t> made;
  for (const auto& one : of) made.push_back(one->seq);
  return made;
}

using list = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("the inspector is off until it is turned on, and ends by itself") {
  recorder at;
  CHECK_FALSE(at.is_on());
  CHECK_FALSE(at.takes(start));
  at.turn_on_until(start + 15min);
  CHECK(at.is_on());
  CHECK(at.takes(start + 15min - 1ns));
  CHECK(at.look(start).until == start + 15min);
  CHECK_FALSE(at.takes(start + 15min));
  CHECK_FALSE(at.is_on());
  CHECK_FALSE(at.look(start).on);
}

TEST_CASE("an inspector that the configuration turns on has no end, and can be turned off") {
  recorder at;
  at.turn_on();
  CHECK(at.takes(start + 1'000h));
  CHECK(at.look(start).on);
  CHECK_FALSE(at.look(start).until);
  at.turn_off();
  CHECK_FALSE(at.is_on());
}

TEST_CASE("the last exchanges are kept, by number and by bytes") {
  recorder at({3, 1'000'000});
  for (int i = 0; i < 5; ++i) at.push(with_body(1));
  CHECK(seqs(at.behind(0, 10)) == list{3, 4, 5});
  CHECK(at.last() == 5);
  recorder small({500, 10'000});
  for (int i = 0; i < 20; ++i) small.push(with_body(3'000));
  CHECK(small.behind(0, 500).size() < 4);
  CHECK(small.behind(0, 500).back()->seq == 20);
  small.push(with_body(50'000));  // one is always there
  CHECK(seqs(small.behind(0, 500)) == list{21});
}

TEST_CASE("who asks for what came behind the last one gets that, in order") {
  recorder at;
  for (int i = 0; i < 10; ++i) at.push(with_body(1));
  CHECK(seqs(at.behind(7, 10)) == list{8, 9, 10});
  CHECK(seqs(at.behind(0, 2)) == list{9, 10});
  CHECK(seqs(at.next_behind(3, 2)) == list{4, 5});
  CHECK(at.behind(10, 5).empty());
  CHECK(at.next_behind(99, 5).empty());
}

TEST_CASE("one exchange is found by its number while it is kept") {
  recorder at({2, 1'000'000});
  for (int i = 0; i < 3; ++i) at.push(with_body(1));
  REQUIRE(at.find(2));
  CHECK(at.find(2)->seq == 2);
  CHECK_FALSE(at.find(1));
  CHECK_FALSE(at.find(0));
  CHECK_FALSE(at.find(4));
}

}  // namespace ramal::inspector
