// What the limit of open files leaves for clients (http-rules.md L6).
#include <catch2/catch.hpp>

#include "proxy/rules/connection_cap.hpp"

namespace ramal::rules {

TEST_CASE("L6 clients get what is configured, or what the engine and Ramal itself leave") {
  const descriptor_needs usual{20'000, 512, 2, 1};
  const std::size_t kept = descriptors_kept(usual);
  CHECK(kept >= 512 + 2 * 3);
  CHECK(kept < 700);
  CHECK(connection_cap(1'000'000, usual) == 20'000u);
  CHECK(connection_cap(20'000, usual) == 20'000 - kept);
  CHECK(connection_cap(kept + 64, usual) == 64u);
}

TEST_CASE("L6 too few descriptors are no room at all") {
  const descriptor_needs usual{20'000, 512, 2, 1};
  CHECK_FALSE(connection_cap(descriptors_kept(usual) + 63, usual));
  CHECK_FALSE(connection_cap(0, usual));
  const descriptor_needs few{5, 10, 1, 1};
  CHECK(connection_cap(descriptors_kept(few) + 5, few) == 5u);
  CHECK_FALSE(connection_cap(descriptors_kept(few) + 4, few));
}

TEST_CASE("L6 above 80 % of the room it is crowded") {
  CHECK_FALSE(is_crowded(80, 100));
  CHECK(is_crowded(81, 100));
  CHECK(is_crowded(1, 1));
  CHECK_FALSE(is_crowded(0, 1));
}

}  // namespace ramal::rules
