// One connection, many requests: order, splits, limits, drain (http-rules.md F24, F25, L1, L4, O4).
#include <catch2/catch.hpp>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string call_body = R"({"id":"call_1","status":"RINGING","direction":"INBOUND"})";
const std::string start_body = R"({"number":"5511999990000"})";
const std::string ok_path = "/server/ok";

}  // namespace

TEST_CASE("a connection serves one request after the other over one connection to the engine") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(200, call_body));
  for (int i = 0; i < 5; ++i) {
    const client_answer answer = at.ask(get_request("/call/get?callId=call_1"));
    CHECK(answer.status == 200);
    CHECK(answer.body.find(R"("nativeId":"call_1")") != std::string::npos);
    CHECK(answer.field("Connection") == "keep-alive");
  }
  CHECK(at.received.empty());
  CHECK_FALSE(at.is_over());
  CHECK(at.worker.upstream.connects() == 1);
  CHECK(at.worker.upstream.requests().size() == 5);
}

TEST_CASE("pipelined requests are answered in their order, one at a time") {
  session_fixture at;
  at.worker.upstream.script({{answer_of(200, R"({"id":"one"})")}, {answer_of(200, R"({"id":"two"})")}});
  at.send(get_request("/call/get?callId=one") + post_request("/call/reject", R"({"callId":"two"})") +
          get_request("/nowhere") + get_request(ok_path));
  CHECK(at.take_answer().body.find(R"("callId":"one")") != std::string::npos);
  CHECK(at.take_answer().body.find(R"("callId":"two")") != std::string::npos);
  CHECK(at.take_answer().status == 404);
  CHECK(at.take_answer().body == R"({"status":"ok"})");
  CHECK(at.received.empty());
  CHECK(at.worker.records == 4);
}

TEST_CASE("the engine sees a pipelined request only when the one before it was answered") {
  session_fixture at;
  at.worker.upstream.script({{""}, {answer_of(200, R"({"id":"a"})")}});
  at.send(get_request("/call/get?callId=one") + get_request("/call/get?callId=two"));
  CHECK(at.worker.upstream.requests().size() == 1);
  at.worker.upstream.last()->put(answer_of(200, R"({"id":"a"})"));
  at.loop.run();
  CHECK(at.worker.upstream.requests().size() == 2);
}

TEST_CASE("hundreds of pipelined requests that need no wait do not deepen the stack") {
  session_fixture at;
  std::string many;
  while (many.size() < 30'000) many += get_request(ok_path);
  std::size_t asked = 0, answered = 0;
  for (std::size_t from = 0; (from = many.find("GET ", from)) != std::string::npos; ++from) ++asked;
  at.send(many);
  while (at.take_answer().status == 200) ++answered;
  CHECK(answered == asked);
}

TEST_CASE("requests in any split of reads get the same answers") {
  const std::string chunked =
      "POST /api/layer/evolution-go/call/start HTTP/1.1\r\nHost: ramal.example\r\napikey: demo\r\n"
      "Transfer-Encoding: chunked\r\nX-Request-Id: of-mine\r\n\r\n"
      "7;a=b\r\n{\"numbe\r\n14\r\nr\":\"5511999990000\" }\r\n0\r\nTrailer: x\r\n\r\n";
  const std::string all = get_request("/call/list?limit=3", "X-Request-Id: r-1\r\n") +
                          post_request("/call/start", start_body, "X-Request-Id: r-2\r\n") + chunked +
                          get_request("/nowhere", "X-Request-Id: r-3\r\n") +
                          get_request(ok_path, "X-Request-Id: r-4\r\nBad Header: x\r\n");
  std::string expected;
  for (const std::size_t step : {std::size_t{100'000}, std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7},
                                 std::size_t{61}, std::size_t{200}}) {
    session_fixture at;
    INFO("reads of " << step);
    at.worker.ids = rules::id_source(9);
    at.worker.upstream.script({{answer_of(200, R"({"calls":[{"id":"a"}]})")}, {answer_of(201, R"({"id":"b"})")}});
    at.client->read_at_most(step);
    at.send(all);
    if (expected.empty()) expected = at.received;
    CHECK(at.received == expected);
    CHECK(at.worker.upstream.requests().size() == 3);
    CHECK(at.worker.upstream.requests().back().ends_with(R"({"to":"+5511999990000"})"));
  }
  CHECK(expected.find("BAD_HEADER") != std::string::npos);
}

TEST_CASE("a piece at a time, with the reads between, is one request, too") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(201, R"({"id":"b"})"));
  const std::string request = post_request("/call/start", start_body);
  for (const char c : request) {
    CHECK(at.received.empty());
    at.send({&c, 1});
  }
  CHECK(at.take_answer().status == 201);
}

TEST_CASE("after its last allowed request a connection says so and closes") {
  auto settings = test_settings();
  settings.limits.requests_per_connection = 3;
  session_fixture at(settings);
  CHECK(at.ask(get_request(ok_path)).field("Connection") == "keep-alive");
  CHECK(at.ask(get_request(ok_path)).field("Connection") == "keep-alive");
  const client_answer last = at.ask(get_request(ok_path) + get_request(ok_path));
  CHECK(last.status == 200);
  CHECK(last.field("Connection") == "close");
  CHECK(at.is_over());
  CHECK(at.received.empty());
}

TEST_CASE("closing lingers while the client may still be sending, so that the answer is not lost to a reset") {
  auto settings = test_settings();
  settings.limits.requests_per_connection = 1;
  session_fixture at(settings);
  CHECK(at.ask(get_request(ok_path) + get_request(ok_path)).status == 200);
  CHECK(at.client->has_ended_writing());
  CHECK_FALSE(at.session->done());
  at.client->put_end();
  at.loop.run();
  CHECK(at.session->done());
}

TEST_CASE("a client that asks for it is closed after the answer") {
  session_fixture at;
  CHECK(at.ask(get_request(ok_path, "Connection: close\r\n")).field("Connection") == "close");
  CHECK(at.session->done());
}

TEST_CASE("draining closes idle connections, and busy ones after their answer") {
  session_fixture at;
  at.worker.stage = flow::worker_stage::draining;
  at.loop.cancel_idle();
  CHECK_FALSE(at.session->done());  // it has just come: it may ask
  at.loop.advance_to_next_deadline();
  CHECK(at.session->done());

  at.worker.stage = flow::worker_stage::serving;
  at.connect();
  at.worker.upstream.answer_always("");
  at.send(get_call);
  at.worker.stage = flow::worker_stage::draining;
  at.loop.cancel_idle();
  CHECK_FALSE(at.session->done());
  at.worker.upstream.last()->put(answer_of(200, R"({"id":"a"})"));
  at.loop.run();
  const client_answer answer = at.take_answer();
  CHECK(answer.status == 200);
  CHECK(answer.field("Connection") == "close");
  CHECK(at.is_over());
}

TEST_CASE("draining lets a request that has begun to come be served") {
  session_fixture at;
  const std::string request = get_request(ok_path);
  at.send(request.substr(0, 20));
  at.worker.stage = flow::worker_stage::draining;
  at.loop.cancel_idle();
  CHECK(at.ask(request.substr(20)).field("Connection") == "close");
  CHECK(at.is_over());
}

TEST_CASE("a request keeps the snapshot it began with, the next one sees the new one") {
  session_fixture at;
  at.worker.upstream.answer_always("");
  at.send(get_call);
  auto settings = test_settings();
  settings.keys.clear();
  at.worker.use(settings);
  at.worker.upstream.last()->put(answer_of(200, R"({"id":"a"})"));
  at.loop.run();
  CHECK(at.take_answer().status == 200);
  CHECK(at.ask(get_call).status == 401);
}

}  // namespace ramal::test
