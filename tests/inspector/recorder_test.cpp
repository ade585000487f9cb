#include <thread>

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

TEST_CASE("deliveries and requests are one list, in the order in which they came") {
  recorder at;
  at.push(with_body(1));
  at.push_delivery(with_body(1));
  at.push_delivery(with_body(1));
  at.push(with_body(1));
  at.push_delivery(with_body(1));
  CHECK(at.last() == 5);
  CHECK(seqs(at.behind(0, 10)) == list{1, 2, 3, 4, 5});
  CHECK(seqs(at.behind(0, 2)) == list{4, 5});
  CHECK(seqs(at.behind(2, 2)) == list{4, 5});
  CHECK(seqs(at.next_behind(0, 3)) == list{1, 2, 3});
  CHECK(seqs(at.next_behind(3, 10)) == list{4, 5});
  CHECK(at.next_behind(0, 0).empty());
  REQUIRE(at.find(3));
  CHECK(at.find(3)->seq == 3);
  CHECK(at.find(4)->seq == 4);
}

TEST_CASE("however many deliveries there are, no request is driven out, and the other way round") {
  recorder at({3, 1'000'000, 2, 1'000'000});
  at.push(with_body(1));
  for (int i = 0; i < 10; ++i) at.push_delivery(with_body(1));
  CHECK(seqs(at.behind(0, 100)) == list{1, 10, 11});
  for (int i = 0; i < 10; ++i) at.push(with_body(1));
  CHECK(seqs(at.behind(0, 100)) == list{10, 11, 19, 20, 21});
  recorder small({500, 1'000'000, 500, 10'000});
  for (int i = 0; i < 20; ++i) small.push_delivery(with_body(3'000));
  CHECK(small.behind(0, 500).size() < 4);
}

TEST_CASE("a reader that goes on where it stopped misses none, while both rings grow") {
  recorder at({100'000, std::size_t{1} << 30, 100'000, std::size_t{1} << 30});
  constexpr std::uint64_t each = 2'000;
  std::thread worker([&] {
    for (std::uint64_t i = 0; i < each; ++i) at.push(exchange{});
  });
  std::thread deliveries([&] {
    for (std::uint64_t i = 0; i < each; ++i) at.push_delivery(exchange{});
  });
  std::uint64_t next = 1;
  bool in_order = true;
  while (in_order && next <= 2 * each)
    for (const auto& one : at.next_behind(next - 1, 50)) in_order = in_order && one->seq == next++;
  worker.join();
  deliveries.join();
  CHECK(in_order);
  CHECK(at.last() == 2 * each);
}

}  // namespace ramal::inspector
