// U14: an engine that failed several times in a row is left alone for a while.
#include <catch2/catch.hpp>

#include "tests/system/admin_client.hpp"
#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_start = post("/call/start", start_body());
const std::string a_list = get("/call/list");

void check_refusal(const answer& seen, const std::string& retry_after = "1") {
  CAPTURE(seen.raw, seen.error);
  REQUIRE(seen.status == 503);
  CHECK(code_of(seen) == "UPSTREAM_DOWN");
  CHECK(*seen.find("X-Ramal-Upstream") == "not-sent");
  CHECK(*seen.find("Retry-After") == retry_after);
  CHECK_FALSE(says_close(seen));
}

answer ask(raw_client& client, std::string_view request) {
  client.send(request);
  return client.read_answer();
}

// The first answer that is no refusal.
answer ask_until_it_goes_through(const gateway& both, std::string_view request) {
  for (const auto until = within();;) {
    auto seen = both.ask(request);
    if (code_of(seen) != "UPSTREAM_DOWN" || std::chrono::steady_clock::now() > until) return seen;
  }
}

// An engine that keeps silent about the next `count` requests, until `release` is opened.
std::shared_ptr<gate> keep_silent(fake_engine& engine, int count) {
  const auto release = std::make_shared<gate>();
  for (int i = 0; i < count; ++i) engine.hold_next(broken_reply(), release);
  return release;
}

const with quick{
    {"engine.first_byte_timeout", "100ms"}, {"engine.breaker_failures", "3"}, {"engine.breaker_first", "300ms"}};

}  // namespace

TEST_CASE("U14 five requests without a connection in a row: then 503 at once, with Retry-After, and nothing is sent") {
  ramal_process alone(gateway_yaml("http://127.0.0.1:" + std::to_string(dead_port()),
                                   {{"engine.breaker_first", "1m"}, {"engine.breaker_longest", "1m"}}));
  raw_client client(alone.port());
  for (int i = 0; i < 5; ++i) {
    const auto seen = ask(client, i % 2 == 0 ? a_start : a_list);
    CHECK(seen.status == 502);
    CHECK(code_of(seen) == "UPSTREAM_UNREACHABLE");
  }
  for (const auto& request : {a_start, a_list, a_start}) check_refusal(ask(client, request), "60");
  CHECK(ask(client, get("/server/ok")).status == 200);
  CHECK(alone.wait_for_stderr("the calls engine cannot be reached or does not answer"));
}

TEST_CASE("U14 timeouts in a row open the breaker, a POST that is answered closes it, and no request is sent twice") {
  gateway both(quick);
  const auto release = keep_silent(both.engine, 3);
  auto client = both.connect();
  for (int i = 0; i < 3; ++i) CHECK(ask(client, a_start).status == 504);
  check_refusal(ask(client, a_start));
  check_refusal(ask(client, a_list));
  CHECK(both.engine.requests().size() == 3);
  CHECK(ask_until_it_goes_through(both, a_start).status == 201);
  CHECK(both.engine.requests().size() == 4);
  CHECK(both.program.wait_for_stderr("the calls engine answers again"));
  for (int i = 0; i < 5; ++i) CHECK(ask(client, a_list).status == 200);
  release->open();
}

TEST_CASE("U14 one probe at a time, and the others are refused while it is on its way") {
  gateway both(
      with{{"engine.first_byte_timeout", "3s"}, {"engine.breaker_failures", "1"}, {"engine.breaker_first", "100ms"}});
  const auto silence = keep_silent(both.engine, 1);
  auto client = both.connect();
  CHECK(ask(client, a_list).status == 504);
  const auto release = both.engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
  auto probe = both.connect();
  const auto until = within();
  for (bool asks = false; both.engine.requests().size() == 1 && std::chrono::steady_clock::now() < until;) {
    if (!asks) probe.send(a_start);
    const auto seen = probe.read_answer(false, within(std::chrono::milliseconds(10)));
    asks = seen.status == 0;  // on its way
    if (!asks) check_refusal(seen);
  }
  for (const auto& request : {a_start, a_list, a_start}) check_refusal(ask(client, request));
  release->open();
  CHECK(probe.read_answer().status == 201);
  CHECK(ask(client, a_list).status == 200);
  CHECK(both.engine.requests().size() == 3);
  silence->open();
}

TEST_CASE("U14 a probe that fails doubles the time, up to the longest") {
  gateway both(with{{"engine.first_byte_timeout", "100ms"},
                    {"engine.breaker_failures", "1"},
                    {"engine.breaker_first", "1s"},
                    {"engine.breaker_longest", "3s"}});
  const auto release = keep_silent(both.engine, 3);
  auto client = both.connect();
  for (const char* next : {"1", "2", "3"}) {
    CHECK(ask_until_it_goes_through(both, a_start).status == 504);
    check_refusal(ask(client, a_start), next);
  }
  CHECK(both.engine.requests().size() == 3);
  release->open();
}

TEST_CASE("U14 answers of any status and broken connections do not open the breaker") {
  gateway both;
  auto client = both.connect();
  for (int i = 0; i < 10; ++i) {
    both.engine.reply_next(json_reply(500, R"({"error":"x"})"));
    CHECK(ask(client, a_start).status == 500);
    both.engine.reply_next(broken_reply(engine_reply::after_reply::reset));
    CHECK(ask(client, a_start).status == 502);
  }
  CHECK(both.engine.requests().size() == 20);
}

TEST_CASE("U14 with breaker_failures 0 every request is tried") {
  ramal_process alone(
      gateway_yaml("http://127.0.0.1:" + std::to_string(dead_port()), {{"engine.breaker_failures", "0"}}));
  raw_client client(alone.port());
  for (int i = 0; i < 20; ++i) CHECK(ask(client, a_start).status == 502);
}

TEST_CASE("U14 an operator closes the breakers of all workers, and the next request goes to the engine") {
  gateway both(with_admin({{"workers", "2"},
                           {"engine.first_byte_timeout", "100ms"},
                           {"engine.breaker_failures", "1"},
                           {"engine.breaker_first", "1h"},
                           {"engine.breaker_longest", "1h"}}));
  const admin_client admin(both.program);
  const answer none = admin.change("/api/breaker/reset", "{}");
  CHECK(none.status == 200);
  CHECK(none.body == "{\"workers\":2,\"engine\":0,\"evolution_go\":0,\"text\":\"no breaker was open\"}\n");
  const auto release = keep_silent(both.engine, 1);
  auto client = both.connect();  // of one worker
  CHECK(ask(client, a_start).status == 504);
  check_refusal(ask(client, a_start), "3600");
  CHECK(admin.change("/api/breaker/reset", "{}", admin_client::with_token()).status != 200);
  CHECK(admin.get("/api/breaker/reset", admin_client::with_token()).status == 405);
  check_refusal(ask(client, a_start), "3600");
  const answer closed = admin.change("/api/breaker/reset", "{}");
  CHECK(closed.status == 200);
  CHECK(closed.body.find("\"workers\":2,\"engine\":1,\"evolution_go\":0,") != std::string::npos);
  CHECK(admin.get("/api/engine", admin_client::with_token()).body.find("\"breakers_open\":0") != std::string::npos);
  CHECK(ask(client, a_start).status == 201);
  CHECK(both.engine.requests().size() == 2);
  release->open();
}

TEST_CASE(
    "U14 what a request that began before an operator closed the breaker comes to says nothing of the engine now") {
  gateway both(with_admin({{"workers", "1"},
                           {"engine.first_byte_timeout", "1s"},
                           {"engine.breaker_failures", "1"},
                           {"engine.breaker_first", "1h"},
                           {"engine.breaker_longest", "1h"}}));
  const admin_client admin(both.program);
  const auto release = keep_silent(both.engine, 2);
  auto first = both.connect();
  auto second = both.connect();
  first.send(a_start);
  REQUIRE(both.engine.wait_for_requests(1));
  second.send(a_start);
  REQUIRE(both.engine.wait_for_requests(2));
  CHECK(first.read_answer().status == 504);  // opens it
  admin.change("/api/breaker/reset", "{}");
  CHECK(second.read_answer().status == 504);
  CHECK(both.ask(a_start).status == 201);
  release->open();
}

}  // namespace ramal::system_tests
