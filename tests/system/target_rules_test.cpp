// Rules T of design/http-rules.md: target, host, method.
#include <catch2/catch.hpp>

#include "tests/system/rule_table.hpp"

namespace ramal::system_tests {
namespace {

using namespace std::string_literals;

const std::string list_path = default_mount + "/call/list"s;

// A GET of `target` with these lines in place of Host.
std::string to(const std::string& target, const std::string& host_lines = "Host: ramal.example\r\n") {
  return "GET " + target + " HTTP/1.1\r\n" + host_lines + "apikey: " + client_key + "\r\n\r\n";
}

std::vector<refused_row> refused_targets(const std::vector<std::string>& targets, const std::string& code) {
  std::vector<refused_row> rows;
  for (const auto& target : targets) rows.push_back({target, to(target), 400, code});
  return rows;
}

std::string with_method(const std::string& method) { return with_line(method + " " + list_path + " HTTP/1.1"); }

}  // namespace

TEST_CASE("T1 exactly one valid Host") {
  gateway both;
  std::vector<refused_row> rows{{"none", to(list_path, ""), 400, "BAD_HOST"},
                                {"twice", to(list_path, "Host: a\r\nHost: a\r\n"), 400, "BAD_HOST"},
                                {"twice, apart", to(list_path, "Host: a\r\nX: y\r\nhost: b\r\n"), 400, "BAD_HOST"}};
  for (const char* host : {"", "a, b", "user@a", "a/b", "a:", "a:x", "a:65536", "a:+1", "a:1:2", "[::1", "::1",
                           "[::1]x", "[1.2.3.4]",
                           "a b", "a\\b", "a?b", "a#b", "caf\xc3\xa9", "http://a"})
    rows.push_back({host, to(list_path, "Host: "s + host + "\r\n"), 400, "BAD_HOST"});
  check_refused(both, rows);
  for (const char* host : {"a", "A.example:8080", "127.0.0.1", "[::1]:80", "a_b-c.example"})
    check_accepted(both, {{host, to(list_path, "Host: "s + host + "\r\n"), 200}});
}

TEST_CASE("T3 absolute form: http or https, and the authority is the Host") {
  gateway both;
  check_accepted(both, {{"http", to("http://ramal.example" + list_path), 200},
                        {"https", to("https://RAMAL.example:443" + list_path), 200},
                        {"port", to("http://ramal.example" + list_path, "Host: ramal.example:80\r\n"), 200}});
  check_refused(both, refused_targets({"http://other.example" + list_path, "http://ramal.example:81" + list_path,
                                       "http://user@ramal.example" + list_path, "ftp://ramal.example" + list_path,
                                       "http://" + list_path, "http:/" + list_path, "ramal.example" + list_path},
                                      "BAD_TARGET"));
}

TEST_CASE("T4 authority form, and the asterisk but for OPTIONS") {
  gateway both;
  check_refused(both, refused_targets({"ramal.example:80", "*", "call/list", "?a=b"}, "BAD_TARGET"));
  check_accepted(both, {{"OPTIONS *", with_line("OPTIONS * HTTP/1.1"), 200, 0}});
}

TEST_CASE("T5 CONNECT and TRACE") {
  gateway both;
  check_refused(both, {{"TRACE", with_method("TRACE"), 405, "METHOD_REFUSED"},
                       {"CONNECT", with_method("CONNECT"), 405, "METHOD_REFUSED"},
                       {"CONNECT to an authority", with_line("CONNECT ramal.example:443 HTTP/1.1"), 405,
                        "METHOD_REFUSED"}});
}

TEST_CASE("T6 methods") {
  gateway both;
  check_refused(both, {{"33 bytes", with_method(std::string(33, 'A')), 400, "BAD_METHOD"},
                       {"no token", with_method("G(T"), 400, "BAD_METHOD"},
                       {"high byte", with_method("G\xc9T"), 400, "BAD_METHOD"},
                       {"32 bytes", with_method(std::string(32, 'A')), 501, "METHOD_NOT_IMPLEMENTED"},
                       {"lower case", with_method("get"), 501, "METHOD_NOT_IMPLEMENTED"},
                       {"WebDAV", with_method("PROPFIND"), 501, "METHOD_NOT_IMPLEMENTED"}});
  check_accepted(both, {{"known, wrong here", with_method("PUT"), 405, 0}});
}

TEST_CASE("T7 a target over the limit") {
  gateway both;
  const auto fits = list_path + "?x=" + std::string(8'000 - list_path.size() - 3, 'a');
  check_accepted(both, {{"8,000 bytes", to(fits), 200}});
  check_refused(both, {{"8,001 bytes", to(fits + "a"), 414, "TARGET_TOO_LONG"},
                       {"without an end", to(fits + std::string(8'000, 'a')), 414, "TARGET_TOO_LONG"}});
}

TEST_CASE("T8 raw characters that no target may have, and bad escapes") {
  gateway both;
  std::vector<std::string> paths;
  std::vector<std::string> queries;
  for (const char c : "#\\\"<>^{}|`\x80\xff\x01\x7f"s) {
    paths.push_back(list_path + c + "x");
    queries.push_back(list_path + "?x=" + c);
  }
  for (const char* escape : {"%", "%4", "%zz", "%u0041"}) {
    paths.push_back(list_path + escape);
    queries.push_back(list_path + "?" + escape);
  }
  for (const char* control : {"%00", "%0a", "%0D", "%1f", "%7F"}) paths.push_back(default_mount + "/call/x"s + control);
  check_refused(both, refused_targets(paths, "BAD_PATH"));
  check_refused(both, refused_targets(queries, "BAD_TARGET"));
}

TEST_CASE("T9 dot segments and encoded separators, before any decoding") {
  gateway both;
  std::vector<std::string> paths;
  for (const char* part : {"/call/../call/list", "/./call/list", "/call/%2e%2e/list", "/call/%2E/list", "/call%2flist",
                           "/call%2Flist",
                           "/call%5clist", "/call/get/%2e%2e%2f", "/call/.."})
    paths.push_back(default_mount + std::string(part));
  check_refused(both, refused_targets(paths, "BAD_PATH"));
  check_accepted(both, {{"runs of slashes", to("//api///layer/evolution-go//call/list/"), 200},
                        {"another case is another path", to(default_mount + "/call/LIST/x"s), 404, 0}});
}

TEST_CASE("T10 the query is never logged, and only the named parameters are used") {
  gateway both;
  CHECK(both.ask(get("/call/list?canary=query-canary&limit=5&apikey=query-canary")).status == 200);
  CHECK(both.ask(get("/no/such?canary=query-canary")).status == 404);
  CHECK(both.engine.requests().back().target == "/v1/calls?limit=5");
  CHECK(both.program.stop() == 0);
  CHECK(both.program.access_log().find("query-canary") == std::string::npos);
  CHECK(both.program.stderr_text().find("query-canary") == std::string::npos);
}

TEST_CASE("T2 with hosts configured only they are served, in Host and in absolute targets, with any port") {
  gateway both(with{{"hosts", "[calls.example.com]"}});
  const auto ask = [&](const std::string& target, const std::string& host) {
    return both.ask("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\napikey: " + client_key + "\r\n\r\n");
  };
  const std::string path = std::string(default_mount) + "/call/list";
  for (const auto* host : {"calls.example.com", "CALLS.example.com:8443", "calls.example.com."})
    CHECK(ask(path, host).status == 200);
  CHECK(ask("http://calls.example.com" + path, "calls.example.com").status == 200);
  const auto before = both.engine.requests().size();
  for (const auto* host : {"other.example.com", "calls.example.com.evil.example", "127.0.0.1", "[::1]"}) {
    const auto seen = ask(path, host);
    CHECK(seen.status == 421);
    CHECK(code_of(seen) == "MISDIRECTED_REQUEST");
    CHECK(says_close(seen));
  }
  CHECK(ask("http://other.example.com" + path, "other.example.com").status == 421);
  CHECK(both.engine.requests().size() == before);
}

}  // namespace ramal::system_tests
