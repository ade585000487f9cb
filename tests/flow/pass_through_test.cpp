// What is no call goes to an Evolution GO server (contracts/gateway.md section 3), over memory.
#include <catch2/catch.hpp>

#include "tests/flow/go_fixture.hpp"

namespace ramal::test {
namespace {

using namespace std::chrono_literals;

}  // namespace

TEST_CASE("a request that is no call goes to Evolution GO with the token, and its answer comes back") {
  through at;
  at.send(get_request("/user/info?number=%2B55", "Accept: text/plain\r\nCookie: c\r\nX-Forwarded-For: 1.2.3.4\r\n"));
  const std::string sent = at.go.take_received();
  CHECK(
      sent.starts_with("GET /base/user/info?number=%2B55 HTTP/1.1\r\nHost: ramal.example\r\napikey: "
                       "token-of-instance\r\nAccept: text/plain\r\nUser-Agent: ramal/"));
  CHECK(has(sent, "\r\nVia: 1.1 ramal\r\n"));
  for (const std::string_view no : {"Cookie", "X-Forwarded", "demo", "Content-Length", "Transfer-Encoding"})
    CHECK_FALSE(has(sent, no));
  at.go.put(ok(R"({"message":"success"})", "Set-Cookie: a=b\r\nServer: gin\r\nAccess-Control-Allow-Origin: *\r\n"));
  const client_answer answer = at.take_answer();
  CHECK(answer.status == 200);
  CHECK(answer.body == R"({"message":"success"})");
  CHECK(answer.field("Content-Type") == "application/json");
  CHECK(answer.field("X-Request-Id") != "");
  CHECK_FALSE(has(answer.head, "Set-Cookie"));
  CHECK_FALSE(has(answer.head, "Server"));
  const auto cors = answer.head.find("Access-Control-Allow-Origin");
  CHECK(cors != std::string::npos);
  CHECK(answer.head.find("Access-Control-Allow-Origin", cors + 1) == std::string::npos);
  CHECK(at.engine_saw_nothing());
  CHECK_FALSE(at.is_over());
  CHECK(at.go.idle() == 1);
  at.send(get_request("/user/info"));
  at.go.put(ok("{}"));
  CHECK(at.take_answer().status == 200);
  CHECK(at.go.connects() == 1);
}

TEST_CASE("bodies pass by length and chunked, in pieces, and the next request is the next one") {
  through at;
  at.send(upload_head("Content-Length: 10", "") + "01234");
  CHECK(has(at.go.received(), "Content-Length: 10\r\n"));
  CHECK(at.go.received().ends_with("\r\n\r\n01234"));
  at.send("56789" + get_request("/user/info"));
  CHECK(at.go.received().ends_with("\r\n\r\n0123456789"));
  at.go.take_received();
  at.go.put(ok("1"));
  CHECK(at.take_answer().body == "1");
  CHECK(has(at.go.received(), "GET /base/user/info"));
  at.go.put(ok("2"));
  CHECK(at.take_answer().body == "2");
  at.go.take_received();
  at.send(upload_head("Transfer-Encoding: chunked") + "5;x=y\r\nhello\r\n");
  CHECK(has(at.go.received(), "Transfer-Encoding: chunked\r\n"));
  CHECK(at.go.received().ends_with("\r\n\r\n5\r\nhello\r\n"));
  at.send("0\r\nTrailer: t\r\n\r\n");
  CHECK(at.go.received().ends_with("5\r\nhello\r\n0\r\n\r\n"));
  at.go.put(ok("3"));
  CHECK(at.take_answer().body == "3");
  at.go.take_received();
  at.send(post_request("/chat/archive", ""));
  CHECK(has(at.go.received(), "Content-Length: 0\r\n"));
  at.go.put(ok("4"));
  CHECK(at.take_answer().body == "4");
}

TEST_CASE("an upload is no faster than the server takes it, a download than the client") {
  through at;
  at.go.takes = 100'000;
  const std::string body(1'000'000, 'u');
  at.send(upload_head("Content-Length: 1000000") + body);
  CHECK(at.go.received().size() == 100'000);
  at.go.stream()->let_write(memory_stream::no_bound);
  at.loop.run();
  CHECK(at.go.received().ends_with("\r\n\r\n" + body));
  const std::string back(1'000'000, 'd');
  at.client->let_write(50'000);
  at.go.put("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 1000000\r\n\r\n" + back);
  CHECK(at.received.size() == 50'000);
  CHECK(at.go.stream()->unread() > 800'000);
  at.client->let_write(memory_stream::no_bound);
  at.loop.run();
  const client_answer answer = at.take_answer();
  CHECK(answer.status == 200);
  CHECK(answer.body == back);
}

TEST_CASE("an answer without a length passes in chunks, and to HTTP/1.0 until the end") {
  through at;
  at.send(get_request("/user/avatar"));
  at.go.put("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nabc");
  CHECK(has(at.received, "Transfer-Encoding: chunked\r\n"));
  CHECK(at.received.ends_with("\r\n\r\n3\r\nabc\r\n"));
  at.go.end();
  CHECK(at.received.ends_with("3\r\nabc\r\n0\r\n\r\n"));
  CHECK_FALSE(at.is_over());
  CHECK(at.go.idle() == 0);
  at.connect();
  at.send("GET /api/layer/evolution-go/user/avatar HTTP/1.0\r\nHost: a\r\napikey: demo\r\n\r\n");
  at.go.put("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  CHECK(at.received.ends_with("\r\n\r\nabc"));
  CHECK(at.is_over());
}

TEST_CASE("HEAD passes as it is, and its answer has no body") {
  through at;
  std::string head = get_request("/user/avatar");
  at.send(head.replace(0, 3, "HEAD"));
  CHECK(at.go.received().starts_with("HEAD /base/user/avatar"));
  at.go.put("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 77\r\n\r\n");
  const client_answer answer = at.take_answer(true);
  CHECK(answer.status == 200);
  CHECK(answer.field("Content-Length") == "77");
  CHECK_FALSE(at.is_over());
  CHECK(at.go.idle() == 1);
}

TEST_CASE("an answer that comes before the whole request passes at once, and ends the connection") {
  through at;
  at.send(upload_head("Content-Length: 1000") + "begin");
  at.go.put("HTTP/1.1 413 Too Large\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  const client_answer answer = at.take_answer();
  CHECK(answer.status == 413);
  CHECK(answer.field("Connection") == "close");
  CHECK(at.is_over());
  CHECK(at.go.idle() == 0);
}

TEST_CASE("a server that answers and takes no more: the answer passes, whatever became of the rest") {
  for (const bool reset : {false, true}) {
    through at;
    at.go.takes = 100;
    at.send(upload_head("Content-Length: 100000") + std::string(50'000, 'u'));
    at.go.stream()->put("HTTP/1.1 413 Too Large\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    if (!reset) at.go.stream()->put_end();
    at.loop.run();
    CHECK(at.take_answer().status == 413);
    CHECK(at.is_over());
    CHECK(at.go.idle() == 0);
  }
}

TEST_CASE("a client that has ended its side gets its answer") {
  through at;
  at.send(post_request("/send/text", "{}"));
  at.client->put_end();
  at.loop.run();
  at.go.put(ok("1"));
  CHECK(at.take_answer().body == "1");
}

TEST_CASE("U10 a body where none may be is nobody's") {
  for (const auto& [verb, answer] : {std::pair("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
                                     std::pair("GET", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"),
                                     std::pair("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello")}) {
    INFO(answer);
    through at;
    std::string request = get_request("/user/avatar");
    at.send(request.replace(0, 3, verb));
    at.go.put(answer);
    CHECK(at.received.ends_with("\r\n\r\n"));
    CHECK_FALSE(at.is_over());
    CHECK(at.go.idle() == 0);
    at.received.clear();
    at.send(get_request("/user/info"));
    at.go.put(ok("2"));
    CHECK(at.take_answer().body == "2");
    CHECK(at.go.connects() == 2);
  }
}

TEST_CASE("U11 interim answers are skipped, up to eight of them") {
  for (const std::size_t count : {8U, 9U}) {
    through at;
    at.send(post_request("/send/text", "{}"));
    for (std::size_t i = 0; i < count && at.go.stream() != nullptr; ++i)
      at.go.put("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n");
    if (at.go.stream() != nullptr) at.go.put(ok("1"));
    CHECK(at.take_answer().status == (count == 8 ? 200U : 502U));
  }
}

TEST_CASE("both ways may be under way at once") {
  through at;
  at.send(upload_head("Transfer-Encoding: chunked") + "3\r\nabc\r\n");
  at.go.put("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nABC\r\n");
  CHECK(at.received.ends_with("3\r\nABC\r\n"));
  at.send("3\r\ndef\r\n");
  CHECK(at.go.received().ends_with("3\r\ndef\r\n"));
  at.send("0\r\n\r\n");
  CHECK(at.go.received().ends_with("0\r\n\r\n"));
  at.go.put("3\r\nDEF\r\n0\r\n\r\n");
  CHECK(at.received.ends_with("3\r\nDEF\r\n0\r\n\r\n"));
}

TEST_CASE("U8 an answer that is cut never looks whole, and the connection ends") {
  struct row {
    std::string head, body;
  };
  const row rows[] = {{"Content-Length: 10", "01234"},
                      {"Transfer-Encoding: chunked", "5\r\n01234\r\n"},
                      {"Transfer-Encoding: chunked", "5\r\n01234\r\n0\r\n"}};
  for (const auto& [head, body] : rows)
    for (const bool reset : {false, true}) {
      INFO(head << " " << body << reset);
      through at;
      at.send(get_request("/user/avatar"));
      at.go.put("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n" + head + "\r\n\r\n" + body);
      if (reset) at.go.reset();
      else at.go.end();
      CHECK(has(at.received, "HTTP/1.1 200 "));
      CHECK_FALSE(has(at.received, "\r\n0\r\n"));
      CHECK(at.received.find("56789") == std::string::npos);
      CHECK(at.session->done());
      CHECK(at.go.connects() == 1);
      CHECK(has(at.take_log(), "UPSTREAM_RESET"));
    }
  through old;
  old.send("GET /api/layer/evolution-go/user/avatar HTTP/1.0\r\nHost: a\r\napikey: demo\r\n\r\n");
  old.go.put("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 10\r\n\r\n01234");
  old.go.end();
  CHECK(old.session->done());
}

TEST_CASE("U3 nothing is sent twice, and a failure before the answer is told") {
  for (const bool post : {false, true}) {
    through at;
    at.send(post ? post_request("/send/text", "{}") : get_request("/user/info"));
    at.go.reset();
    const client_answer answer = at.take_answer();
    CHECK(answer.status == 502);
    CHECK(has(answer.body, "UPSTREAM_RESET"));
    CHECK(answer.field("X-Ramal-Upstream") == "unknown");
    CHECK(at.go.connects() == 1);
  }
  through refused;
  refused.go.refuses = true;
  const client_answer answer = refused.ask(post_request("/send/text", "{}"));
  CHECK(answer.status == 502);
  CHECK(answer.field("X-Ramal-Upstream") == "not-sent");
  CHECK(has(answer.body, "Evolution GO cannot be reached"));
}

TEST_CASE("F23 an upload that ends in the middle never looks whole to the server") {
  through at;
  at.send(upload_head("Transfer-Encoding: chunked") + "5\r\nhello\r\n");
  at.client->put_end();
  at.loop.run();
  CHECK(at.take_answer().status == 400);
  CHECK_FALSE(has(at.go.received(), "\r\n0\r\n"));
  CHECK(at.go.stream() == nullptr);
  CHECK(at.go.idle() == 0);
}

TEST_CASE("F5 F17 an upload over the limit is 413, before the server is asked if its length says so") {
  config::gateway settings = go_settings();
  settings.evolution_go->body_bytes = 1'024;
  through at(settings);
  CHECK(at.ask(upload_head("Content-Length: 1025", "Expect: 100-continue\r\n")).status == 413);
  CHECK(at.go.connects() == 0);
  at.connect();
  at.send(upload_head("Transfer-Encoding: chunked") + "400\r\n" + std::string(1'024, 'x') + "\r\n1\r\ny\r\n0\r\n\r\n");
  CHECK(at.take_answer().status == 413);
  CHECK_FALSE(has(at.go.received(), "\r\n0\r\n"));
}

TEST_CASE("H8 a client that waits for it is told to continue once the server is there") {
  through at;
  at.send(upload_head("Content-Length: 5", "Expect: 100-continue\r\n"));
  CHECK(at.received == "HTTP/1.1 100 Continue\r\n\r\n");
  at.received.clear();
  at.send("hello");
  CHECK_FALSE(has(at.go.received(), "Expect"));
  CHECK(at.go.received().ends_with("\r\n\r\nhello"));
  at.go.put(ok("{}"));
  CHECK(at.take_answer().status == 200);
  through refused;
  refused.go.refuses = true;
  CHECK(refused.ask(upload_head("Content-Length: 5", "Expect: 100-continue\r\n")).status == 502);
}

TEST_CASE("a side that stands still ends the transfer, a slow one at the least rate does not") {
  through sender;
  sender.send(upload_head("Content-Length: 100000") + "begin");
  sender.loop.advance(9s);
  CHECK(sender.received.empty());
  sender.loop.advance(2s);
  CHECK(sender.take_answer().status == 408);
  through slow;
  slow.send(upload_head("Content-Length: 61440"));
  for (int i = 0; i < 30; ++i) {
    slow.loop.advance(2s);
    slow.send(std::string(2'048, 'x'));
  }
  slow.go.put(ok("{}"));
  CHECK(slow.take_answer().status == 200);
  through deaf;
  deaf.go.takes = 10;
  deaf.send(upload_head("Content-Length: 5") + "hello");
  deaf.loop.advance(11s);
  CHECK(deaf.take_answer().status == 504);
  through mute;
  mute.send(get_request("/user/info"));
  mute.loop.advance(29s);
  CHECK(mute.received.empty());
  mute.loop.advance(2s);
  const client_answer answer = mute.take_answer();
  CHECK(answer.status == 504);
  CHECK(answer.field("X-Ramal-Upstream") == "unknown");
  through stops;
  stops.send(get_request("/user/info"));
  stops.go.put("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 10\r\n\r\n01");
  stops.loop.advance(11s);
  CHECK(stops.session->done());
  through unread;
  unread.send(get_request("/user/info"));
  unread.client->let_write(10);
  unread.go.put("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 2\r\n\r\n01");
  unread.loop.advance(11s);
  CHECK(unread.session->done());
  CHECK(unread.client->will_reset());
}

TEST_CASE("K4 the token does not come back, in a body of JSON or in a field") {
  through at;
  at.send(get_request("/user/info"));
  at.go.put(
      ok(R"({"apikey":"token-of-instance","other":"token\u002dof-instance"})", "ETag: \"token-of-instance\"\r\n"));
  const client_answer answer = at.take_answer();
  CHECK(answer.status == 200);
  CHECK_FALSE(has(answer.body, "instance"));
  CHECK(answer.field("ETag") == "\"*****************\"");
  CHECK(has(at.take_log(), "key_echoes"));
}

TEST_CASE("K3 neither the token nor the global key is in a log") {
  through at;
  at.send(get_request("/user/token-of-instance", "X-Request-Id: token-of-instance\r\n"));
  at.go.put(ok("{}"));
  CHECK(at.take_answer().status == 200);
  const std::string log = at.take_log();
  CHECK_FALSE(log.empty());
  CHECK_FALSE(has(log, "token-of-instance"));
}

TEST_CASE("who may pass, and who gets what") {
  through at;
  CHECK(at.ask(with_key(get_request("/user/info"), "unknown-key")).status == 401);
  const client_answer none = at.ask(with_key(get_request("/user/info"), "without"));
  CHECK(none.status == 404);
  CHECK(has(none.body, "ROUTE_NOT_FOUND"));
  CHECK(at.ask(get_request("/instance/all")).status == 403);
  CHECK(at.ask(get_request("/swagger/index.html")).status == 404);
  CHECK(at.ask(get_request("/call/unknown/word/x")).status == 404);
  CHECK(at.go.connects() == 0);
  CHECK(at.ask(get_request("/user//info")).status == 400);
  CHECK(at.go.connects() == 0);
  at.connect();
  at.send(with_key(get_request("/instance/all"), "admin"));
  CHECK(has(at.go.take_received(), "\r\napikey: global-key-of-go\r\n"));
  at.go.put(ok("[]"));
  CHECK(at.take_answer().status == 200);
  at.send(with_key(get_request("/user/info"), "admin"));
  CHECK(has(at.go.take_received(), "\r\napikey: other-token\r\n"));
  at.go.put(ok("[]"));
  CHECK(at.take_answer().status == 200);
  CHECK(at.engine_saw_nothing());
}

TEST_CASE("K13 a key that may not send messages sends nothing to Evolution GO") {
  config::gateway settings = go_settings();
  settings.keys[0].allow = {"calls"};
  through at(settings);
  const client_answer answer = at.ask(get_request("/user/info"));
  CHECK(answer.status == 403);
  CHECK(has(answer.body, "OPERATION_NOT_ALLOWED"));
  CHECK(at.go.connects() == 0);
}

TEST_CASE("the status of the instance is the server's where it is configured so and the key has a token") {
  config::gateway settings = go_settings();
  through usual(settings);
  usual.worker.upstream.answer_always(answer_of(200, R"({"calls":[]})"));
  CHECK(usual.ask(get_request("/instance/status")).status == 200);
  CHECK(usual.go.connects() == 0);
  settings.instance_status = config::status_source::evolution_go;
  through at(settings);
  at.send(get_request("/instance/status"));
  CHECK(at.go.received().starts_with("GET /base/instance/status"));
  at.go.put(ok(R"({"data":{"Connected":true}})"));
  CHECK(at.take_answer().body == R"({"data":{"Connected":true}})");
  CHECK(at.engine_saw_nothing());
  at.worker.upstream.answer_always(answer_of(200, R"({"calls":[]})"));
  CHECK(at.ask(with_key(get_request("/instance/status"), "without")).status == 200);
  CHECK(at.go.connects() == 1);
}

TEST_CASE("U14 L8 a dead or slow server has its own breaker and its own places") {
  config::gateway settings = go_settings();
  settings.evolution_go->breaker_failures = 2;
  through at(settings);
  at.go.refuses = true;
  CHECK(at.ask(get_request("/user/info")).status == 502);
  CHECK(at.ask(get_request("/user/info")).status == 502);
  const client_answer down = at.ask(get_request("/user/info"));
  CHECK(down.status == 503);
  CHECK(down.field("Retry-After") == "1");
  CHECK(at.go.connects() == 2);
  at.worker.upstream.answer_always(answer_of(200, R"({"calls":[]})"));
  CHECK(at.ask(get_request("/call/list")).status == 200);
  settings.evolution_go->in_flight = 1;
  through busy(settings);
  busy.worker.go.in_flight = 1;  // another request has the only place
  CHECK(busy.ask(get_request("/user/info")).status == 503);
  CHECK(busy.go.connects() == 0);
}

TEST_CASE("U7 an answer that makes no sense, or is encoded, is 502") {
  for (const std::string_view answer :
       {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\ncontent-encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"}) {
    through at;
    at.send(get_request("/user/info"));
    at.go.put(answer);
    INFO(answer);
    CHECK(at.take_answer().status == 502);
    CHECK(at.go.idle() == 0);
  }
}

TEST_CASE("U12 a client that goes ends the transfer") {
  through at;
  at.send(get_request("/user/info"));
  REQUIRE(at.go.stream() != nullptr);
  at.client->break_off();
  at.loop.run();
  CHECK(at.session->done());
  CHECK(at.go.stream() == nullptr);
  CHECK(at.go.idle() == 0);
}

}  // namespace ramal::test
