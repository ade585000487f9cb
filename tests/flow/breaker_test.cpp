// An engine that failed several times in a row is left alone for a while (http-rules.md U14).
#include <catch2/catch.hpp>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using door = memory_engine::door;
using end = engine_turn::end;

const std::string good = answer_of(200, R"({"id":"a"})");

bool has_code(const client_answer& answer, std::string_view code) {
  return answer.body.find("\"code\":\"" + std::string(code) + "\"") != std::string::npos;
}

void expect_refusal(const client_answer& answer, std::string_view retry_after) {
  CHECK(answer.status == 503);
  CHECK(has_code(answer, "UPSTREAM_DOWN"));
  CHECK(answer.field("Retry-After") == retry_after);
  CHECK(answer.field("X-Ramal-Upstream") == "not-sent");
  CHECK(answer.field("Connection") == "keep-alive");
}

// Doors that refuse `requests` requests: each of them tries twice.
std::deque<door> refusing(std::size_t requests) { return std::deque<door>(2 * requests, door::refused); }

// A gateway whose breaker has opened just now.
struct opened : session_fixture {
  explicit opened(const config::gateway& settings = test_settings()) : session_fixture(settings) {
    worker.upstream.answer_always(good);
    worker.upstream.set_doors(refusing(settings.engine.breaker_failures));
    for (unsigned i = 0; i < settings.engine.breaker_failures; ++i)
      CHECK(has_code(ask(i % 2 == 0 ? start_call : get_call), "UPSTREAM_UNREACHABLE"));
    CHECK(worker.told == std::vector{rules::breaker_change::opened});
  }
};

}  // namespace

TEST_CASE("U14 after five requests without a connection the next ones are refused at once, and nobody connects") {
  opened at;
  const auto connects = at.worker.upstream.connects();
  for (const std::string& request : {start_call, get_call}) expect_refusal(at.ask(request), "1");
  CHECK(at.worker.upstream.connects() == connects);
  CHECK(at.ask(get_request("/server/ok")).status == 200);  // needs no engine
  at.loop.advance(seconds(1));
  CHECK(at.ask(start_call).status == 201);
  CHECK(at.ask(get_call).status == 200);
  CHECK(at.worker.upstream.requests().size() == 2);
  CHECK(at.worker.told.back() == rules::breaker_change::closed);
}

TEST_CASE("U14 timeouts count, and Retry-After is what is left, rounded up") {
  config::gateway settings = test_settings();
  settings.engine.breaker_failures = 3;
  settings.engine.breaker_first = milliseconds(4'500);
  session_fixture at(settings);
  at.worker.upstream.answer_always("");
  for (int i = 0; i < 3; ++i) {
    at.send(get_call);
    at.loop.advance(seconds(30));
    CHECK(has_code(at.take_answer(), "UPSTREAM_TIMEOUT"));
  }
  expect_refusal(at.ask(get_call), "5");
  at.loop.advance(milliseconds(1'500));
  expect_refusal(at.ask(start_call), "3");
  CHECK(at.worker.upstream.requests().size() == 3);
}

TEST_CASE("U14 a probe that fails doubles the time") {
  opened at;
  for (const char* next : {"2", "4", "8"}) {
    at.loop.advance(at.worker.gate.breaker.open_for());
    at.worker.upstream.set_doors(refusing(1));
    CHECK(has_code(at.ask(start_call), "UPSTREAM_UNREACHABLE"));
    expect_refusal(at.ask(start_call), next);
  }
  CHECK(at.worker.upstream.requests().empty());
}

TEST_CASE("U14 while a probe is on its way the others are refused, and it is sent once") {
  opened at;
  at.loop.advance(seconds(1));
  at.worker.upstream.answer_always("");
  at.send(start_call);
  CHECK(at.received.empty());
  std::string other_received;
  memory_stream other(at.loop, [&](std::string_view bytes) { other_received.append(bytes); });
  auto session = flow::run_session(other, at.worker, "192.0.2.2");
  session.start();
  other.put(start_call);
  at.loop.run();
  CHECK(other_received.find("UPSTREAM_DOWN") != std::string::npos);
  other.put_end();
  at.loop.run();
  CHECK(at.worker.upstream.requests().size() == 1);
  at.worker.upstream.last()->put(answer_of(201, R"({"id":"a"})"));
  at.loop.run();
  CHECK(at.take_answer().status == 201);
  at.worker.upstream.answer_always(good);
  CHECK(at.ask(get_call).status == 200);
}

TEST_CASE("U14 answers of any status, and broken connections, do not open the breaker") {
  session_fixture at;
  for (int i = 0; i < 20; ++i) {
    at.worker.upstream.answer_always(answer_of(503, R"({"error":"busy"})"));
    CHECK(at.ask(start_call).status == 503);
    at.worker.upstream.answer_always("no HTTP\r\n\r\n");
    CHECK(has_code(at.ask(start_call), "UPSTREAM_MALFORMED"));
    at.worker.upstream.script({{"", end::reset}});
    CHECK(has_code(at.ask(start_call), "UPSTREAM_RESET"));
  }
  CHECK(at.worker.told.empty());
}

TEST_CASE("U14 with breaker_failures 0 every request is tried") {
  config::gateway settings = test_settings();
  settings.engine.breaker_failures = 0;
  session_fixture at(settings);
  at.worker.upstream.set_doors(refusing(20));
  for (int i = 0; i < 20; ++i) CHECK(has_code(at.ask(start_call), "UPSTREAM_UNREACHABLE"));
  CHECK(at.worker.upstream.connects() == 40);
}

TEST_CASE("U14 a refused request is recorded, and no operation with it") {
  opened at;
  at.take_log();
  at.ask(start_call);
  const std::string log = at.take_log();
  CHECK(log.find(R"("status":503)") != std::string::npos);
  CHECK(log.find(R"("outcome":"UPSTREAM_DOWN")") != std::string::npos);
  CHECK(log.find("operation") == std::string::npos);
}

}  // namespace ramal::test
