#include <catch2/catch.hpp>

#include "tests/wire/any_split.hpp"

namespace ramal::test {
namespace {

using namespace std::string_literals;

std::string answer(std::string_view fields) { return "HTTP/1.1 200 OK\r\n" + std::string(fields) + "\r\n"; }

void refuse(const std::string& input) {
  CAPTURE(input.substr(0, 300));
  const auto out = answer_by_any_split(input);
  CHECK(out.end == progress::failed);
  CHECK(out.kind == failure_kind::upstream_malformed);
}

}  // namespace

TEST_CASE("U7 the status line is strict") {
  for (const char* line : {"HTTP/0.9 200 OK",
                           "HTTP/1.2 200 OK",
                           "HTTP/2.0 200 OK",
                           "HTTP/2 200",
                           "http/1.1 200 OK",
                           "ICY 200 OK",
                           "HTTP/1.1  200 OK",
                           "HTTP/1.1 200\tOK",
                           "HTTP/1.1",
                           "HTTP/1.1 ",
                           "HTTP/1.1 20",
                           "HTTP/1.1 2000 OK",
                           "HTTP/1.1 099 x",
                           "HTTP/1.1 000 x",
                           "HTTP/1.1 600 x",
                           "HTTP/1.1 999 x",
                           "HTTP/1.1 -20 x",
                           "HTTP/1.1 2x0 x",
                           "HTTP/1.1 200 a\x01z",
                           "HTTP/1.1 200 O\rK",
                           " HTTP/1.1 200 OK",
                           "",
                           "HTTP/1.1 101 Switching Protocols",
                           "<html>"}) {
    refuse(std::string(line) + "\r\nContent-Length: 0\r\n\r\n");
  }
  refuse("HTTP/1.1 200 O\0K\r\n\r\n"s);
  refuse("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
  for (const char* line :
       {"HTTP/1.1 200 OK", "HTTP/1.1 200 ", "HTTP/1.1 200", "HTTP/1.0 200 OK", "HTTP/1.1 200 Muito bem: caf\xc3\xa9"}) {
    const auto out = answer_by_any_split(std::string(line) + "\r\nContent-Length: 0\r\n\r\n");
    CHECK(out.end == progress::done);
    CHECK(out.status == 200);
  }
  CHECK(answer_by_any_split("HTTP/1.1 100 Continue\r\n\r\n").status == 100);
  CHECK(answer_by_any_split("HTTP/1.1 599 x\r\n\r\n").status == 599);
}

TEST_CASE("U7 odd framing, folded lines and control bytes are malformed") {
  for (const char* fields : {"Content-Length: 5, 5\r\n",
                             "Content-Length: 5\r\nContent-Length: 5\r\n",
                             "Content-Length: +5\r\n",
                             "Content-Length:\r\n",
                             "Content-Length: 05\r\n",
                             "Content-Length: 99999999999999999999\r\n",
                             "Transfer-Encoding: gzip, chunked\r\n",
                             "Transfer-Encoding: identity\r\n",
                             "Transfer-Encoding:\r\n",
                             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                             "Transfer-Encoding: chunked, chunked\r\n",
                             "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                             "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                             "Connection: clo se\r\n",
                             "A: b\r\n c\r\n",
                             " A: b\r\n",
                             "A : b\r\n",
                             "A\r\n",
                             ": b\r\n",
                             "A: b\rc\r\n",
                             "A: b\n",
                             "A: \x01\r\n",
                             "caf\xe9: b\r\n"}) {
    refuse(answer(fields));
  }
  refuse(answer("A: b\0c\r\n"s));
  refuse("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  refuse("HTTP/1.1 204 No Content\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
}

TEST_CASE("U7 a head over 32 KiB is malformed") {
  const std::size_t rest = answer("a: \r\n").size();
  CHECK(answer_by_any_split(answer("a: " + std::string(32'768 - rest, 'x') + "\r\n")).size == 32'768);
  refuse(answer("a: " + std::string(32'769 - rest, 'x') + "\r\n"));
  refuse("HTTP/1.1 200 " + std::string(40'000, 'x'));
  refuse(std::string(40'000, 'x'));
}

TEST_CASE("An answer's framing follows its status and fields") {
  struct row {
    const char* head;
    body_kind body;
    std::uint64_t length;
    bool keep_alive;
  };
  for (const row& r : std::vector<row>{
           {"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n", body_kind::length, 12, true},
           {"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", body_kind::length, 0, true},
           {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n", body_kind::chunked, 0, true},
           {"HTTP/1.1 200 OK\r\n\r\n", body_kind::until_close, 0, false},
           {"HTTP/1.1 204 No Content\r\n\r\n", body_kind::none, 0, true},
           {"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", body_kind::none, 0, true},
           {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", body_kind::none, 0, true},
           {"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", body_kind::none, 0, true},
           {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n", body_kind::length, 1, false},
           {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive, Close\r\n\r\n", body_kind::length, 1,
            false},
           {"HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\n", body_kind::length, 1, false}}) {
    CAPTURE(r.head);
    const auto out = answer_by_any_split(std::string(r.head) + "rest");
    CHECK(out.end == progress::done);
    CHECK(out.size == std::string_view(r.head).size());
    CHECK(out.body == r.body);
    CHECK(out.length == r.length);
    CHECK(out.keep_alive == r.keep_alive);
  }
}

TEST_CASE("U11 an interim answer is skipped by its size and a reset") {
  const std::string interim = "HTTP/1.1 100 Continue\r\nRetry-After: 9\r\n\r\n";
  const std::string both = interim + answer("Content-Length: 3\r\n");
  wire::answer_head_reader reader;
  REQUIRE(reader.feed(both) == progress::done);
  CHECK(reader.head().status == 100);
  CHECK(reader.size() == interim.size());
  reader.reset();
  REQUIRE(reader.feed(std::string_view(both).substr(interim.size())) == progress::done);
  CHECK(reader.head().status == 200);
  CHECK(reader.head().passed_count == 0);
}

TEST_CASE("The texts of an answer head are found wherever its bytes stand by now") {
  std::string bytes = answer("Content-Length: 3\r\nRetry-After: 7\r\n");
  wire::answer_head_reader reader;
  REQUIRE(reader.feed(bytes) == progress::done);
  const std::string moved = bytes + "abc";
  bytes.assign(bytes.size(), '!');
  CHECK(reader.head().passed[0].name.of(moved) == "Retry-After");
  CHECK(reader.head().passed[0].value.of(moved) == "7");
}

TEST_CASE("The Server field is known to the log, where it is visible ASCII") {
  const std::string bytes = answer("Content-Length: 3\r\nsErver: cloudflare/1 (x)\r\nServer: caf\xc3\xa9\r\n");
  wire::answer_head_reader reader;
  REQUIRE(reader.feed(bytes) == progress::done);
  CHECK(reader.head().server.of(bytes) == "cloudflare/1 (x)");
  reader.reset();
  const std::string without = answer("Content-Length: 3\r\nX-Server: a\r\n");
  REQUIRE(reader.feed(without) == progress::done);
  CHECK(reader.head().server.empty());
}

TEST_CASE("U13 Retry-After and RateLimit fields are collected") {
  const auto out = answer_by_any_split(
      answer("Content-Length: 1\r\nretry-after: 30\r\nRateLimit-Limit: 100\r\nRATELIMIT-remaining: 0\r\n"
             "RateLimit: limit=100, remaining=0, reset=5\r\nX-RateLimit-Limit: 9\r\nServer: x\r\nSet-Cookie: a=b\r\n"));
  CHECK(out.passed == std::vector<std::string>{"retry-after: 30", "RateLimit-Limit: 100", "RATELIMIT-remaining: 0",
                                               "RateLimit: limit=100, remaining=0, reset=5"});
  std::string many;
  for (int i = 0; i < 12; ++i) many += "RateLimit-" + std::to_string(i) + ": x\r\n";
  CHECK(answer_by_any_split(answer(many)).passed.size() == 8);
  CHECK(answer_by_any_split(answer("Retry-After: 1\r\nRetry-After: 2\r\n")).passed ==
        std::vector<std::string>{"Retry-After: 1"});
}

TEST_CASE("H11 a passed value is visible ASCII or it is dropped") {
  for (const std::string& field :
       {std::string("Retry-After: 1\t2"), std::string("Retry-After: caf\xc3\xa9"), std::string("Retry-After:"),
        "RateLimit: " + std::string(257, 'x'), std::string("RateLimit{x}: 1"), std::string("RateLimi: 1"),
        std::string("RateLimit|x: 1")}) {
    CAPTURE(field);
    const auto out = answer_by_any_split(answer(field + "\r\n"));
    if (field.find('{') != std::string::npos) {
      CHECK(out.end == progress::failed);  // no token
    } else {
      CHECK(out.end == progress::done);
    }
    CHECK(out.passed.empty());
  }
}

}  // namespace ramal::test
