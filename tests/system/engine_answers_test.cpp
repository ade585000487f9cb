// Rules U7 to U13 of http-rules.md: answers of the engine that are malformed, cut, too large, or not alone.
#include <catch2/catch.hpp>

#include <cstdio>

#include "tests/system/engine_failures.hpp"

namespace ramal::system_tests {

using namespace std::string_literals;

TEST_CASE("U7 an answer that makes no sense: 502, and its connection is destroyed") {
  gateway both;
  for (const std::string& bytes :
       {"garbage\r\n\r\n"s, "{\"calls\":[]}\r\n\r\n"s, "HTTP/2 200 OK\r\n\r\n"s,
        "HTTP/1.1 600 X\r\nContent-Length: 0\r\n\r\n"s, "HTTP/1.1 101 Y\r\nUpgrade: x\r\n\r\n"s,
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nContent-Length: 12\r\n\r\n{\"calls\":[]}"s,
        "HTTP/1.1 200 OK\r\nContent-Length: 12, 12\r\n\r\n{\"calls\":[]}"s,
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"calls\":[]}\r\n0\r\n\r\n"s,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{\"calls\":[]}"s,
        "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n"s,
        "HTTP/1.1 200 OK\nContent-Length: 12\n\n{\"calls\":[]}"s,
        "HTTP/1.1 200 OK\r\nX: \0\r\nContent-Length: 0\r\n\r\n"s,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+c\r\n{\"calls\":[]}\r\n0\r\n\r\n"s,
        "HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n"}) {
    CAPTURE(visible(bytes.substr(0, 200)));
    const auto connections = both.engine.connections();
    both.engine.reply_next(raw(bytes));
    check_failure(both.ask(a_start), 502, "UPSTREAM_MALFORMED", "unknown");
    CHECK(both.ask(a_list).status == 200);
    CHECK(both.engine.connections() >= connections + 1);
    both.engine.close_idle();
  }
}

TEST_CASE("U8 an answer cut short is 502, never a cut 200") {
  gateway both;
  for (const auto how : {after_reply::close, after_reply::reset})
    for (const char* part :
         {"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"calls\":[]", "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"calls\":[]}\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"calls\":[]}\r\n0\r\n"}) {
      CAPTURE(part);
      both.engine.reply_next(raw(part, how));
      const auto seen = both.ask(a_list);
      CHECK(seen.status == 502);
      CHECK(*seen.find("X-Ramal-Upstream") == "unknown");
    }
}

TEST_CASE("U9 an answer over the limit is 502") {
  gateway both;
  const auto chunked = [](const std::string& body) {
    std::string chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < body.size(); at += 4096) {
      const auto part = body.substr(at, 4096);
      char size[16];
      std::snprintf(size, sizeof size, "%zx\r\n", part.size());
      chunks += size + part + "\r\n";
    }
    return chunks + "0\r\n\r\n";
  };
  const std::string over(1'048'577, ' ');
  for (const auto& bytes : {json_reply(200, over).bytes, chunked(over), "HTTP/1.1 200 OK\r\n\r\n" + over}) {
    both.engine.reply_next(raw(bytes, after_reply::close));
    check_failure(both.ask(a_list), 502, "UPSTREAM_TOO_LARGE", "unknown");
  }
}

TEST_CASE("U10 bytes behind an answer or on an idle connection end the connection and reach nobody") {
  gateway both;
  auto client = both.connect();
  const std::string second = "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"evil\":\"evil\" }";
  for (const std::string& surplus : {second, "x"s, "\r\n"s, "HTTP/1.1 100 Continue\r\n\r\n"s}) {
    both.engine.reply_next(raw(empty_list + surplus));
    client.send(a_list);
    CHECK(client.read_answer().status == 200);
    const auto connections = both.engine.connections();
    client.send(a_start);
    const auto next = client.read_answer();
    CHECK(next.status == 201);
    CHECK(next.raw.find("evil") == std::string::npos);
    CHECK(both.engine.connections() == connections + 1);
    both.engine.close_idle();
  }
}

TEST_CASE("U11 up to eight interim answers are swallowed") {
  gateway both;
  const auto interim = [](int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i)
      bytes += i % 2 == 0 ? "HTTP/1.1 100 Continue\r\n\r\n" : "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    return bytes + empty_list;
  };
  auto client = both.connect();
  both.engine.reply_next(raw(interim(8)));
  client.send(a_list);
  CHECK(client.read_answer().status == 200);
  both.engine.reply_next(raw(interim(9)));
  client.send(a_list);
  check_failure(client.read_answer(), 502, "UPSTREAM_MALFORMED", "unknown");
}

TEST_CASE("U11 a connection to the engine serves at most 1,000 requests") {
  gateway both;
  auto client = both.connect();
  for (int i = 0; i < 1'001; ++i) {
    client.send(a_list);
    REQUIRE(client.read_answer().status == 200);
  }
  CHECK(both.engine.connections() == 2);
  CHECK(both.engine.requests()[999].on_connection == 999);
}

TEST_CASE("U13 503 and 429 pass with Retry-After, and nothing is asked again") {
  gateway both;
  for (const int status : {503, 500, 429}) {
    for (const auto& request : {a_start, a_list}) {
      const auto before = both.engine.requests().size();
      both.engine.reply_next(raw("HTTP/1.1 " + std::to_string(status) +
                                 " X\r\nRetry-After: 9\r\nContent-Length: 24\r\n\r\n{\"error\":\"not just now\"}"));
      const auto seen = both.ask(request);
      CHECK(seen.status == status);
      CHECK(*seen.find("Retry-After") == "9");
      CHECK(both.engine.requests().size() == before + 1);
    }
  }
}

}  // namespace ramal::system_tests
