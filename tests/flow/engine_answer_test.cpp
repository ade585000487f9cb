// What the engine may answer, in any shape and any pieces (http-rules.md U7 to U9, U11, U13).
#include <catch2/catch.hpp>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using end = engine_turn::end;

const std::string call_body = R"({"id":"a","status":"ACCEPTED"})";
const std::string ok_line = "HTTP/1.1 200 OK\r\n";

// The same answer in chunks of `step` bytes.
std::string chunked(std::string_view body, std::size_t step) {
  std::string text = ok_line + "Transfer-Encoding: chunked\r\n\r\n";
  char size[20];
  for (; !body.empty(); body.remove_prefix(std::min(step, body.size()))) {
    std::snprintf(size, sizeof size, "%zx\r\n", std::min(step, body.size()));
    text.append(size).append(body.substr(0, step)).append("\r\n");
  }
  return text + "0\r\n\r\n";
}

std::string list_body(std::size_t calls) {
  std::string body = R"({"calls":[)";
  for (std::size_t i = 0; i < calls; ++i)
    body.append(i == 0 ? "" : ",").append(R"({"id":"call_)" + std::to_string(i) + R"(","n":1.0})");
  return body + "]}";
}

struct bad_answer {
  const char* name;
  std::string bytes;
};

}  // namespace

TEST_CASE("an answer means the same in any framing and any split") {
  const bad_answer rows[] = {
      {"with a length", answer_of(200, call_body)},
      {"in one chunk", chunked(call_body, 1'000)},
      {"in chunks of one byte", chunked(call_body, 1)},
      {"until the end", ok_line + "\r\n" + call_body},
      {"behind interim answers",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + answer_of(200, call_body)},
  };
  std::string expected;
  for (const bad_answer& row : rows) {
    for (const std::size_t step : {std::size_t{100'000}, std::size_t{1}, std::size_t{3}, std::size_t{50}}) {
      INFO(row.name << " in reads of " << step);
      session_fixture at;
      at.worker.upstream.answer_always("");
      at.send(get_call);
      at.worker.upstream.last()->read_at_most(step);
      at.worker.upstream.last()->put(row.bytes);
      at.worker.upstream.last()->put_end();
      at.loop.run();
      const client_answer answer = at.take_answer();
      CHECK(answer.status == 200);
      if (expected.empty()) expected = answer.body;
      CHECK(answer.body == expected);
    }
  }
}

TEST_CASE("a list of a thousand calls passes in any framing") {
  const std::string body = list_body(1'000);
  for (const std::string& answer :
       {answer_of(200, body), chunked(body, 1), chunked(body, 4'096), ok_line + "\r\n" + body}) {
    session_fixture at;
    at.worker.upstream.script({{answer, end::close}});
    const client_answer got = at.ask(get_request("/call/list"));
    CHECK(got.status == 200);
    CHECK(got.body.find(R"("nativeId":"call_999","video":false,"mediaType":"audio","n":1.0}]})") != std::string::npos);
  }
}

TEST_CASE("U9 an answer over the limit is 502, in any framing, one of just the limit passes") {
  auto settings = test_settings();
  settings.engine.max_answer_bytes = 300'000;
  const std::string start = R"({"calls":[],"x":")", finish = "\"}";
  const std::string fits = start + std::string(300'000 - start.size() - finish.size(), 'x') + finish;
  for (const auto& [body, status] : {std::pair{fits, 200u}, std::pair{fits + " ", 502u}}) {
    for (const std::string& answer :
         {answer_of(200, body), chunked(body, 1), chunked(body, 1'000'000), ok_line + "\r\n" + body}) {
      session_fixture at(settings);
      at.worker.upstream.script({{answer, end::close}});
      const client_answer got = at.ask(get_request("/call/list"));
      CHECK(got.status == status);
      if (status == 502) CHECK(got.body.find("UPSTREAM_TOO_LARGE") != std::string::npos);
      if (status == 502) CHECK(at.worker.upstream.open() == 0);
    }
  }
}

TEST_CASE("an answer in ten thousand chunks of one byte needs memory as large as its body") {
  session_fixture at;
  at.worker.upstream.answer_always("");
  at.send(get_call);
  memory_stream& engine = *at.worker.upstream.last();
  engine.put(ok_line + "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 10'000; ++i) {
    engine.put("1\r\n \r\n");
    at.loop.run();
  }
  engine.put("a\r\n{\"id\":\"a\"}\r\n0\r\n\r\n");
  at.loop.run();
  CHECK(at.take_answer().status == 200);
  CHECK(at.worker.buffers.take()->reply.capacity() < 40 * 1024);
}

TEST_CASE("U8 every cut of an answer is 502, never a cut 200") {
  for (const std::string& whole : {answer_of(200, call_body), chunked(call_body, 5)}) {
    for (std::size_t size = 1; size < whole.size(); ++size) {
      for (const end how : {end::close, end::reset}) {
        session_fixture at;
        INFO("cut to " << size);
        at.worker.upstream.script({{whole.substr(0, size), how}});
        const client_answer answer = at.ask(post_request("/call/hangup", R"({"callId":"a"})"));
        CHECK(answer.status == 502);
        CHECK(answer.field("X-Ramal-Upstream") == "unknown");
        CHECK(at.worker.upstream.open() == 0);
      }
    }
  }
  const std::string until_end = ok_line + "\r\n" + call_body;
  for (std::size_t size = 1; size < until_end.size(); ++size) {
    session_fixture at;
    at.worker.upstream.script({{until_end.substr(0, size), end::close}});
    CHECK(at.ask(get_call).status == 502);
  }
}

TEST_CASE("U7 a malformed answer is 502 and its connection is destroyed") {
  const std::string body = "\r\n\r\n{}";
  const bad_answer rows[] = {
      {"no HTTP", "hello, I am no HTTP server\r\n\r\n"},
      {"HTTP/0.9", "{}\r\n\r\n"},
      {"HTTP/2", "HTTP/2.0 200 OK\r\nContent-Length: 2" + body},
      {"an unasked switch of protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"},
      {"status 99", "HTTP/1.1 099 No\r\nContent-Length: 2" + body},
      {"status 600", "HTTP/1.1 600 No\r\nContent-Length: 2" + body},
      {"two lengths", ok_line + "Content-Length: 2\r\nContent-Length: 2" + body},
      {"a list of lengths", ok_line + "Content-Length: 2, 2" + body},
      {"length and chunked", ok_line + "Content-Length: 2\r\nTransfer-Encoding: chunked" + body},
      {"another coding", ok_line + "Transfer-Encoding: gzip, chunked" + body},
      {"a folded line", ok_line + "A: b\r\n c\r\nContent-Length: 2" + body},
      {"NUL in a value", ok_line + "A: " + std::string(1, '\0') + "\r\nContent-Length: 2" + body},
      {"a bad chunk size", ok_line + "Transfer-Encoding: chunked\r\n\r\nxx\r\n{}\r\n0\r\n\r\n"},
      {"a chunk longer than its size", ok_line + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}}\r\n0\r\n\r\n"},
      {"a head over 32 KiB", ok_line + "A: " + std::string(33'000, 'a') + "\r\nContent-Length: 2" + body},
      {"nine interim answers",
       [] {
         std::string text;
         for (int i = 0; i < 9; ++i) text += "HTTP/1.1 100 Continue\r\n\r\n";
         return text + answer_of(200, call_body);
       }()},
      {"no JSON", answer_of(200, "<html>")},
      {"no object", answer_of(200, "[]")},
      {"no body", answer_of(200, "")},
      {"204", "HTTP/1.1 204 No Content\r\n\r\n"},
  };
  for (const bad_answer& row : rows) {
    INFO(row.name);
    session_fixture at;
    at.worker.upstream.answer_always(row.bytes);
    const client_answer answer = at.ask(get_call);
    CHECK(answer.status == 502);
    CHECK(answer.body.find("UPSTREAM_MALFORMED") != std::string::npos);
    CHECK(answer.field("X-Ramal-Upstream") == "unknown");
    CHECK(at.worker.upstream.requests().size() == 1);
    CHECK(at.received.empty());
  }
}

TEST_CASE("U11 eight interim answers are swallowed") {
  session_fixture at;
  std::string text;
  for (int i = 0; i < 8; ++i) text += "HTTP/1.1 102 Processing\r\nRetry-After: 7\r\n\r\n";
  at.worker.upstream.answer_always(text + answer_of(200, call_body));
  const client_answer answer = at.ask(get_call);
  CHECK(answer.status == 200);
  CHECK(answer.field("Retry-After").empty());
}

TEST_CASE("U13 the engine's failures pass with Retry-After and RateLimit fields, and nothing else of its head") {
  for (const unsigned status : {429u, 500u, 503u}) {
    session_fixture at;
    at.worker.upstream.answer_always(
        answer_of(status, R"({"error":"slow \u0064own","code":"A_CODE"})",
                  "Retry-After: 17\r\nRateLimit-Limit: 5\r\nratelimit: x\r\nSet-Cookie: a=b\r\nServer: engine\r\n"
                  "X-Powered-By: php\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"));
    const client_answer answer = at.ask(start_call);
    CHECK(answer.status == status);
    CHECK(answer.body == R"({"error":"slow \u0064own","code":"A_CODE"})");
    CHECK(answer.field("Retry-After") == "17");
    CHECK(answer.field("RateLimit-Limit") == "5");
    CHECK(answer.field("ratelimit") == "x");
    CHECK(answer.field("Date") == "Sat, 21 Nov 2026 01:02:03 GMT");
    CHECK(answer.head.find("Cookie") == std::string::npos);
    CHECK(answer.head.find("\r\nServer") == std::string::npos);
    CHECK(answer.head.find("Powered") == std::string::npos);
    CHECK(at.worker.upstream.requests().size() == 1);
  }
}

TEST_CASE("fields that pass stay whole however the answer's buffer grows") {
  for (const std::size_t size : {100u, 3'000u, 4'000u, 4'090u, 8'000u, 60'000u, 200'000u}) {
    for (const std::size_t step : {std::size_t{100'000}, std::size_t{1'000}, std::size_t{97}}) {
      session_fixture at;
      at.worker.upstream.answer_always("");
      at.send(get_call);
      memory_stream& engine = *at.worker.upstream.last();
      engine.read_at_most(step);
      engine.put("HTTP/1.1 503 No\r\nRetry-After: 123456\r\n\r\n{\"error\":\"" + std::string(size, 'e') + "\"}");
      engine.put_end();
      at.loop.run();
      CHECK(at.take_answer().field("Retry-After") == "123456");
    }
  }
}

TEST_CASE("K5 a redirect is not followed") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(302, "{}", "Location: https://elsewhere.example/\r\n"));
  const client_answer answer = at.ask(get_call);
  CHECK(answer.status == 502);
  CHECK(answer.head.find("elsewhere") == std::string::npos);
  CHECK(answer.body.find("UPSTREAM_REDIRECT") != std::string::npos);
}

}  // namespace ramal::test
