#include <catch2/catch.hpp>

#include "tests/wire/any_split.hpp"

namespace ramal::test {

using namespace std::string_literals;

TEST_CASE("F10 a folded line is refused, anywhere") {
  const auto kind = failure_kind::bad_header;
  check_refused({
      {"first", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", kind},
      {"after a field", get_with("A: b\r\n c\r\n"), kind},
      {"with a tab", get_with("A: b\r\n\tc\r\n"), kind},
      {"last", get_with(" \r\n"), kind},
      {"of a coding", post_with("Transfer-Encoding: chunked\r\n , chunked\r\n"), kind},
      {"looking like a field", get_with("A: b\r\n X: y\r\n"), kind},
  });
}

TEST_CASE("F11 a name is a token with a colon right behind it") {
  const auto kind = failure_kind::bad_header;
  check_refused({
      {"blank before the colon", get_with("Content-Length : 5\r\n"), kind},
      {"tab before the colon", get_with("A\t: 5\r\n"), kind},
      {"no colon", get_with("Accept\r\n"), kind},
      {"no colon, blank", get_with("Accept text/html\r\n"), kind},
      {"empty name", get_with(": x\r\n"), kind},
      {"no token", get_with("A(b): c\r\n"), kind},
      {"quoted", get_with("\"A\": c\r\n"), kind},
      {"brackets", get_with("a[b]: c\r\n"), kind},
      {"slash", get_with("a/b: c\r\n"), kind},
      {"high byte", get_with("caf\xe9: c\r\n"), kind},
      {"NUL", get_with("a\0b: c\r\n"s), kind},
      {"DEL", get_with("a\x7f: c\r\n"), kind},
  });
  CHECK(request_by_any_split(get_with("!#$%&'*+-.^_`|~09azAZ: c\r\n")).end == progress::done);
  CHECK(request_by_any_split(get_with("a:\r\nb: \r\nc::\r\nd:e:f\r\n")).end == progress::done);
}

TEST_CASE("F12 a bare LF or CR is refused in request line and fields") {
  const auto line = failure_kind::bad_request_line;
  const auto field = failure_kind::bad_header;
  check_refused({
      {"request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", line},
      {"all lines", "GET / HTTP/1.1\nHost: a\n\n", line},
      {"LF before the request line", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", line},
      {"field", "GET / HTTP/1.1\r\nHost: a\n\r\n", field},
      {"end of head", "GET / HTTP/1.1\r\nHost: a\r\n\n", field},
      {"CR in a value", get_with("A: b\rc\r\n"), field},
      {"CR CR LF", get_with("A: b\r\r\n"), field},
      {"CR in a name", get_with("A\r: b\r\n"), field},
      {"CR CR LF as end of head", "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n", field},
      {"CR before the request line", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", line},
      {"CR after the version", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", failure_kind::bad_version},
      {"CR after the method", "GET\r / HTTP/1.1\r\nHost: a\r\n\r\n", failure_kind::bad_method},
      {"CR in the target", "GET /a\rb HTTP/1.1\r\nHost: a\r\n\r\n", failure_kind::bad_path},
  });
}

TEST_CASE("F12 a bare LF is refused as soon as it is seen") {
  CHECK(request_by_any_split("GET / HTTP/1.1\n").end == progress::failed);
  CHECK(request_by_any_split("GET / HTTP/1.1\r\nHost: a\n").end == progress::failed);
}

TEST_CASE("F13 control bytes in a value are refused") {
  for (int c = 0; c < 0x20; ++c) {
    if (c == '\t' || c == '\n') continue;
    CAPTURE(c);
    const std::string byte(1, static_cast<char>(c));
    check_refused({{"in a short value", get_with("A: b" + byte + "c\r\n"), failure_kind::bad_header},
                   {"in a long value", get_with("A: 0123456789" + byte + "abcdefghijk\r\n"), failure_kind::bad_header},
                   {"at the end", get_with("A: 0123456789abcde" + byte + "\r\n"), failure_kind::bad_header}});
  }
  check_refused({{"DEL", get_with("A: b\x7f\r\n"), failure_kind::bad_header},
                 {"DEL in a long value",
                  get_with("A: 0123456789\x7f"
                           "abcdefgh\r\n"),
                  failure_kind::bad_header}});
  CHECK(request_by_any_split(get_with("A: tabs\tare\tblanks\t\tof a kind\r\n")).end == progress::done);
}

TEST_CASE("F13 bytes >= 0x80 are refused in values that we use, and only there") {
  for (const char* name : {"apikey", "x-api-key", "X-Api-Key-Id", "Connection", "Expect", "Origin"}) {
    check_refused({{name, get_with(std::string(name) + ": caf\xc3\xa9\r\n"), failure_kind::bad_header}});
  }
  check_refused({{"Host", "GET / HTTP/1.1\r\nHost: caf\xc3\xa9.example\r\n\r\n", failure_kind::bad_host},
                 {"Content-Length", post_with("Content-Length: 5\xa0\r\n"), failure_kind::bad_framing}});
  for (const char* name : {"User-Agent", "Cookie", "Referer", "X-Title", "Via", "X-Forwarded-For"}) {
    const auto out = request_by_any_split(get_with(std::string(name) + ": Caf\xc3\xa9 \xff\x80 tail\r\n"));
    CHECK(out.end == progress::done);
  }
  const auto dropped = request_by_any_split(get_with("X-Request-Id: caf\xc3\xa9\r\n"));
  CHECK(dropped.end == progress::done);
  CHECK(dropped.request_id.empty());
}

TEST_CASE("F14 a request line is three parts with single blanks") {
  const auto kind = failure_kind::bad_request_line;
  const auto with_line = [](const char* line) { return std::string(line) + "\r\nHost: a\r\n\r\n"; };
  check_refused({
      {"two blanks after the method", with_line("GET  / HTTP/1.1"), kind},
      {"two blanks before the version", with_line("GET /  HTTP/1.1"), kind},
      {"blank in the target", with_line("GET /a b HTTP/1.1"), kind},
      {"leading blank", with_line(" GET / HTTP/1.1"), kind},
      {"trailing blank", with_line("GET / HTTP/1.1 "), kind},
      {"trailing blank, no version", with_line("GET / "), kind},
      {"only a method", with_line("GET"), kind},
      {"only a method and a blank", with_line("GET "), kind},
      {"no target", with_line("GET HTTP/1.1"), failure_kind::bad_version},
      {"tab after the method", with_line("GET\t/ HTTP/1.1"), failure_kind::bad_method},
      {"tab before the version", with_line("GET /\tHTTP/1.1"), failure_kind::bad_version},
      {"trailing tab", with_line("GET / HTTP/1.1\t"), failure_kind::bad_version},
      {"leading tab", with_line("\tGET / HTTP/1.1"), failure_kind::bad_method},
  });
}

TEST_CASE("F15 versions: malformed, not supported, HTTP/0.9, the h2 preface") {
  const auto with_version = [](const char* version) { return "GET / " + std::string(version) + "\r\nHost: a\r\n\r\n"; };
  for (const char* version :
       {"http/1.1", "HTTP/1.", "HTTP/1", "HTTP/11", "HTTP/1.10", "HTTP/01.1", "HTTP/1,1", "HTTP/a.b", "HTTP/1.x",
        "HTTP/0.9", "HTTP/0.0", "HTTPS/1.1", "HTTP\\1.1", "HTTP/1.1x", "ICY/1.1"}) {
    check_refused({{version, with_version(version), failure_kind::bad_version}});
  }
  for (const char* version : {"HTTP/1.2", "HTTP/1.9", "HTTP/2.0", "HTTP/3.0", "HTTP/9.9"}) {
    check_refused({{version, with_version(version), failure_kind::version_not_supported}});
  }
  check_refused({{"h2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", failure_kind::version_not_supported},
                 {"HTTP/0.9", "GET /\r\n", failure_kind::bad_version}});
  CHECK(request_by_any_split("GET / HTTP/1.0\r\nHost: a\r\n\r\n").http_1_0);
}

TEST_CASE("F16 one CRLF before the request line is skipped, two are not") {
  const std::string head = get_with("");
  const auto out = request_by_any_split("\r\n" + head);
  CHECK(out.end == progress::done);
  CHECK(out.size == head.size() + 2);
  CHECK(out.path == "/call/list");
  check_refused({{"two", "\r\n\r\n" + head, failure_kind::bad_request_line},
                 {"CRLF LF", "\r\n\n" + head, failure_kind::bad_request_line}});
}

TEST_CASE("What cannot start a request is refused at its first byte") {
  check_refused({{"TLS hello", "\x16\x03\x01", failure_kind::bad_method},
                 {"NUL", "\0"s, failure_kind::bad_method},
                 {"proxy protocol v2", "\r\n\r\n\0"s, failure_kind::bad_request_line},
                 {"high byte", "\xff", failure_kind::bad_method}});
}

TEST_CASE("F25 a head that is cut anywhere asks for more") {
  const std::string head = post_with("Content-Length: 5\r\napikey: k\r\nX-Request-Id: a\r\n");
  for (std::size_t size = 0; size < head.size(); ++size) {
    CHECK(request_by_any_split(std::string_view(head).substr(0, size)).end == progress::need_more);
  }
  CHECK(request_by_any_split(head).end == progress::done);
}

}  // namespace ramal::test
