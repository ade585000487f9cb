#include "engine/call_book.hpp"

#include <catch2/catch.hpp>

#include "tests/engine/world.hpp"

using namespace ramal::engine;

namespace {

call numbered(int number, time_point at) {
  call one;
  one.id = "call_" + std::to_string(number);
  one.external_id = "X" + std::to_string(number);
  one.created_at = at;
  one.status = call_status::completed;
  return one;
}

constexpr time_point start{std::chrono::hours(1)};

}  // namespace

TEST_CASE("a call is found by either of its ids") {
  call_book book;
  book.add(numbered(1, start));
  REQUIRE(book.find("call_1"));
  CHECK(book.find("X1") == book.find("call_1"));
  CHECK(book.find("call_2") == nullptr);
  CHECK(book.find("") == nullptr);
}

TEST_CASE("a page lists newest first and strictly before the given moment") {
  call_book book;
  for (int i = 0; i < 5; ++i) book.add(numbered(i, start + milliseconds(i)));
  const auto page = book.list(2, start + milliseconds(4));
  REQUIRE(page.size() == 2);
  CHECK(page[0]->id == "call_3");
  CHECK(page[1]->id == "call_2");
  CHECK(book.list(100, start).empty());
  CHECK(book.list(100, std::nullopt).size() == 5);
}

TEST_CASE("a page of a hundred out of a hundred thousand calls looks at some hundred and twenty") {
  call_book book;
  for (int i = 0; i < 100'000; ++i) book.add(numbered(i, start + milliseconds(i)));
  std::size_t steps = 0;
  CHECK(book.list(100, std::nullopt, &steps).front()->id == "call_99999");
  CHECK(steps <= 100);
  for (const int before : {1, 50'000, 99'999}) {
    const auto page = book.list(100, start + milliseconds(before), &steps);
    CHECK(page.front()->id == "call_" + std::to_string(before - 1));
    CHECK(steps <= 100 + 18);
  }
}

TEST_CASE("a full book drops its oldest ended calls and keeps those that run") {
  call_book book(3);
  for (int i = 0; i < 4; ++i) book.add(numbered(i, start + milliseconds(i)));
  CHECK(book.size() == 3);
  CHECK(book.find("call_0") == nullptr);
  CHECK(book.find("X0") == nullptr);
  CHECK(book.at(0) == nullptr);
  REQUIRE(book.at(1));
  CHECK(book.at(1)->id == "call_1");
  book.at(1)->status = call_status::accepted;
  book.add(numbered(4, start + milliseconds(4)));
  CHECK(book.find("call_1"));
  CHECK(book.size() == 4);
}

TEST_CASE("a hundred thousand calls through the API page through to the first one") {
  test::test_engine engine;
  for (int i = 0; i < 100'000; ++i) {
    engine.ask("POST", "/v1/calls", "ps_web", R"({"to":"+5511988887777"})");
    engine.pass(milliseconds(1));
  }
  std::size_t seen = 0;
  std::string before;
  for (;;) {
    const auto calls = engine.ask("GET", "/v1/calls?limit=100" + before, "ps_web").json().at("calls").as_array();
    if (calls.empty()) break;
    seen += calls.size();
    before = "&before=" + std::string(std::string_view(calls.back().at("createdAt").as_string()));
    if (seen > 5'000) break;  // the rest is the same
  }
  CHECK(seen == 5'100);
  const test::reply first = engine.ask("GET", "/v1/calls?before=2026-01-31T12:00:00.002Z", "ps_web");
  CHECK(first.json().at("calls").as_array().size() == 2);
}
