// Rules L8 and L9 of http-rules.md: more requests than the engine may be asked at once.
#include <catch2/catch.hpp>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

// A gateway of one worker whose engine answers when the gate opens.
struct slow_engine {
  explicit slow_engine(const with& settings)
      : both(settings, [held = held](const engine_request& request) {
          auto reply = success_of(request);
          reply.release = held;
          return reply;
        }) {}
  ~slow_engine() { held->open(); }

  std::shared_ptr<tests::gate> held = std::make_shared<tests::gate>();
  gateway both;

  // Each on a connection of its own, which stays.
  raw_client& sends(const std::string& request) {
    clients.push_back(std::make_unique<raw_client>(both.connect()));
    clients.back()->send(request);
    return *clients.back();
  }
  bool logged(const std::string& outcome) const {
    return both.program.access_log().find("\"outcome\":\"" + outcome + "\"") != std::string::npos;
  }
  std::vector<std::unique_ptr<raw_client>> clients;
};

const std::string list = get("/call/list");
const std::string start = post("/call/start", start_body());
const std::string hangup = post("/call/hangup", R"({"callId":"call_1"})");

void expect_overloaded(const answer& seen) {
  CHECK(seen.status == 503);
  CHECK(code_of(seen) == "OVERLOADED");
  REQUIRE(seen.find("Retry-After") != nullptr);
  CHECK(*seen.find("Retry-After") == "1");
  REQUIRE(seen.find("X-Ramal-Upstream") != nullptr);
  CHECK(*seen.find("X-Ramal-Upstream") == "not-sent");
  CHECK_FALSE(says_close(seen));
}

}  // namespace

TEST_CASE("L8 beyond in_flight requests wait, beyond the queue they get 503 at once, and nothing of those is sent") {
  slow_engine at(with{{"limits.in_flight", "2"}, {"limits.queued", "1"}, {"limits.queue_timeout", "1m"}});
  auto& first = at.sends(start);
  auto& second = at.sends(start);
  REQUIRE(at.both.engine.wait_for_requests(2));
  auto& one = at.sends(start);
  auto& other = at.sends(start);  // one of the two waits, the later one is refused
  const auto seen = other.read_answer(false, within(std::chrono::seconds(2)));
  const bool other_refused = seen.status == 503;
  expect_overloaded(other_refused ? seen : one.read_answer());
  CHECK(at.both.engine.requests().size() == 2);
  at.held->open();
  CHECK(first.read_answer().status == 201);
  CHECK(second.read_answer().status == 201);
  CHECK((other_refused ? one : other).read_answer().status == 201);
  CHECK(at.both.engine.requests().size() == 3);
  // the refused one's connection goes on
  auto& again = other_refused ? other : one;
  again.send(list);
  CHECK(again.read_answer().status == 200);
  at.both.program.stop();
  CHECK(at.logged("OVERLOADED"));
}

TEST_CASE("L8 a request waits for queue_timeout, then it is refused and nothing of it is sent") {
  slow_engine at(with{{"limits.in_flight", "1"}, {"limits.queued", "5"}, {"limits.queue_timeout", "300ms"}});
  at.sends(start);
  REQUIRE(at.both.engine.wait_for_requests(1));
  const auto began = std::chrono::steady_clock::now();
  expect_overloaded(at.sends(start).read_answer());
  const auto waited = std::chrono::steady_clock::now() - began;
  CHECK(waited >= std::chrono::milliseconds(300));
  CHECK(waited < std::chrono::seconds(5));
  CHECK(at.both.engine.requests().size() == 1);
}

TEST_CASE("L8 a client that goes away while it waits makes room, and nothing of it is sent") {
  slow_engine at(with{{"limits.in_flight", "1"}, {"limits.queued", "1"}, {"limits.queue_timeout", "1m"}});
  at.sends(list);
  REQUIRE(at.both.engine.wait_for_requests(1));
  auto gone = at.both.connect();
  gone.send(start);
  // it waits once another one is refused
  expect_overloaded(at.sends(list).read_answer());
  gone.close();
  // another one waits in its place as soon as the end has been seen, before anybody is answered
  auto& next = at.sends(list);
  answer early = next.read_answer(false, within(std::chrono::milliseconds(100)));
  for (const auto until = within(); early.status == 503 && std::chrono::steady_clock::now() < until;) {
    next.send(list);
    early = next.read_answer(false, within(std::chrono::milliseconds(100)));
  }
  CHECK(early.status == 0);
  at.held->open();
  CHECK(next.read_answer().status == 200);
  CHECK(at.clients.front()->read_answer().status == 200);
  for (const auto& request : at.both.engine.requests()) CHECK(request.method == "GET");
  at.both.program.stop();
  CHECK(at.logged("client-gone"));
}

TEST_CASE("L9 under pressure a hangup is served in the place of a list that waits, and before a start") {
  slow_engine at(with{{"limits.in_flight", "1"}, {"limits.queued", "2"}, {"limits.queue_timeout", "1m"}});
  auto& first = at.sends(list);
  REQUIRE(at.both.engine.wait_for_requests(1));
  auto& shed = at.sends(list);
  auto& begins = at.sends(start);
  expect_overloaded(at.sends(list).read_answer());  // so both wait
  auto& ends = at.sends(hangup);
  expect_overloaded(shed.read_answer());
  at.held->open();
  CHECK(first.read_answer().status == 200);
  CHECK(ends.read_answer().status == 200);
  CHECK(begins.read_answer().status == 201);
  const auto seen = at.both.engine.requests();
  REQUIRE(seen.size() == 3);
  CHECK(seen[1].target.find("/terminate") != std::string::npos);
  CHECK(seen[2].target == "/v1/calls");
}

TEST_CASE("L9 the last places are for hangup and reject") {
  slow_engine at(with{{"limits.in_flight", "8"}, {"limits.queued", "0"}});
  for (int i = 0; i < 6; ++i) at.sends(list);
  REQUIRE(at.both.engine.wait_for_requests(6));
  expect_overloaded(at.sends(list).read_answer());
  at.sends(start);
  REQUIRE(at.both.engine.wait_for_requests(7));
  expect_overloaded(at.sends(start).read_answer());
  at.sends(hangup);
  REQUIRE(at.both.engine.wait_for_requests(8));
  expect_overloaded(at.sends(hangup).read_answer());
  CHECK(at.both.engine.requests().size() == 8);
  at.held->open();
  for (std::size_t i : {0u, 5u}) CHECK(at.clients[i]->read_answer().status == 200);
}

}  // namespace ramal::system_tests
