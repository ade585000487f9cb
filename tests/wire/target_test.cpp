#include <catch2/catch.hpp>

#include "tests/wire/any_split.hpp"

namespace ramal::test {
namespace {

std::string with_target(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

void refuse(const std::string& target, failure_kind kind) {
  check_refused({{target.c_str(), with_target(target), kind}});
}

}  // namespace

TEST_CASE("T8 characters that may not stand raw are refused in path and query") {
  for (const char c : {'#', '\\', '"', '<', '>', '^', '{', '}', '|', '`', '\x80', '\xc3', '\xff'}) {
    refuse("/a" + std::string(1, c) + "b", failure_kind::bad_path);
    refuse("/a?b=" + std::string(1, c), failure_kind::bad_target);
  }
  refuse("/a#", failure_kind::bad_path);
}

TEST_CASE("T8 raw control bytes are refused in path and query") {
  for (int c = 0; c <= 0x7f; ++c) {
    if (c == '\n' || (c >= 0x20 && c != 0x7f)) continue;
    CAPTURE(c);
    refuse("/a" + std::string(1, static_cast<char>(c)) + "b", failure_kind::bad_path);
    refuse("/a?" + std::string(1, static_cast<char>(c)) + "b", failure_kind::bad_target);
  }
}

TEST_CASE("T8 a bad escape is refused in path and query") {
  for (const char* escape : {"%", "%4", "%zz", "%4g", "%g4", "%%", "%u0041", "%-1", "% 1"}) {
    if (std::string_view(escape).find(' ') != std::string_view::npos) continue;
    refuse("/a" + std::string(escape), failure_kind::bad_path);
    refuse("/a?" + std::string(escape), failure_kind::bad_target);
  }
}

TEST_CASE("T8 encoded control bytes are refused in the path") {
  for (const char* escape : {"%00", "%0a", "%0A", "%0d", "%1f", "%1F", "%7f", "%7F", "%09"}) {
    refuse("/call/" + std::string(escape) + "x", failure_kind::bad_path);
    CHECK(request_by_any_split(with_target("/a?b=" + std::string(escape))).end == progress::done);
  }
}

TEST_CASE("T8 everything else passes as it is, undecoded") {
  for (const char* path : {"/", "//", "/a/b/", "/call/ABC%20%C3%A9", "/a;b=c,d", "/~a-b._!$&'()*+,=:@", "/a[1]",
                           "/%2e%2E", "/%2f%5c", "/a/../b"}) {
    CAPTURE(path);
    const auto out = request_by_any_split(with_target(path));
    CHECK(out.end == progress::done);
    CHECK(out.path == path);
    CHECK(out.query.empty());
  }
}

TEST_CASE("T10 the query is everything after the first question mark") {
  struct row {
    const char* target;
    const char* path;
    const char* query;
  };
  for (const row& r : std::vector<row>{
           {"/a?", "/a", ""},
           {"/a?b", "/a", "b"},
           {"/a??b?c", "/a", "?b?c"},
           {"/?limit=5&before=2024-01-01T00:00:00%2B00:00", "/", "limit=5&before=2024-01-01T00:00:00%2B00:00"},
           {"/a?x=/../y", "/a", "x=/../y"}}) {
    CAPTURE(r.target);
    const auto out = request_by_any_split(with_target(r.target));
    CHECK(out.end == progress::done);
    CHECK(out.path == r.path);
    CHECK(out.query == r.query);
  }
}

}  // namespace ramal::test
