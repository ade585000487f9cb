// How much of a worker's requests is captured (console.md section 3).
#include <catch2/catch.hpp>

#include "proxy/inspector/capture_budget.hpp"

namespace ramal::inspector {
namespace {

using namespace std::chrono_literals;

const capture_budget::time_point start{1h};

// How many of `asked` requests of `bytes` each are captured at that time.
int captured(capture_budget& at, capture_budget::time_point now, int asked, std::size_t bytes) {
  int count = 0;
  for (int i = 0; i < asked; ++i) {
    if (!at.allows(now)) continue;
    at.spend(bytes);
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("behind so many bytes at once exchanges are skipped and counted, until time has passed") {
  capture_budget at({1'000, 5'000});
  CHECK(captured(at, start, 20, 500) == 10);
  CHECK(at.take_skipped() == 10);
  CHECK(at.take_skipped() == 0);
  CHECK(captured(at, start + 1s, 20, 500) == 2);
  CHECK(captured(at, start + 1s + 500ms, 20, 500) == 1);
  CHECK(at.take_skipped() == 37);
}

TEST_CASE("after a silence there is room for as much as at the start, and for no more") {
  capture_budget at({1'000, 5'000});
  CHECK(captured(at, start, 20, 500) == 10);
  CHECK(captured(at, start + 24h, 20, 500) == 10);
}

TEST_CASE("an exchange that is larger than what is left is captured, and those behind it wait for what it took") {
  capture_budget at({1'000, 5'000});
  CHECK(captured(at, start, 1, 8'000) == 1);
  CHECK(captured(at, start + 3s, 1, 1) == 0);
  CHECK(captured(at, start + 3s + 2ms, 1, 1) == 1);
}

TEST_CASE("what grows in very short times is not lost") {
  capture_budget at({1'000, 1});
  CHECK(captured(at, start, 1, 1) == 1);
  int count = 0;
  for (int i = 1; i <= 10'000; ++i) count += captured(at, start + i * 100us, 1, 1);
  CHECK(count >= 990);
  CHECK(count <= 1'000);
}

}  // namespace ramal::inspector
