// Clients that are old, odd, or bad readers (http-rules.md F21, F22, F26, H10, L5, U12).
#include <catch2/catch.hpp>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::seconds;

const std::string start_body = R"({"number":"5511999990000"})";
const std::string ok_path = "/server/ok";

}  // namespace

TEST_CASE("F26 an early refusal with an unread body closes, without a body the connection stays") {
  session_fixture at;
  CHECK(at.ask(get_request("/nowhere")).field("Connection") == "keep-alive");
  CHECK(at.ask(post_request("/nowhere", "")).field("Connection") == "keep-alive");
  CHECK(at.ask(post_request("/call/start", "{")).field("Connection") == "keep-alive");
  CHECK_FALSE(at.is_over());
  const client_answer refused = at.ask(post_request("/nowhere", "{}"));
  CHECK(refused.status == 404);
  CHECK(refused.field("Connection") == "close");
  CHECK(at.is_over());
}

TEST_CASE("H10 HTTP/1.0 is answered and closed") {
  session_fixture at;
  CHECK(at.ask("GET /api/layer/evolution-go/server/ok HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
            .field("Connection") == "close");
  CHECK(at.session->done());
}

TEST_CASE("H10 an answer to HEAD has a length and no body") {
  session_fixture at;
  std::string request = get_request(ok_path);
  request.replace(0, 3, "HEAD");
  at.send(request);
  const client_answer answer = at.take_answer(true);
  CHECK(answer.status == 200);
  CHECK(answer.field("Content-Length") == "15");
  CHECK(at.received.empty());
}

TEST_CASE("OPTIONS on any path is 200, empty, without a key, and reads its body away") {
  session_fixture at;
  for (const char* target : {"/", "*", "/api/layer/evolution-go/call/start", "/a/../b"}) {
    INFO(target);
    const client_answer answer = at.ask("OPTIONS " + std::string(target) +
                                        " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    CHECK(answer.status == 200);
    CHECK(answer.body.empty());
    CHECK(answer.field("Content-Length") == "0");
    CHECK(answer.field("Access-Control-Allow-Origin") == "*");
  }
  CHECK_FALSE(at.is_over());
  CHECK(at.worker.upstream.requests().empty());
}

TEST_CASE("F22 a GET's body is read and dropped") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(200, R"({"calls":[]})"));
  CHECK(at.ask(get_request("/call/list", "Content-Length: 5\r\n") + "GET /").status == 200);
  CHECK(at.ask(get_request(ok_path)).status == 200);
  CHECK(at.worker.upstream.requests().front().find("Content-Length") == std::string::npos);
}

TEST_CASE("F21 ten thousand chunks of one byte need memory as large as the body") {
  session_fixture at;
  at.send(
      "POST /api/layer/evolution-go/call/reject HTTP/1.1\r\nHost: a\r\napikey: demo\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 10'000; ++i) at.send("1\r\n \r\n");
  CHECK(at.received.empty());
  at.send("0\r\n\r\n");
  CHECK(at.take_answer().status == 400);
  const auto held = at.worker.buffers.take();
  CHECK(held->in.capacity() < 64 * 1024);
}

TEST_CASE("L5 a client that does not read its answer is reset") {
  session_fixture at;
  at.client->let_write(10);
  at.send(get_request(ok_path));
  CHECK(at.received.size() == 10);
  at.client->let_write(5);
  at.loop.run();
  CHECK(at.received.size() == 15);
  at.loop.advance(seconds(15));
  CHECK(at.session->done());
  CHECK(at.client->will_reset());
  CHECK(at.take_log().find(R"("outcome":"client-gone")") != std::string::npos);
  CHECK(at.worker.records == 1);
}

TEST_CASE("an answer leaves in as many writes as the client's window needs") {
  session_fixture at;
  at.client->let_write(0);
  at.send(get_request(ok_path));
  for (int i = 0; i < 200 && at.received.size() < 800; ++i) {
    at.client->let_write(7);
    at.loop.run();
  }
  at.client->let_write(memory_stream::no_bound);
  at.loop.run();
  CHECK(at.take_answer().body == R"({"status":"ok"})");
  CHECK_FALSE(at.is_over());
  CHECK(at.ask(get_request(ok_path)).status == 200);
}

TEST_CASE("L5 a reader that takes something gets its time again, however long all of it takes") {
  auto settings = test_settings();
  settings.limits.write_timeout = seconds(15);
  session_fixture at(settings);
  at.client->let_write(0);
  at.send(get_request(ok_path));
  for (int i = 0; i < 10; ++i) {
    at.loop.advance(seconds(14));
    at.client->let_write(7);
    at.loop.run();
    REQUIRE(at.received.size() == static_cast<std::size_t>(7 * (i + 1)));
  }
  at.client->let_write(memory_stream::no_bound);
  at.loop.run();
  CHECK(at.take_answer().status == 200);
  CHECK_FALSE(at.client->will_reset());
}

}  // namespace ramal::test
