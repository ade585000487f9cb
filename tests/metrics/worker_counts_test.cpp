#include "proxy/metrics/worker_counts.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

#include <catch2/catch.hpp>

namespace ramal::metrics {
namespace {

using namespace std::chrono_literals;
using routes::failure_kind;
using routes::operation;

const routes::route& row_named(std::string_view pattern) {
  const auto all = routes::routes();
  return *std::ranges::find(all, pattern, &routes::route::pattern);
}

std::uint64_t count_of(const call_cells& of, operation what, outcome how) {
  return of[static_cast<std::size_t>(what)][static_cast<std::size_t>(how)].value();
}

finished_request good_start() {
  finished_request made;
  made.row = &row_named("/call/start");
  made.status = 201;
  made.engine = 4ms;
  made.native_status = 201;
  made.total = 6ms;
  return made;
}

finished_request failed(failure_kind why, outcome became, std::uint16_t status) {
  finished_request made = good_start();
  made.status = status;
  made.failure = why;
  made.became = became;
  made.native_status = 0;
  return made;
}

template <class Table>
std::uint64_t total_of(const Table& of) {
  std::uint64_t all = of.rest().total();
  of.each([&](std::size_t, std::size_t, const histogram_values& read) { all += read.total(); });
  return all;
}

}  // namespace

TEST_CASE("a start that succeeds is counted once on each side, and for its key") {
  const auto counts = std::make_unique<worker_counts>();
  counts->reserve_keys(4);
  finished_request start = good_start();
  start.key = key_slot{3};
  counts->count(start);
  CHECK(total_of(counts->served) == 1);
  CHECK(total_of(counts->asked) == 1);
  CHECK(counts->queued.values().total() == 1);
  CHECK(count_of(counts->calls, operation::start, outcome::ok) == 1);
  CHECK(count_of(*counts->of_key(3), operation::start, outcome::ok) == 1);
  CHECK(count_of(*counts->of_key(2), operation::start, outcome::ok) == 0);
  CHECK(counts->unknown_calls.value() == 0);
}

TEST_CASE("a start that the engine may have although it failed is a call that nobody knows") {
  const auto counts = std::make_unique<worker_counts>();
  counts->count(failed(failure_kind::upstream_timeout, outcome::unknown, 504));
  CHECK(counts->unknown_calls.value() == 1);
  counts->count(failed(failure_kind::upstream_unreachable, outcome::not_sent, 502));
  CHECK(counts->unknown_calls.value() == 1);
  finished_request hangup = failed(failure_kind::upstream_timeout, outcome::unknown, 504);
  hangup.row = &row_named("/call/hangup");
  counts->count(hangup);
  CHECK(counts->unknown_calls.value() == 1);
  CHECK(count_of(counts->calls, operation::hangup, outcome::unknown) == 1);
}

TEST_CASE("why the engine gave no answer stands in place of its status") {
  const auto counts = std::make_unique<worker_counts>();
  counts->count(failed(failure_kind::upstream_timeout, outcome::unknown, 504));
  bool seen = false;
  counts->asked.each([&](std::size_t row, std::size_t column, const histogram_values&) {
    seen = true;
    CHECK(engine_method_names[row] == "POST");
    REQUIRE(column >= status_count);
    CHECK(engine_error_names[column - status_count] == "timeout");
  });
  CHECK(seen);
}

TEST_CASE("limits are counted by what they are of, and 401 by itself") {
  const auto counts = std::make_unique<worker_counts>();
  counts->count(failed(failure_kind::rate_limited, outcome::refused, 429));
  counts->count(failed(failure_kind::too_many_at_once, outcome::refused, 429));
  counts->count(failed(failure_kind::too_many_unauthorized, outcome::refused, 429));
  counts->count(failed(failure_kind::overloaded, outcome::not_sent, 503));
  counts->count(failed(failure_kind::not_authorized, outcome::refused, 401));
  for (const cell& one : counts->limited) CHECK(one.value() == 1);
  CHECK(counts->unauthorized.value() == 1);
}

TEST_CASE("what is no request for the engine counts as a request alone") {
  const auto counts = std::make_unique<worker_counts>();
  finished_request health;
  health.row = &row_named("/server/ok");
  health.status = 200;
  counts->count(health);
  finished_request nothing;
  nothing.status = 404;
  nothing.failure = failure_kind::route_not_found;
  counts->count(nothing);
  finished_request event;
  event.other = beside_tables::hook;
  event.status = 200;
  counts->count(event);
  CHECK(total_of(counts->served) == 3);
  CHECK(total_of(counts->asked) == 0);
  for (const auto& operation_cells : counts->calls)
    for (const cell& one : operation_cells) CHECK(one.value() == 0);
}

TEST_CASE("a key without room of its own is counted with the others") {
  const auto counts = std::make_unique<worker_counts>();
  finished_request start = good_start();
  for (const key_slot slot : {key_slot{900}, key_slot{65'535}}) {
    start.key = slot;
    counts->count(start);
  }
  CHECK(count_of(*counts->of_key(other_keys), operation::start, outcome::ok) == 2);
  CHECK(counts->of_key(900) == nullptr);
  CHECK(counts->of_key(65'535) == nullptr);
}

TEST_CASE("when a key was used last is known whatever its request was for and became") {
  const auto counts = std::make_unique<worker_counts>();
  counts->reserve_keys(5);
  CHECK_FALSE(counts->last_use_of_key(3));
  const std::chrono::system_clock::time_point first(1'700'000'000s), second(1'700'000'060s), third(1'700'000'120s);
  finished_request start = good_start();
  start.key = key_slot{3};
  start.at = first;
  counts->count(start);
  CHECK(counts->last_use_of_key(3) == first);
  finished_request refused = failed(failure_kind::rate_limited, outcome::refused, 429);
  refused.key = key_slot{3};
  refused.at = second;
  counts->count(refused);
  CHECK(counts->last_use_of_key(3) == second);
  finished_request passed;
  passed.other = beside_tables::passed;
  passed.key = key_slot{3};
  passed.at = third;
  counts->count(passed);
  CHECK(counts->last_use_of_key(3) == third);
  start.at = second;
  counts->count(start);  // it came before the last one, and took longer
  CHECK(counts->last_use_of_key(3) == third);
  counts->count(good_start());  // nobody's
  CHECK_FALSE(counts->last_use_of_key(4));
  CHECK_FALSE(counts->last_use_of_key(65'535));
}

TEST_CASE("room for keys that is there stays, with what was counted in it") {
  const auto counts = std::make_unique<worker_counts>();
  counts->reserve_keys(3);
  finished_request start = good_start();
  start.key = key_slot{2};
  counts->count(start);
  counts->reserve_keys(10);
  counts->reserve_keys(1'000'000);
  CHECK(count_of(*counts->of_key(2), operation::start, outcome::ok) == 1);
  CHECK(counts->of_key(most_key_slots - 1) != nullptr);
}

}  // namespace ramal::metrics
