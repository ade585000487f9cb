#include <catch2/catch.hpp>

#include "tests/wire/any_split.hpp"

namespace ramal::test {
namespace {

std::string with_host(std::string_view value) { return "GET / HTTP/1.1\r\nHost: " + std::string(value) + "\r\n\r\n"; }

}  // namespace

TEST_CASE("T1 a missing, repeated or malformed Host is refused") {
  const auto kind = failure_kind::bad_host;
  check_refused({
      {"missing", "GET / HTTP/1.1\r\nAccept: a\r\n\r\n", kind},
      {"empty in HTTP/1.0", "GET / HTTP/1.0\r\nHost:\r\n\r\n", kind},
      {"twice in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", kind},
      {"twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", kind},
      {"twice the same", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", kind},
  });
  for (const char* value : {"",
                            "a,b",
                            "a, b",
                            "user@a",
                            "user:pw@a",
                            "a/",
                            "a/b",
                            "a?b",
                            "a#b",
                            "http://a",
                            "a b",
                            "a:",
                            "a:65536",
                            "a:99999",
                            "a:123456",
                            "a:-1",
                            "a:+80",
                            "a:8x",
                            "a:80:80",
                            ":80",
                            "[",
                            "]",
                            "[]",
                            "[::1",
                            "::1",
                            "[::1]x",
                            "[::1]:",
                            "[::1]:65536",
                            "[1.2.3.4]",
                            "[:::]",
                            "[12345::]",
                            "[1:2:3:4:5:6:7:8:9]",
                            "[fe80::1%25eth0]",
                            "[v1.a]",
                            "a%41",
                            "a\\b",
                            "a\"b",
                            "a;b",
                            "a(b)",
                            "a$b",
                            "*",
                            "a|b"}) {
    check_refused({{value, with_host(value), kind}});
  }
  check_refused({{"256 bytes", with_host(std::string(256, 'a')), kind}});
}

TEST_CASE("T1 names, addresses and ports are accepted") {
  for (const char* value :
       {"a", "gate.example", "GATE.Example:8080", "my_service:80", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:8080",
        "[2001:DB8::1]", "[::ffff:1.2.3.4]:1", "a:0", "a:65535", "xn--caf-dma.example", "a.", "10.0.0.1:00080"}) {
    CAPTURE(value);
    const auto out = request_by_any_split(with_host(value));
    CHECK(out.end == progress::done);
    CHECK(out.host == value);
  }
  CHECK(request_by_any_split(with_host(std::string(255, 'a'))).end == progress::done);
  CHECK(request_by_any_split("GET / HTTP/1.1\r\nHost:\t a \t\r\n\r\n").host == "a");
}

TEST_CASE("T1 HTTP/1.0 needs no Host, and the absolute form says which one is meant") {
  const auto bare = request_by_any_split("GET /x HTTP/1.0\r\n\r\n");
  CHECK(bare.end == progress::done);
  CHECK(bare.path == "/x");
  CHECK(bare.host.empty());
  const auto absolute = request_by_any_split("HEAD http://a:80/x HTTP/1.0\r\nAccept: b\r\n\r\n");
  CHECK(absolute.end == progress::done);
  CHECK(absolute.host == "a:80");
  CHECK(absolute.path == "/x");
}

TEST_CASE("T3 the absolute form is taken if its authority is the Host") {
  struct row {
    const char* target;
    const char* host;
    const char* path;
    const char* query;
  };
  for (const row& r :
       std::vector<row>{{"http://gate.example/call/list?limit=1", "gate.example", "/call/list", "limit=1"},
                        {"HTTP://GATE.example/x", "gate.EXAMPLE", "/x", ""},
                        {"http://gate.example:80/x", "gate.example", "/x", ""},
                        {"http://gate.example/x", "gate.example:80", "/x", ""},
                        {"https://gate.example:443/x", "gate.example", "/x", ""},
                        {"https://gate.example/x", "gate.example:443", "/x", ""},
                        {"http://[::1]:8080/x", "[::1]:8080", "/x", ""},
                        {"http://gate.example", "gate.example", "/", ""},
                        {"http://gate.example?a=b", "gate.example", "/", "a=b"},
                        {"http://gate.example/", "gate.example", "/", ""},
                        {"http://gate.example/http://other/", "gate.example", "/http://other/", ""}}) {
    CAPTURE(r.target, r.host);
    const auto out = request_by_any_split("GET " + std::string(r.target) + " HTTP/1.1\r\nHost: " + r.host + "\r\n\r\n");
    CHECK(out.end == progress::done);
    CHECK(out.path == r.path);
    CHECK(out.query == r.query);
    CHECK(out.host == r.host);
  }
}

TEST_CASE("T3 any other absolute form is refused") {
  const auto refuse = [](const char* target, const char* host) {
    check_refused(
        {{target, "GET " + std::string(target) + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n", failure_kind::bad_target}});
  };
  refuse("http://other.example/x", "gate.example");
  refuse("http://gate.example:81/x", "gate.example");
  refuse("https://gate.example/x", "gate.example:80");
  refuse("http://gate.example:443/x", "gate.example:80");
  refuse("http://user@gate.example/x", "gate.example");
  refuse("http://user:pw@gate.example/x", "gate.example");
  refuse("http:///x", "gate.example");
  refuse("http://", "gate.example");
  refuse("http://gate.example:/x", "gate.example");
  refuse("http://gate.example\\@other/x", "gate.example");
  refuse("http://gate.example#x", "gate.example");
  refuse("http:/gate.example/x", "gate.example");
  refuse("ftp://gate.example/x", "gate.example");
  refuse("ws://gate.example/x", "gate.example");
  refuse("httpx://gate.example/x", "gate.example");
  refuse("javascript:alert", "gate.example");
}

TEST_CASE("T4 the authority form and an asterisk without OPTIONS are refused") {
  check_refused({{"authority", "GET gate.example:80 HTTP/1.1\r\nHost: gate.example\r\n\r\n", failure_kind::bad_target},
                 {"a name", "GET call/list HTTP/1.1\r\nHost: a\r\n\r\n", failure_kind::bad_target},
                 {"asterisk", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", failure_kind::bad_target},
                 {"asterisk and more", "OPTIONS *x HTTP/1.1\r\nHost: a\r\n\r\n", failure_kind::bad_target},
                 {"only a query", "GET ?a HTTP/1.1\r\nHost: a\r\n\r\n", failure_kind::bad_target}});
  const auto out = request_by_any_split("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(out.end == progress::done);
  CHECK(out.verb == method::options);
  CHECK(out.path == "*");
}

TEST_CASE("T5 CONNECT and TRACE are refused") {
  const auto kind = failure_kind::method_refused;
  check_refused({{"CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", kind},
                 {"CONNECT /", "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n", kind},
                 {"TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", kind}});
}

TEST_CASE("T5 what is refused names the methods that are served, other refusals do not") {
  const auto allowed = [](std::string_view start) {
    wire::request_head_reader reader{wire::head_limits{}};
    CHECK(reader.feed(std::string(start) + " / HTTP/1.1\r\n") == progress::failed);
    return std::string(reader.failure().allow);
  };
  CHECK(allowed("TRACE") == "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  CHECK(allowed("CONNECT") == "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  CHECK(allowed("BREW").empty());
}

TEST_CASE("H10 of a request line that is refused the method is known") {
  for (const std::string& rest : {std::string("/a\" HTTP/1.1"), std::string("/ HTTP/2.0"), std::string("/ HTTP/x"),
                                  std::string("* HTTP/1.1"), std::string("/"), std::string("/ HTTP/1.1 x"),
                                  "/" + std::string(9000, 'a') + " HTTP/1.1", "/" + std::string(9000, 'a')}) {
    CAPTURE(rest);
    wire::request_head_reader reader{wire::head_limits{}};
    CHECK(reader.feed("HEAD " + rest + "\r\n") == progress::failed);
    CHECK(reader.head().verb == method::head);
  }
}

TEST_CASE("T6 methods: known ones, unknown tokens, too long, no token") {
  struct row {
    const char* text;
    method verb;
  };
  for (const row& r : std::vector<row>{{"GET", method::get},
                                       {"HEAD", method::head},
                                       {"POST", method::post},
                                       {"PUT", method::put},
                                       {"PATCH", method::patch},
                                       {"DELETE", method::delete_},
                                       {"OPTIONS", method::options}}) {
    CHECK(request_by_any_split(std::string(r.text) + " / HTTP/1.1\r\nHost: a\r\n\r\n").verb == r.verb);
  }
  const auto refuse = [](const std::string& text, failure_kind kind) {
    check_refused({{text.c_str(), text + " / HTTP/1.1\r\nHost: a\r\n\r\n", kind}});
  };
  for (const char* text : {"get", "Get", "BREW", "GETX", "GE", "PROPFIND", "M-SEARCH", "PRI"}) {
    refuse(text, failure_kind::method_not_implemented);
  }
  refuse(std::string(32, 'A'), failure_kind::method_not_implemented);
  refuse(std::string(33, 'A'), failure_kind::bad_method);
  refuse(std::string(9000, 'A'), failure_kind::bad_method);
  for (const char* text : {"G(T", "GET/", "G\x01T", "G\xc3\xa9T", "\"GET\"", "GET:", "{\"a\":1}"}) {
    refuse(text, failure_kind::bad_method);
  }
}

TEST_CASE("T7 a target over 8,000 bytes is too long") {
  const auto with_target = [](const std::string& target) { return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"; };
  CHECK(request_by_any_split(with_target("/" + std::string(7999, 'a'))).path.size() == 8000);
  const auto kind = failure_kind::target_too_long;
  check_refused({{"one more", with_target("/" + std::string(8000, 'a')), kind},
                 {"far more", with_target("/" + std::string(15000, 'a')), kind},
                 {"over every limit", with_target("/" + std::string(70000, 'a')), kind},
                 {"in the query", with_target("/?" + std::string(9000, 'a')), kind},
                 {"without an end", "GET /" + std::string(8060, 'a'), kind},
                 {"long version", "GET / HTTP/1.1" + std::string(9000, '1'), failure_kind::bad_request_line}});
}

}  // namespace ramal::test
