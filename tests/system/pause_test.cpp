// O7: a program that is stopped and continued, as a paused container is. What has arrived meanwhile counts more than a
// deadline that has passed meanwhile, whatever waited for it.
#include <catch2/catch.hpp>

#include <sys/wait.h>

#include <csignal>

#include "tests/harness/eventually.hpp"
#include "tests/system/tls_engine.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds long_enough{700};  // the settings below give at most 300 ms where it matters
const std::string a_start = post("/call/start", start_body());
const std::string a_list = get("/call/list");
const std::string ready = get("/server/ok");

// The program stands still from here to its end; what may happen meanwhile takes longer than the settings allow.
class pause {
 public:
  explicit pause(ramal_process& program) : program_(program) {
    program_.signal(SIGSTOP);
    siginfo_t stopped{};
    REQUIRE(::waitid(P_PID, static_cast<id_t>(program_.pid()), &stopped, WSTOPPED | WNOWAIT) == 0);
  }
  ~pause() {
    tests::let_pass(long_enough);
    program_.signal(SIGCONT);
  }
  pause(const pause&) = delete;
  pause& operator=(const pause&) = delete;

 private:
  ramal_process& program_;
};

engine_reply a_call() { return json_reply(201, R"({"id":"call_1","status":"INITIATED"})"); }
engine_reply no_calls() { return json_reply(200, R"({"calls":[]})"); }

// Each with a POST that the engine has and does not answer yet.
std::vector<raw_client> held_posts(std::size_t count, fake_engine& engine, const ramal_process& program,
                                   const std::shared_ptr<gate>& release) {
  std::vector<raw_client> clients;
  for (std::size_t i = 0; i < count; ++i) {
    engine.hold_next(a_call(), release);
    clients.emplace_back(program.port());
    clients.back().send(a_start);
  }
  REQUIRE(engine.wait_for_requests(count));
  return clients;
}

const with short_engine_times{{"engine.first_byte_timeout", "300ms"}, {"engine.total_timeout", "300ms"},
                              {"engine.connect_timeout", "300ms"},    {"engine.breaker_failures", "2"},
                              {"engine.breaker_first", "1h"},         {"engine.breaker_longest", "1h"}};

}  // namespace

TEST_CASE("O7 answers that the engine gave while the program stood still are passed on, and the breaker stays closed") {
  gateway both(short_engine_times);
  const auto release = std::make_shared<gate>();
  std::vector<raw_client> clients;
  {
    // the program is stopped before its deadline even on a machine that is busy: the requests arrive meanwhile, too
    const pause still(both.program);
    for (int i = 0; i < 30; ++i) {
      clients.push_back(both.connect());
      clients.back().send(i % 2 == 0 ? a_start : a_list);
    }
  }
  for (std::size_t i = 0; i < clients.size(); ++i) CHECK(clients[i].read_answer().status == (i % 2 == 0 ? 201 : 200));
  CHECK(both.engine.requests().size() == 30);
  both.engine.reply_with(success_of);
  auto held = both.connect();
  both.engine.hold_next(a_call(), release);
  held.send(a_start);
  REQUIRE(both.engine.wait_for_requests(31));
  {
    const pause still(both.program);
    release->open();
    REQUIRE(both.engine.wait_until_quiet());
  }
  CHECK(held.read_answer().status == 201);
  CHECK(both.ask(a_start).status == 201);
}

TEST_CASE("O7 thirty answers that came in one pause") {
  const with settings{{"engine.first_byte_timeout", "4s"},
                      {"engine.total_timeout", "4s"},
                      {"engine.breaker_failures", "2"},
                      {"engine.breaker_first", "1h"},
                      {"engine.breaker_longest", "1h"}};
  gateway both(settings);
  const auto release = std::make_shared<gate>();
  auto clients = held_posts(30, both.engine, both.program, release);
  {
    const pause still(both.program);
    release->open();
    REQUIRE(both.engine.wait_until_quiet());
    tests::let_pass(std::chrono::seconds(4));  // past the engine's time
  }
  for (auto& each : clients) CHECK(each.read_answer().status == 201);
  CHECK(both.ask(a_start).status == 201);
  CHECK(both.engine.requests().size() == 31);
}

TEST_CASE("O7 an answer whose body came in the pause, and one that came over TLS") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"), short_engine_times);
  const auto release = std::make_shared<gate>();
  CHECK(both.ask(a_start).status == 201);
  both.engine.hold_next(no_calls(), release);
  both.client->send(a_list);
  REQUIRE(both.engine.wait_for_requests(2));
  {
    const pause still(*both.program);
    release->open();
    REQUIRE(both.engine.wait_until_quiet());
  }
  CHECK(both.client->read_answer().status == 200);
  CHECK(both.ask(a_start).status == 201);
  CHECK(both.engine.requests().size() == 3);
}

TEST_CASE("O7 after a pause an engine that does not answer is still given up") {
  gateway both(short_engine_times);
  auto client = both.connect();
  both.engine.hold_next(a_call());
  client.send(a_start);
  REQUIRE(both.engine.wait_for_requests(1));
  { const pause still(both.program); }
  const auto seen = client.read_answer();
  CHECK(seen.status == 504);
  CHECK(*seen.find("X-Ramal-Upstream") == "unknown");
}

TEST_CASE(
    "O7 what clients sent in a pause is served: the rest of a head and of a body, requests on new and kept ones") {
  gateway both(with{{"limits.head_timeout", "4s"}, {"limits.body_timeout", "4s"}, {"limits.idle_timeout", "4s"}});
  auto head = both.connect(), body = both.connect(), kept = both.connect(), silent = both.connect();
  kept.send(ready);
  CHECK(kept.read_answer().status == 200);
  head.send(a_start.substr(0, 40));
  body.send(a_start.substr(0, a_start.size() - 5));
  CHECK(both.ask(ready).status == 200);  // one worker: by now it has read all that
  auto fresh = [&] {
    const pause still(both.program);
    head.send(a_start.substr(40));
    body.send(a_start.substr(a_start.size() - 5));
    for (auto* each : {&kept, &silent}) each->send(a_start);
    auto made = both.connect();
    made.send(a_start);
    tests::let_pass(std::chrono::seconds(4));
    return made;
  }();
  for (auto* each : {&head, &body, &kept, &silent, &fresh}) CHECK(each->read_answer().status == 201);
  CHECK(both.engine.requests().size() == 5);
}

TEST_CASE("O7 a client that shakes hands in a pause comes in") {
  tls_gateway_fixture both({.settings = {{"limits.tls_handshake_timeout", "300ms"}}});
  std::optional<tls_client> client;
  std::thread shaking;
  {
    const pause still(*both.program);
    shaking = std::thread([&] { client.emplace(both.port()); });
  }
  shaking.join();
  CHECK(client->problem() == "");
  client->send(a_start);
  CHECK(client->read_answer().status == 201);
}

TEST_CASE("O7 who waits for a place while the program stands still gets it") {
  gateway both(with{{"limits.in_flight", "1"}, {"limits.queue_timeout", "4s"}});
  const auto release = std::make_shared<gate>();
  auto first = held_posts(1, both.engine, both.program, release);
  auto second = both.connect();
  second.send(a_start);
  CHECK(both.ask(ready).status == 200);  // one worker: by now it waits in line
  {
    const pause still(both.program);
    release->open();
    REQUIRE(both.engine.wait_until_quiet());
    tests::let_pass(std::chrono::seconds(4));
  }
  CHECK(first.front().read_answer().status == 201);
  CHECK(second.read_answer().status == 201);
}

TEST_CASE("O7 a drain whose deadline passes in a pause passes on what has arrived") {
  gateway both(with{{"limits.drain_timeout", "4s"}});
  const auto release = std::make_shared<gate>();
  auto clients = held_posts(3, both.engine, both.program, release);
  both.program.signal(SIGTERM);
  REQUIRE(both.program.wait_for_stderr("draining"));
  {
    const pause still(both.program);
    release->open();
    REQUIRE(both.engine.wait_until_quiet());
    tests::let_pass(std::chrono::seconds(4));
  }
  for (auto& each : clients) CHECK(each.read_answer().status == 201);
  CHECK(both.program.wait() == 0);
}

TEST_CASE("O7 a reader that took its answer while the program stood still is not reset") {
  std::string calls = "{\"calls\":[";
  for (int i = 0; i < 3'000; ++i)
    calls += (i == 0 ? "" : ",") +
             (R"({"id":"call_)" + std::to_string(i) + R"(","peerNumber":")" + std::string(100, '5') + "\"}");
  calls += "]}";
  gateway both(with{{"limits.write_timeout", "4s"}, {"engine.max_answer_bytes", "16MiB"}},
               [calls](const engine_request&) { return json_reply(200, calls); });
  auto client = both.connect();
  client.send(a_list);
  REQUIRE(both.engine.wait_for_requests(1));
  CHECK(both.ask(ready).status == 200);
  {
    const pause still(both.program);
    tests::let_pass(std::chrono::seconds(4));
  }
  const auto seen = client.read_answer();
  CHECK(seen.error == "");
  CHECK(seen.status == 200);
}

}  // namespace ramal::system_tests
