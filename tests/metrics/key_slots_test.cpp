#include "proxy/metrics/key_slots.hpp"

#include <catch2/catch.hpp>

namespace ramal::metrics {

TEST_CASE("a key keeps its number over reloads, whatever is added, removed or moved") {
  key_slots slots(200);
  const auto first = slots.slots_of({"shop", "bank"});
  CHECK(first == std::vector<key_slot>{2, 3});
  CHECK(slots.slots_of({"new", "bank", "shop"}) == std::vector<key_slot>{4, 3, 2});
  CHECK(slots.slots_of({"bank"}) == std::vector<key_slot>{3});
  CHECK(slots.slots_of({"shop"}) == std::vector<key_slot>{2});
  CHECK(slots.name(2) == "shop");
  CHECK(slots.name(other_keys) == "_other");
  CHECK(slots.name(native_keys) == "native");
}

TEST_CASE("ten thousand keys share the number of the others behind the bound") {
  key_slots slots(200);
  std::vector<std::string> names;
  for (int i = 0; i < 10'000; ++i) names.push_back("key" + std::to_string(i));
  const auto made = slots.slots_of(names);
  CHECK(slots.size() == 202);
  CHECK(made[199] == 201);
  for (std::size_t i = 200; i < made.size(); ++i) REQUIRE(made[i] == other_keys);
  CHECK(slots.slots_of({"key7", "key9999"}) == std::vector<key_slot>{9, other_keys});
  CHECK(slots.size() == 202);
}

TEST_CASE("a bound of 0 counts all keys together, and none is larger than what a worker has room for") {
  CHECK(key_slots(0).slots_of({"shop"}) == std::vector<key_slot>{other_keys});
  key_slots largest(1'000'000);
  std::vector<std::string> names;
  for (int i = 0; i < 2'000; ++i) names.push_back("key" + std::to_string(i));
  largest.slots_of(names);
  CHECK(largest.size() == most_key_slots);
}

}  // namespace ramal::metrics
