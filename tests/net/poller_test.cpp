// The event loop, where no system test looks.
#include <catch2/catch.hpp>

#include "proxy/net/poller.hpp"

namespace ramal::net {

TEST_CASE("a bounded number of writers is put off, anew in each round") {
  poller loop;
  std::size_t first = 0, second = 0;
  const auto fill = [&loop] {
    std::size_t count = 0;
    while (count < 100'000 && loop.put_off(std::noop_coroutine())) ++count;
    return count;
  };
  first = fill();
  loop.post([&] {});
  loop.run(std::chrono::milliseconds(0), [&](flow::time_point) {
    second = fill();
    loop.stop();
  });
  CHECK(first == 256);
  CHECK(second == first);
}

}  // namespace ramal::net
