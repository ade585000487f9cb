// Clients that are slow, cut off, or refused (http-rules.md E0, F23, H8, L1, L2).
#include <catch2/catch.hpp>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string start_body = R"({"number":"5511999990000"})";
const std::string ok_path = "/server/ok";

void expect_refusal(session_fixture& at, unsigned status, std::string_view code) {
  const client_answer answer = at.take_answer();
  CHECK(answer.status == status);
  CHECK(answer.body.find("\"code\":\"" + std::string(code) + "\"") != std::string::npos);
  CHECK(answer.field("Connection") == "close");
  CHECK(answer.field("Cache-Control") == "no-store");
  CHECK(at.received.empty());
  CHECK(at.client->has_ended_writing());
  CHECK(at.worker.upstream.requests().empty());
  CHECK(at.worker.records == 1);
}

}  // namespace

TEST_CASE("L1 a head that is not complete in time is 408, counted from its first byte") {
  session_fixture at;
  at.loop.advance(seconds(5));
  at.send("GET /");
  at.loop.advance(seconds(9));
  at.send("api");
  at.loop.advance(seconds(1) - milliseconds(1));
  CHECK(at.received.empty());
  at.loop.advance(milliseconds(1));
  expect_refusal(at, 408, "REQUEST_TIMEOUT");
  CHECK(at.take_log().find(R"("total_ms":10000.000)") != std::string::npos);
}

TEST_CASE("L1 L4 a silent connection is closed after the idle timeout, a new one, too") {
  for (const bool used : {false, true}) {
    session_fixture at;
    if (used) CHECK(at.ask(get_request(ok_path)).field("Keep-Alive") == "timeout=75");
    at.loop.advance(seconds(75) - milliseconds(1));
    CHECK_FALSE(at.is_over());
    at.loop.advance(milliseconds(1));
    CHECK(at.session->done());
    CHECK(at.received.empty());
    CHECK(at.worker.records == (used ? 1 : 0));
  }
}

TEST_CASE("L1 the second request's head has its own time") {
  session_fixture at;
  at.send(get_request(ok_path) + "GET /");
  CHECK(at.take_answer().status == 200);
  at.loop.advance(seconds(10));
  CHECK(at.take_answer().status == 408);
}

TEST_CASE("L2 a body that is not complete in time is 408, counted from its head's end") {
  session_fixture at;
  const std::string request = post_request("/call/start", start_body);
  const auto head = request.size() - start_body.size();
  at.send(request.substr(0, 10));
  at.loop.advance(seconds(9));
  at.send(request.substr(10, head + 3 - 10));
  at.loop.advance(seconds(14));
  at.send(request.substr(head + 3, 3));
  at.loop.advance(seconds(1) - milliseconds(1));
  CHECK(at.received.empty());
  at.loop.advance(milliseconds(1));
  expect_refusal(at, 408, "REQUEST_TIMEOUT");
}

TEST_CASE("F23 a body cut by the client's end is 400, in any framing") {
  const std::string request = post_request("/call/start", start_body);
  const std::string chunked =
      "POST /api/layer/evolution-go/call/start HTTP/1.1\r\nHost: a\r\napikey: demo\r\n"
      "Transfer-Encoding: chunked\r\n\r\n1a\r\n" +
      start_body + "\r\n0\r\n\r\n";
  const std::size_t length_from = request.find("\r\n\r\n") + 4, chunk_from = chunked.find("\r\n\r\n") + 4;
  for (std::size_t size = length_from; size < request.size(); size += 5) {
    session_fixture at;
    at.client->put_end();
    at.send(request.substr(0, size));
    expect_refusal(at, 400, "BODY_CUT");
  }
  for (std::size_t size = chunk_from; size < chunked.size(); ++size) {
    session_fixture at;
    at.client->put_end();
    at.send(chunked.substr(0, size));
    expect_refusal(at, 400, "BODY_CUT");
  }
}

TEST_CASE("a client that goes in the middle of a head gets no answer and no record") {
  session_fixture at;
  at.client->put_end();
  at.send("GET / HT");
  CHECK(at.session->done());
  CHECK(at.received.empty());
  CHECK(at.worker.records == 0);
}

TEST_CASE("a client that half-closes behind its request is answered") {
  session_fixture at;
  at.client->put_end();
  CHECK(at.ask(get_request(ok_path)).status == 200);
  CHECK(at.session->done());
}

TEST_CASE("H8 100 is sent only to a client that waits for it, and only when head, route, key and length are fine") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(201, R"({"id":"a"})"));
  const std::string expect = "Expect: 100-continue\r\n";
  const std::string request = post_request("/call/start", start_body, expect);
  const auto head = request.size() - start_body.size();

  SECTION("a waiting client") {
    at.send(request.substr(0, head));
    CHECK(at.received == "HTTP/1.1 100 Continue\r\n\r\n");
    at.received.clear();
    CHECK(at.ask(request.substr(head)).status == 201);
  }
  SECTION("a client that sends the body at once") {
    CHECK(at.ask(request).status == 201);
    CHECK(at.received.empty());
  }
  SECTION("an unknown key") {
    std::string wrong = request.substr(0, head);
    wrong.replace(wrong.find("demo"), 4, "nope");
    CHECK(at.ask(wrong).status == 401);
    CHECK(at.is_over());
  }
  SECTION("an unknown path") {
    CHECK(at.ask(post_request("/nowhere", start_body, expect).substr(0, 150)).status == 404);
  }
  SECTION("a body that would be too large") {
    at.send(
        "POST /api/layer/evolution-go/call/start HTTP/1.1\r\nHost: a\r\napikey: demo\r\nExpect: 100-continue\r\n"
        "Content-Length: 262145\r\n\r\n");
    expect_refusal(at, 413, "PAYLOAD_TOO_LARGE");
  }
  SECTION("a client that cannot take the 100") {
    at.client->let_write(0);
    at.send(request.substr(0, head));
    CHECK(at.received.empty());
    at.loop.advance(seconds(15));
    at.client->let_write(100'000);
    at.loop.run();
    CHECK(at.take_answer().status == 408);
  }
}

TEST_CASE("E0 after a refusal nothing more is interpreted, and at most 64 KiB or 1 s are drained") {
  session_fixture at;
  at.send("GET / HTTP/1.1\r\nHost : a\r\n\r\n" + get_request(ok_path));
  expect_refusal(at, 400, "BAD_HEADER");
  SECTION("the client closes") {
    at.client->put_end();
    at.loop.run();
    CHECK(at.session->done());
  }
  SECTION("the client stays") {
    at.loop.advance(milliseconds(999));
    CHECK_FALSE(at.session->done());
    at.send(get_request(ok_path));
    at.loop.advance(milliseconds(1));
    CHECK(at.session->done());
  }
  SECTION("the client floods") {
    for (int i = 0; i < 9; ++i) at.send(std::string(8 * 1024, 'x'));
    CHECK(at.session->done());
    CHECK(at.client->unread() <= 8 * 1024);
  }
  CHECK(at.received.empty());
  CHECK(at.worker.records == 1);
}

}  // namespace ramal::test
