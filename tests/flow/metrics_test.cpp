// What is counted of each request (console.md section 2).
#include <catch2/catch.hpp>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using metrics::outcome;
using routes::operation;

std::uint64_t calls(const session_fixture& at, operation what, outcome how) {
  return at.worker.counts->calls[static_cast<std::size_t>(what)][static_cast<std::size_t>(how)].value();
}

// Requests that were answered with this status, or any other of its hundred without a name of its own.
std::uint64_t served(const session_fixture& at, std::string_view status) {
  std::uint64_t count = 0;
  at.worker.counts->served.each([&](std::size_t, std::size_t column, const metrics::histogram_values& read) {
    if (metrics::status_name(column) == status) count += read.total();
  });
  return count;
}

engine_turn silence_that(engine_turn::end then) {
  engine_turn turn;
  turn.then = then;
  return turn;
}

}  // namespace

TEST_CASE("a start is counted once, with the time that the engine took") {
  session_fixture at;
  at.worker.upstream.answer_always("");
  at.send(start_call);
  at.loop.advance(std::chrono::milliseconds(40));
  at.worker.upstream.last()->put(answer_of(201, R"({"id":"a"})"));
  at.loop.run();
  CHECK(served(at, "201") == 1);
  CHECK(calls(at, operation::start, outcome::ok) == 1);
  std::uint64_t microseconds = 0;
  at.worker.counts->asked.each([&](std::size_t, std::size_t column, const metrics::histogram_values& read) {
    CHECK(metrics::status_name(column) == "201");
    microseconds += read.sum_microseconds;
  });
  CHECK(microseconds == 40'000);
}

TEST_CASE("a start whose answer never came is a call that nobody knows, and one that was not sent is none") {
  session_fixture at;
  at.worker.upstream.script({silence_that(engine_turn::end::close)});
  at.send(start_call);
  CHECK(calls(at, operation::start, outcome::unknown) == 1);
  CHECK(at.worker.counts->unknown_calls.value() == 1);
  at.connect();
  at.worker.upstream.usual_door = memory_engine::door::refused;
  at.send(start_call);
  CHECK(calls(at, operation::start, outcome::not_sent) == 1);
  CHECK(at.worker.counts->unknown_calls.value() == 1);
}

TEST_CASE("wrong keys, wrong paths and health checks are requests, but no calls") {
  session_fixture at;
  CHECK(at.ask("GET /api/layer/evolution-go/call/list HTTP/1.1\r\nHost: a\r\napikey: wrong-key\r\n\r\n").status == 401);
  CHECK(at.worker.counts->unauthorized.value() == 1);
  CHECK(served(at, "401") == 1);
  CHECK(at.ask(get_request("/nothing/here")).status == 404);
  CHECK(served(at, "404") == 1);
  CHECK(at.ask(get_request("/server/ok")).status == 200);
  CHECK(served(at, "200") == 1);
  CHECK(calls(at, operation::server_ok, outcome::ok) == 0);
}

TEST_CASE("a health check that the access log leaves out is counted all the same") {
  auto settings = test_settings();
  settings.log.health = false;
  session_fixture at(settings);
  CHECK(at.ask(get_request("/server/ok")).status == 200);
  CHECK(at.worker.records == 0);
  CHECK(served(at, "200") == 1);
}

TEST_CASE("a key without a number of its own is counted with the others") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(201, R"({"id":"a"})"));
  at.send(start_call);
  const metrics::call_cells* const others = at.worker.counts->of_key(metrics::other_keys);
  REQUIRE(others != nullptr);
  CHECK((*others)[static_cast<std::size_t>(operation::start)][static_cast<std::size_t>(outcome::ok)].value() == 1);
}

}  // namespace ramal::test
