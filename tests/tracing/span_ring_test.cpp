// Records go from one thread to another in order; what does not fit is dropped and counted.
#include "proxy/tracing/span_ring.hpp"

#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace ramal::tracing {
namespace {

span_record record(std::uint64_t number, asked_server whom = asked_server::none) {
  span_record made;
  made.began = number;
  made.whom = whom;
  return made;
}

std::vector<std::uint64_t> drained(span_ring& from) {
  std::vector<std::uint64_t> numbers;
  from.drain([&](const span_record& one) { numbers.push_back(one.began); });
  return numbers;
}

}  // namespace

TEST_CASE("records come out once, the oldest first, over the end of the ring, too") {
  span_ring ring(3);
  CHECK(drained(ring).empty());
  for (std::uint64_t i = 0; i < 9; i += 3) {
    for (std::uint64_t j = i; j < i + 3; ++j) ring.push(record(j));
    CHECK(drained(ring) == std::vector<std::uint64_t>{i, i + 1, i + 2});
  }
  CHECK(drained(ring).empty());
  CHECK(ring.dropped() == 0);
}

TEST_CASE("a full ring keeps what it has, and counts the spans that it drops") {
  span_ring ring(2);
  for (std::uint64_t i = 0; i < 2; ++i) ring.push(record(i));
  ring.push(record(2));
  ring.push(record(3, asked_server::engine));
  CHECK(ring.dropped() == 3);
  CHECK(drained(ring) == std::vector<std::uint64_t>{0, 1});
  ring.push(record(4));
  CHECK(drained(ring) == std::vector<std::uint64_t>{4});
}

TEST_CASE("a record that could not be taken is there the next time") {
  span_ring ring(2);
  ring.push(record(1));
  CHECK_THROWS_AS(ring.drain([](const span_record&) { throw std::bad_alloc(); }), std::bad_alloc);
  CHECK(drained(ring) == std::vector<std::uint64_t>{1});
}

TEST_CASE("one thread writes while another one reads") {
  constexpr std::uint64_t all = 100'000;
  const auto ring = std::make_unique<span_ring>(64);
  std::thread writer([&] {
    for (std::uint64_t i = 0; i < all; ++i) ring->push(record(i));
  });
  std::uint64_t seen = 0, last = 0;
  bool in_order = true;
  const auto take = [&](const span_record& one) {
    in_order = in_order && (seen == 0 || one.began > last);
    last = one.began;
    ++seen;
  };
  while (seen + ring->dropped() < all) ring->drain(take);
  writer.join();
  ring->drain(take);
  CHECK(in_order);
  CHECK(seen + ring->dropped() == all);
}

TEST_CASE("a record holds the longest name of a key") {
  span_record made;
  CHECK(made.key_name().empty());
  made.name_key("shop");
  CHECK(made.key_name() == "shop");
  const std::string longest(64, 'k');
  made.name_key(longest);
  CHECK(made.key_name() == longest);
}

}  // namespace ramal::tracing
