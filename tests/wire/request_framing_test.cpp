#include <catch2/catch.hpp>

#include "tests/wire/any_split.hpp"

namespace ramal::test {

TEST_CASE("F1 Content-Length beside Transfer-Encoding is refused, in any order and with any value") {
  const auto kind = failure_kind::bad_framing;
  check_refused({
      {"length first", post_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), kind},
      {"coding first", post_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), kind},
      {"length 0", post_with("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n"), kind},
      {"a coding we do not know", post_with("Transfer-Encoding: gzip, chunked\r\nContent-Length: 5\r\n"), kind},
      {"fields between", post_with("content-length: 5\r\nA: b\r\nTRANSFER-ENCODING: Chunked\r\n"), kind},
  });
}

TEST_CASE("F2 two lengths are refused, equal or not, as lines or as a list") {
  const auto kind = failure_kind::bad_framing;
  check_refused({
      {"equal", post_with("Content-Length: 5\r\nContent-Length: 5\r\n"), kind},
      {"different", post_with("Content-Length: 5\r\ncontent-length: 6\r\n"), kind},
      {"apart", post_with("Content-Length: 0\r\nAccept: a\r\nContent-Length: 0\r\n"), kind},
      {"equal list", post_with("Content-Length: 5, 5\r\n"), kind},
      {"list", post_with("Content-Length: 5,6\r\n"), kind},
  });
}

TEST_CASE("F3 a length is plain digits without a leading zero") {
  for (const char* value : {"+5", "-5", "0x5", "5_0", "1 0", "abc", "", "05", "00", "5.0", "5;", "1e3", "\"5\"",
                            "18446744073709551616", "99999999999999999999", "100000000000000000000000000"}) {
    check_refused({{value, post_with("Content-Length: " + std::string(value) + "\r\n"), failure_kind::bad_framing}});
  }
}

TEST_CASE("F4 blanks around a length are accepted") {
  for (const char* value : {"27", " 27", "  27  ", "\t27\t", "27 \t "}) {
    const auto out = request_by_any_split(post_with("Content-Length:" + std::string(value) + "\r\n"));
    CHECK(out.end == progress::done);
    CHECK(out.body == body_kind::length);
    CHECK(out.length == 27);
  }
}

TEST_CASE("F5 the head reader takes any length that fits, the limit is the body's") {
  const auto big = request_by_any_split(post_with("Content-Length: 9999999999999999999\r\n"));
  CHECK(big.end == progress::done);
  CHECK(big.length == 9'999'999'999'999'999'999U);
  const auto none = request_by_any_split(post_with("Content-Length: 0\r\n"));
  CHECK(none.body == body_kind::length);
  CHECK(none.length == 0);
}

TEST_CASE("F6 chunked alone is decoded, in any case") {
  for (const char* value : {"chunked", "Chunked", "CHUNKED", "  chunked ", "\tchunked"}) {
    const auto out = request_by_any_split(post_with("Transfer-Encoding: " + std::string(value) + "\r\n"));
    CHECK(out.end == progress::done);
    CHECK(out.body == body_kind::chunked);
    CHECK(out.length == 0);
  }
}

TEST_CASE("F7 a valid list that ends in chunked is not implemented") {
  for (const char* value : {"gzip, chunked", "gzip,chunked", "deflate , br ,\tCHUNKED", "x-anything, chunked"}) {
    check_refused(
        {{value, post_with("Transfer-Encoding: " + std::string(value) + "\r\n"), failure_kind::unsupported_coding}});
  }
}

TEST_CASE("F8 any other transfer coding is refused") {
  for (const char* value : {"chunked, gzip",
                            "chunked, chunked",
                            "gzip, chunked, chunked",
                            "identity",
                            "xchunked",
                            "gzip",
                            "",
                            ",",
                            "chunked,",
                            ",chunked",
                            "gzip,,chunked",
                            "gzip, ,chunked",
                            "chunked;q=1",
                            "gzip;q=1, chunked",
                            "\"chunked\"",
                            "'chunked'",
                            "chunked chunked",
                            "chun ked",
                            "gzip chunked",
                            "chunked;",
                            "c\xa0hunked",
                            "chunked\xa0"}) {
    check_refused({{value, post_with("Transfer-Encoding: " + std::string(value) + "\r\n"), failure_kind::bad_framing}});
  }
  const auto kind = failure_kind::bad_framing;
  check_refused({
      {"two lines", post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), kind},
      {"split list", post_with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), kind},
      {"split valid list", post_with("Transfer-Encoding: gzip, chunked\r\nTransfer-Encoding: chunked\r\n"), kind},
      {"empty second", post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n"), kind},
      {"control padded",
       post_with("Transfer-Encoding: \x0b"
                 "chunked\r\n"),
       failure_kind::bad_header},
      {"form feed after", post_with("Transfer-Encoding: chunked\x0c\r\n"), failure_kind::bad_header},
  });
}

TEST_CASE("F9 HTTP/1.0 has no transfer codings") {
  for (const char* value : {"chunked", "gzip, chunked", "identity"}) {
    check_refused({{value, "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: " + std::string(value) + "\r\n\r\n",
                    failure_kind::bad_framing}});
  }
}

TEST_CASE("F22 no length and no coding is no body, and every method may say it has one") {
  const auto post = request_by_any_split(post_with(""));
  CHECK(post.end == progress::done);
  CHECK(post.body == body_kind::none);
  for (const char* verb : {"GET", "HEAD", "OPTIONS", "DELETE", "PUT", "PATCH"}) {
    const std::string start = std::string(verb) + " / HTTP/1.1\r\nHost: a\r\n";
    CHECK(request_by_any_split(start + "\r\n").body == body_kind::none);
    const auto sized = request_by_any_split(start + "Content-Length: 3\r\n\r\nabc");
    CHECK(sized.body == body_kind::length);
    CHECK(sized.length == 3);
    CHECK(request_by_any_split(start + "Transfer-Encoding: chunked\r\n\r\n").body == body_kind::chunked);
  }
}

TEST_CASE("F24 bytes after the head are left alone, whatever they are") {
  const std::string head = get_with("");
  for (const char* after : {"GET / HTTP/1.1\r\n", "\n\n", "\r\r", "  x"}) {
    const auto out = request_by_any_split(head + after);
    CHECK(out.end == progress::done);
    CHECK(out.size == head.size());
  }
}

TEST_CASE("A reader is as new after reset") {
  wire::request_head_reader reader{wire::head_limits{}};
  const std::string first = post_with("Content-Length: 5\r\napikey: one\r\nConnection: close\r\n");
  const std::string second = get_with("");
  REQUIRE(reader.feed(first) == progress::done);
  reader.reset();
  REQUIRE(reader.feed(second) == progress::done);
  CHECK(reader.head().body.kind == body_kind::none);
  CHECK_FALSE(reader.head().credentials(second).apikey.present);
  CHECK(reader.head().keep_alive);
  reader.reset();
  REQUIRE(reader.feed("\n") == progress::failed);
  CHECK(reader.feed(second) == progress::failed);  // until the next reset
  reader.reset();
  CHECK(reader.feed(second) == progress::done);
}

TEST_CASE("The texts of a head are found wherever its bytes stand by now") {
  std::string bytes = post_with("apikey: k\r\nX-Request-Id: r\r\nOrigin: http://o\r\nContent-Length: 5\r\n");
  wire::request_head_reader reader{wire::head_limits{}};
  REQUIRE(reader.feed(bytes) == progress::done);
  const std::string moved = bytes + "hello";
  bytes.assign(bytes.size(), '!');
  const wire::request_head& head = reader.head();
  CHECK(head.path.of(moved) == "/call/start");
  CHECK(head.host.of(moved) == "gate.example");
  CHECK(head.credentials(moved).apikey.value == "k");
  CHECK(head.request_id.of(moved) == "r");
  CHECK(head.origin.of(moved) == "http://o");
  CHECK(head.body.length == 5);
  CHECK(reader.size() == bytes.size());
}

}  // namespace ramal::test
