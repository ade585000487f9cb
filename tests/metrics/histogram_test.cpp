#include "proxy/metrics/series_table.hpp"

#include <memory>

#include <catch2/catch.hpp>

namespace ramal::metrics {

using namespace std::chrono_literals;

TEST_CASE("a duration falls into the first class whose end it does not pass") {
  histogram seen;
  for (const microseconds took : {0us, 5'000us, 5'001us, 10'000us, 9'999'999us, 10'000'000us, 10'000'001us}) {
    seen.observe(took);
  }
  const histogram_values read = seen.values();
  CHECK(read.counts[0] == 2);
  CHECK(read.counts[1] == 2);
  CHECK(read.counts[13] == 2);
  CHECK(read.counts[14] == 1);
  CHECK(read.total() == 7);
  CHECK(read.sum_microseconds == 0 + 5'000 + 5'001 + 10'000 + 9'999'999 + 10'000'000 + 10'000'001);
}

TEST_CASE("a negative duration counts as none") {
  histogram seen;
  seen.observe(-3us);
  CHECK(seen.values().counts[0] == 1);
  CHECK(seen.values().sum_microseconds == 0);
}

TEST_CASE("the classes of two workers are added up") {
  histogram one, other;
  one.observe(1ms);
  other.observe(1ms);
  other.observe(20s);
  histogram_values sum = one.values();
  sum.add(other.values());
  CHECK(sum.counts[0] == 2);
  CHECK(sum.counts[class_count - 1] == 1);
  CHECK(sum.sum_microseconds == 20'002'000);
}

namespace {

template <class Table>
std::size_t series_in(const Table& of) {
  std::size_t count = 0;
  of.each([&](std::size_t, std::size_t, const histogram_values&) { ++count; });
  return count;
}

}  // namespace

TEST_CASE("a table has only the series that were observed, each under its row and column") {
  series_table<3, 4, 8> seen;
  CHECK(series_in(seen) == 0);
  seen.observe(2, 1, 1ms);
  seen.observe(2, 1, 2ms);
  seen.observe(0, 0, 3ms);
  CHECK(series_in(seen) == 2);
  seen.each([](std::size_t row, std::size_t column, const histogram_values& read) {
    if (row == 2) {
      CHECK(column == 1);
      CHECK(read.total() == 2);
      CHECK(read.sum_microseconds == 3'000);
    } else {
      CHECK(row == 0);
      CHECK(column == 0);
      CHECK(read.total() == 1);
    }
  });
  CHECK(seen.rest().total() == 0);
}

TEST_CASE("a table does not grow beyond its bound, and loses nothing that it is told") {
  const auto seen = std::make_unique<series_table<100, 100, 7>>();
  for (std::size_t row = 0; row < 100; ++row)
    for (std::size_t column = 0; column < 100; ++column) seen->observe(row, column, 1ms);
  CHECK(series_in(*seen) == 7);
  CHECK(seen->rest().total() == 10'000 - 7);
  seen->observe(0, 0, 1ms);
  CHECK(seen->rest().total() == 10'000 - 7);
}

TEST_CASE("a row or column that a table does not have is counted with the rest") {
  series_table<3, 4, 8> seen;
  seen.observe(3, 0, 1ms);
  seen.observe(0, 4, 1ms);
  CHECK(series_in(seen) == 0);
  CHECK(seen.rest().total() == 2);
}

}  // namespace ramal::metrics
