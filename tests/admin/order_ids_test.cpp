// Which orders of the console's page came before (console.md section 4).
#include "proxy/admin/order_ids.hpp"

#include <catch2/catch.hpp>

namespace ramal::admin {

TEST_CASE("O6 an id of an order is taken once, and none at all each time") {
  order_ids ids("run1-");
  CHECK(ids.take("run1-a") == order_verdict::is_new);
  CHECK(ids.take("run1-a") == order_verdict::repeated);
  CHECK(ids.take("run1-b") == order_verdict::is_new);
  CHECK(ids.take("run1-a") == order_verdict::repeated);
  for (int i = 0; i < 2; ++i) CHECK(ids.take("") == order_verdict::is_new);
}

TEST_CASE("O6 an id that does not begin as those of this run is never taken") {
  order_ids ids("run1-");
  for (const char* id : {"run2-a", "a", "run1", "RUN1-a", " run1-a"}) {
    INFO(id);
    for (int i = 0; i < 2; ++i) CHECK(ids.take(id) == order_verdict::of_another_run);
  }
}

TEST_CASE("O6 the last 256 ids of orders are known") {
  order_ids ids("r-");
  const auto id = [](int number) { return "r-" + std::to_string(number); };
  for (int i = 0; i < 1'000; ++i) CHECK(ids.take(id(i)) == order_verdict::is_new);
  CHECK(ids.take(id(744)) == order_verdict::repeated);
  CHECK(ids.take(id(999)) == order_verdict::repeated);
  CHECK(ids.take(id(743)) == order_verdict::is_new);
}

TEST_CASE("O6 two runs have different prefixes of orders") {
  const std::string one = make_order_prefix();
  CHECK(one.size() == 17);
  CHECK(one.find_first_not_of("0123456789abcdef") == 16);
  CHECK(one != make_order_prefix());
}

}  // namespace ramal::admin
