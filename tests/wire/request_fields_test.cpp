#include <catch2/catch.hpp>

#include "tests/wire/any_split.hpp"

namespace ramal::test {

TEST_CASE("Credentials are collected from three headers, trimmed, in any case") {
  const auto out = request_by_any_split(get_with("ApiKey:  one \t\r\nX-API-KEY: two\r\nx-Api-Key-Id:three\r\n"));
  CHECK(out.apikey == credential{"one", true, false});
  CHECK(out.x_api_key == credential{"two", true, false});
  CHECK(out.x_api_key_id == credential{"three", true, false});
  const auto none = request_by_any_split(get_with("Authorization: Bearer x\r\nCookie: apikey=x\r\n"));
  CHECK(none.apikey == credential{});
  CHECK(none.x_api_key == credential{});
  CHECK(request_by_any_split(get_with("apikey:\r\n")).apikey == credential{"", true, false});
}

TEST_CASE("H1 a request id of the client is taken if it is clean") {
  for (const std::string& id : {std::string("a"), std::string("Ab.9_-"), std::string(128, 'x')}) {
    CHECK(request_by_any_split(get_with("X-Request-ID: " + id + "\r\n")).request_id == id);
  }
  for (const std::string& id : {std::string(), std::string("a b"), std::string("a/b"), std::string("a\"b"),
                                std::string("a,b"), std::string("a{b}"), std::string(129, 'x')}) {
    const auto out = request_by_any_split(get_with("X-Request-Id: " + id + "\r\n"));
    CHECK(out.end == progress::done);
    CHECK(out.request_id.empty());
  }
}

TEST_CASE("H1 a traceparent is taken if it is valid") {
  const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  CHECK(request_by_any_split(get_with("Traceparent: " + good + "\r\n")).traceparent == good);
  for (const char* bad : {"01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                          "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                          "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                          "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", "",
                          "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736x00f067aa0ba902b7-01"}) {
    CAPTURE(bad);
    CHECK(request_by_any_split(get_with("traceparent: " + std::string(bad) + "\r\n")).traceparent.empty());
  }
}

TEST_CASE("H2 nominations in Connection change nothing, but close and keep-alive are honoured") {
  const auto nominated = request_by_any_split(
      post_with("Connection: x-api-key, host, content-length, transfer-encoding\r\nx-api-key: k\r\n"
                "Content-Length: 3\r\n"));
  CHECK(nominated.end == progress::done);
  CHECK(nominated.x_api_key.value == "k");
  CHECK(nominated.host == "gate.example");
  CHECK(nominated.length == 3);
  CHECK(nominated.keep_alive);
  struct row {
    const char* fields;
    bool keep_alive;
  };
  for (const row& r : std::vector<row>{{"", true},
                                       {"Connection: keep-alive\r\n", true},
                                       {"Connection: close\r\n", false},
                                       {"Connection: CLOSE\r\n", false},
                                       {"Connection: upgrade , Close\r\n", false},
                                       {"Connection: keep-alive, close\r\n", false},
                                       {"Connection: close\r\nConnection: keep-alive\r\n", false},
                                       {"Connection: ,,\tclose,\r\n", false},
                                       {"Connection: closed\r\n", true},
                                       {"Connection:\r\n", true},
                                       {"Keep-Alive: timeout=5\r\n", true}}) {
    CAPTURE(r.fields);
    CHECK(request_by_any_split(get_with(r.fields)).keep_alive == r.keep_alive);
  }
}

TEST_CASE("H2 a Connection field that is no list of tokens is refused") {
  for (const char* value : {"clo se", "close;x", "\"close\"", "close, @"}) {
    check_refused({{value, get_with("Connection: " + std::string(value) + "\r\n"), failure_kind::bad_header}});
  }
}

TEST_CASE("H3 names with an underscore or a dot match no known header") {
  const auto out = request_by_any_split(
      get_with("x_api_key: a\r\nx.api.key: b\r\napi_key: c\r\napi.key: d\r\ncontent_length: 9\r\n"
               "transfer_encoding: gzip\r\n"
               "x_request_id: e\r\nx-api_key-id: f\r\ncontent.length: x\r\n"));
  CHECK(out.end == progress::done);
  CHECK(out.apikey == credential{});
  CHECK(out.x_api_key == credential{});
  CHECK(out.x_api_key_id == credential{});
  CHECK(out.request_id.empty());
  CHECK(out.body == body_kind::none);
}

TEST_CASE("H4 repeated credentials conflict if they differ") {
  CHECK(request_by_any_split(get_with("apikey: a\r\nAPIKEY: a\r\n")).apikey == credential{"a", true, false});
  CHECK(request_by_any_split(get_with("apikey: a\r\napikey: b\r\n")).apikey.conflicting);
  CHECK(request_by_any_split(get_with("apikey: a\r\napikey: b\r\napikey: a\r\n")).apikey.conflicting);
  CHECK(request_by_any_split(get_with("apikey: a\r\napikey: b\r\napikey: b\r\n")).apikey.conflicting);
  CHECK(request_by_any_split(get_with("apikey:\r\napikey: b\r\n")).apikey.conflicting);
  CHECK(request_by_any_split(get_with("x-api-key-id: a\r\nX: y\r\nx-api-key-id: b\r\n")).x_api_key_id.conflicting);
}

TEST_CASE("H4 other repeats are ignored, or make a field that we use as good as absent") {
  CHECK(request_by_any_split(get_with("Accept: a\r\nAccept: b\r\nContent-Type: a\r\nContent-Type: b\r\n")).end ==
        progress::done);
  const auto out = request_by_any_split(
      get_with("X-Request-Id: a\r\nX-Request-Id: b\r\nX-Request-Id: c\r\nOrigin: http://a\r\nOrigin: http://b\r\n"));
  CHECK(out.end == progress::done);
  CHECK(out.request_id.empty());
  CHECK(out.origin.empty());
  CHECK(request_by_any_split(get_with("Origin: https://a.example:8443\r\n")).origin == "https://a.example:8443");
}

TEST_CASE("A content coding is seen in a list, in any line and any case") {
  const auto encoded = [](const std::string& fields) {
    wire::request_head_reader reader{wire::head_limits{}};
    CHECK(reader.feed(post_with(fields)) == progress::done);
    return reader.head().encoded;
  };
  for (const char* value :
       {"gzip", "GZIP", "br", "identity, gzip", "gzip,identity", "identity;q=1", "identitya", "x"}) {
    CAPTURE(value);
    CHECK(encoded("Content-Encoding: " + std::string(value) + "\r\n"));
    CHECK(encoded("content-encoding: identity\r\nA: b\r\nCONTENT-ENCODING: " + std::string(value) + "\r\n"));
    CHECK(encoded("Content-Encoding: " + std::string(value) + "\r\nContent-Encoding: identity\r\n"));
  }
  for (const char* value : {"", "identity", "Identity ,, IDENTITY", ","})
    CHECK_FALSE(encoded("Content-Encoding: " + std::string(value) + "\r\n"));
  CHECK_FALSE(encoded("Accept-Encoding: gzip\r\ncontent_encoding: gzip\r\nTransfer-Encoding: chunked\r\n"));
  check_refused({{"high byte", post_with("Content-Encoding: caf\xc3\xa9\r\n"), failure_kind::bad_header}});
}

TEST_CASE("A page that asks for a private address is seen") {
  const auto asks = [](const std::string& value) {
    wire::request_head_reader reader{wire::head_limits{}};
    CHECK(reader.feed(get_with("access-control-request-PRIVATE-network: " + value + "\r\n")) == progress::done);
    return reader.head().asks_private_network;
  };
  CHECK(asks("true"));
  for (const char* value : {"", "TRUE", "true, true", "1", "false"}) CHECK_FALSE(asks(value));
}

TEST_CASE("A head that is refused keeps the Origin that came before") {
  for (const std::string& last : {std::string("X : y\r\n"), std::string("Expect: x\r\n"),
                                  "X: " + std::string(9000, 'y') + "\r\n", std::string("Content-Length: +1\r\n")}) {
    CAPTURE(last.substr(0, 40));
    const std::string head = post_with("Origin: https://app.example\r\n" + last);
    wire::request_head_reader reader{wire::head_limits{}};
    CHECK(reader.feed(head) == progress::failed);
    CHECK(reader.head().origin.of(head) == "https://app.example");
  }
  wire::request_head_reader none{wire::head_limits{}};
  CHECK(none.feed(post_with("X : y\r\nOrigin: https://app.example\r\n")) == progress::failed);
  CHECK(none.head().origin.empty());
}

TEST_CASE("H5 fields, names, values and heads have limits") {
  const auto fields = [](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "A: b\r\n";
    return text;
  };
  CHECK(request_by_any_split(get_with(fields(63))).end == progress::done);  // and Host
  CHECK(request_by_any_split(get_with(std::string(128, 'a') + ": b\r\n")).end == progress::done);
  CHECK(request_by_any_split(get_with("a: " + std::string(8192, 'b') + "\r\n")).end == progress::done);
  const auto kind = failure_kind::head_too_large;
  check_refused({{"65 fields", get_with(fields(64)), kind},
                 {"name of 129", get_with(std::string(129, 'a') + ": b\r\n"), kind},
                 {"value of 8193", get_with("a: " + std::string(8193, 'b') + "\r\n"), kind},
                 {"no end of line", "GET / HTTP/1.1\r\na: " + std::string(17000, 'b'), kind},
                 {"no end of name", "GET / HTTP/1.1\r\n" + std::string(17000, 'b'), kind},
                 {"far more", get_with("a: " + std::string(100'000, 'b') + "\r\n"), kind}});
}

TEST_CASE("H5 a head may be exactly as large as the limit") {
  const auto head_of = [](std::size_t size) {
    const std::string rest = get_with("a: \r\nb: \r\n");
    const std::size_t half = (size - rest.size()) / 2;
    return get_with("a: " + std::string(half, 'x') + "\r\nb: " + std::string(size - rest.size() - half, 'x') + "\r\n");
  };
  CHECK(request_by_any_split(head_of(16'384)).size == 16'384);
  CHECK(request_by_any_split(head_of(16'384) + "body").size == 16'384);
  check_refused({{"one more", head_of(16'385), failure_kind::head_too_large},
                 {"limit without an end", head_of(16'385).substr(0, 16'384), failure_kind::head_too_large}});
  wire::head_limits wide;
  wide.head = 100'000;  // at most 32 KiB are looked at, whatever is configured
  wide.value = 100'000;
  CHECK(request_by_any_split(head_of(32'768), wide).end == progress::done);
  check_refused({{"over 32 KiB", head_of(32'769), failure_kind::head_too_large}}, wide);
}

TEST_CASE("H5 small limits are kept, too") {
  wire::head_limits small;
  small.head = 64;
  small.target = 10;
  check_refused(
      {{"target", "GET /0123456789 HTTP/1.1\r\n", failure_kind::target_too_long},
       {"head", "GET / HTTP/1.1\r\nHost: a\r\nAccept: " + std::string(60, 'a'), failure_kind::head_too_large}},
      small);
  small.head = 16;
  check_refused({{"the line fills it", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", failure_kind::head_too_large}}, small);
  small.head = 12;
  check_refused({{"the line is longer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", failure_kind::head_too_large}}, small);
}

TEST_CASE("H6 our own pseudonym in Via is a loop") {
  for (const char* via : {"1.1 ramal", "1.1 RAMAL", "1.0 other, 1.1 ramal", "1.1 ramal (a comment)", "HTTP/1.1 ramal",
                          "1.1\tramal", "1.1  ramal", "1.1 ramal, 1.1 other", "1.1 ramal(x)"}) {
    check_refused({{via, get_with("Via: " + std::string(via) + "\r\n"), failure_kind::loop_detected}});
  }
  check_refused({{"second line", get_with("Via: 1.1 a\r\nVia: 1.1 ramal\r\n"), failure_kind::loop_detected}});
  for (const char* via : {"1.1 other", "1.1 ramal2", "1.1 ramal.example", "ramal", "1.1 a (ramal)", "", ",", "1.1 "}) {
    CHECK(request_by_any_split(get_with("Via: " + std::string(via) + "\r\n")).end == progress::done);
  }
}

TEST_CASE("H7 an offer to upgrade is no more than a header we do not use") {
  const auto out = request_by_any_split(
      get_with("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"));
  CHECK(out.end == progress::done);
  CHECK(out.keep_alive);
}

TEST_CASE("H8 expectations") {
  const std::string sized = "Content-Length: 5\r\n";
  CHECK(request_by_any_split(post_with(sized + "Expect: 100-continue\r\n")).expect_continue);
  CHECK(request_by_any_split(post_with(sized + "Expect: 100-Continue\r\nExpect: 100-continue\r\n")).expect_continue);
  CHECK(request_by_any_split(post_with("Transfer-Encoding: chunked\r\nexpect:100-continue\r\n")).expect_continue);
  CHECK_FALSE(request_by_any_split(post_with(sized)).expect_continue);
  CHECK_FALSE(request_by_any_split(post_with("Expect: 100-continue\r\n")).expect_continue);  // no body to wait for
  const auto kind = failure_kind::expectation_failed;
  check_refused({{"unknown", post_with(sized + "Expect: 200-ok\r\n"), kind},
                 {"empty", post_with(sized + "Expect:\r\n"), kind},
                 {"list", post_with(sized + "Expect: 100-continue, x\r\n"), kind},
                 {"known and unknown", post_with(sized + "Expect: 100-continue\r\nExpect: x\r\n"), kind}});
  const auto old = request_by_any_split(
      "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\nExpect: x\r\n"
      "Expect: 100-continue\r\n\r\n");
  CHECK(old.end == progress::done);
  CHECK_FALSE(old.expect_continue);
}

TEST_CASE("H10 HTTP/1.0 is answered and closed") {
  CHECK_FALSE(request_by_any_split("GET / HTTP/1.0\r\nHost: a\r\n\r\n").keep_alive);
  CHECK_FALSE(request_by_any_split("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n").keep_alive);
}

}  // namespace ramal::test
