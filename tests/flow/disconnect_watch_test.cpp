// A client that goes while the engine is asked on its behalf (http-rules.md U12).
#include <catch2/catch.hpp>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::seconds;
using door = memory_engine::door;

// The request is on its way to the engine, which keeps silent.
void send_to_silence(session_fixture& at, const std::string& request) {
  const auto records = at.worker.records;
  at.worker.upstream.answer_always("");
  at.send(request);
  CHECK(at.worker.records == records);
}

void expect_given_up(session_fixture& at) {
  CHECK(at.session->done());
  CHECK(at.received.empty());
  CHECK(at.worker.upstream.open() == 0);
  CHECK(at.worker.records == 1);
  const std::string log = at.take_log();
  CHECK(log.find(R"("status":499)") != std::string::npos);
  CHECK(log.find(R"("outcome":"client-gone")") != std::string::npos);
}

}  // namespace

TEST_CASE("U12 a client that goes while the engine is being connected to: nothing is sent") {
  for (const std::string& request : {get_call, start_call}) {
    session_fixture at;
    at.worker.upstream.set_doors({door::silent});
    send_to_silence(at, request);
    at.client->break_off();
    expect_given_up(at);
    CHECK(at.worker.upstream.connects() == 1);
    CHECK(at.worker.upstream.requests().empty());
  }
}

TEST_CASE(
    "U12 a client that goes while a GET is on its way: the engine's connection is closed, "
    "and nobody asks again") {
  session_fixture at;
  send_to_silence(at, get_call);
  CHECK(at.worker.upstream.open() == 1);
  at.client->break_off();
  expect_given_up(at);
  CHECK(at.worker.upstream.connects() == 1);
}

TEST_CASE("U12 a client that goes in the middle of the answer to its GET: the engine's connection is closed") {
  session_fixture at;
  at.worker.upstream.answer_always("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{");
  at.send(get_call);
  at.client->break_off();
  expect_given_up(at);
}

TEST_CASE("U12 a POST whose client goes after it was sent is finished, and its outcome is recorded") {
  session_fixture at;
  send_to_silence(at, start_call);
  at.client->break_off();
  at.loop.run();
  CHECK(at.worker.records == 0);
  at.worker.upstream.last()->put(answer_of(201, R"({"id":"a"})"));
  at.loop.run();
  CHECK(at.session->done());
  CHECK(at.received.empty());
  CHECK(at.worker.upstream.idle() == 1);
  const std::string log = at.take_log();
  CHECK(log.find(R"("status":201,"native_status":201)") != std::string::npos);
  CHECK(log.find(R"("outcome":"client-gone")") != std::string::npos);
}

TEST_CASE("U12 a POST whose client goes after it was sent keeps its deadlines") {
  session_fixture at;
  send_to_silence(at, start_call);
  at.client->break_off();
  at.loop.advance(seconds(30));
  CHECK(at.session->done());
  CHECK(at.take_log().find(R"("status":504)") != std::string::npos);
}

TEST_CASE("U12 a client that only ends its side is answered") {
  for (const std::string& request : {get_call, start_call}) {
    session_fixture at;
    send_to_silence(at, request);
    at.client->put_end();
    at.loop.run();
    at.worker.upstream.last()->put(answer_of(200, R"({"id":"a"})"));
    at.loop.run();
    CHECK(at.take_answer().status / 100 == 2);
    CHECK(at.session->done());
  }
}

TEST_CASE("U12 U14 a probe whose client goes makes room for the next request") {
  config::gateway settings = test_settings();
  settings.engine.breaker_failures = 1;
  session_fixture at(settings);
  at.worker.upstream.set_doors({door::late, door::silent});
  CHECK(at.ask(start_call).status == 504);
  CHECK(at.ask(start_call).status == 503);
  at.loop.advance(seconds(1));
  send_to_silence(at, start_call);
  at.connect();
  at.worker.upstream.answer_always(answer_of(201, R"({"id":"a"})"));
  CHECK(at.ask(start_call).status == 201);
  CHECK(at.worker.upstream.requests().size() == 1);
}

}  // namespace ramal::test
