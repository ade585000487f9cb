// Rules T of http-rules.md: target, host, method.
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
                           "[::1]x", "[1.2.3.4]", "a b", "a\\b", "a?b", "a#b", "caf\xc3\xa9", "http://a"})
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
  for (const char* line : {"TRACE / HTTP/1.1", "CONNECT ramal.example:443 HTTP/1.1", "CONNECT / HTTP/1.0"}) {
    const auto seen = both.ask(with_line(line));
    REQUIRE(seen.find("Allow") != nullptr);
    CHECK(*seen.find("Allow") == "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  }
  check_refused(both,
                {{"TRACE", with_method("TRACE"), 405, "METHOD_REFUSED"},
                 {"CONNECT", with_method("CONNECT"), 405, "METHOD_REFUSED"},
                 {"CONNECT to an authority", with_line("CONNECT ramal.example:443 HTTP/1.1"), 405, "METHOD_REFUSED"}});
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
                           "/call%2Flist", "/call%5clist", "/call/get/%2e%2e%2f", "/call/.."})
    paths.push_back(default_mount + std::string(part));
  check_refused(both, refused_targets(paths, "BAD_PATH"));
  check_accepted(both, {{"runs of slashes", to("//api///layer/evolution-go//call/list/"), 200}});
  gateway plain(with{{"aliases", "false"}});  // else a word that is none is a call's id
  check_accepted(plain, {{"another case is another path", to(default_mount + "/call/LIST"s), 404, 0},
                         {"so is an escaped letter", to(default_mount + "/call/%6cist"s), 404, 0},
                         {"the word itself", to(default_mount + "/call/list"s), 200}});
}

TEST_CASE("T10 the query is never logged, and only the named parameters are used") {
  gateway both;
  CHECK(both.ask(get("/call/list?canary=query-canary&limit=5&apikey=query-canary")).status == 200);
  CHECK(both.ask(get("/no/such?canary=query-canary")).status == 404);
  CHECK(both.engine.requests().back().target == "/v1/calls?limit=5");
  CHECK(both.ask(get("/call/list?before=a%0d%0aquery-canary:%201")).status == 400);
  CHECK(both.engine.requests().size() == 1);
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
  // a health check knows the address of this program, not its names
  const std::string ok = std::string(default_mount) + "/server/ok";
  for (const auto* host : {"127.0.0.1:8080", "[::1]:8080", "other.example.com", "calls.example.com"})
    CHECK(ask(ok, host).body == R"({"status":"ok"})");
  CHECK(ask("http://10.0.0.7" + ok, "10.0.0.7").status == 200);
  CHECK(both.ask("GET " + ok + " HTTP/1.0\r\n\r\n").body == R"({"status":"ok"})");
  CHECK(both.ask("GET " + path + " HTTP/1.0\r\n\r\n").status == 421);
}

TEST_CASE("T1 what health checks send in HTTP/1.0 is answered, and then the end") {
  gateway both;
  const std::string ok = std::string(default_mount) + "/server/ok";
  struct row {
    std::string bytes;
    int status;
    std::string body;
  };
  for (const auto& [bytes, status, body] :
       std::vector<row>{{"OPTIONS / HTTP/1.0\r\n\r\n", 200, ""},
                        {"GET " + ok + " HTTP/1.0\r\n\r\n", 200, R"({"status":"ok"})"},
                        {"GET " + ok + " HTTP/1.0\r\nUser-Agent: check_http/v2.3\r\nConnection: close\r\n\r\n", 200,
                         R"({"status":"ok"})"},
                        {"GET " + ok + " HTTP/1.0\r\nUser-Agent: ApacheBench/2.3\r\nConnection: Keep-Alive\r\n\r\n",
                         200, R"({"status":"ok"})"},
                        {"GET http://10.0.0.7" + ok + " HTTP/1.0\r\n\r\n", 200, R"({"status":"ok"})"},
                        {"\r\nGET " + ok + " HTTP/1.0\r\nAccept: */*\r\n\r\n", 200, R"({"status":"ok"})"},
                        {"POST " + std::string(default_mount) + "/call/start HTTP/1.0\r\napikey: " + client_key +
                             "\r\nContent-Length: 26\r\n\r\n{\"number\":\"5511987654321\"}",
                         201, ""}}) {
    CAPTURE(bytes);
    for (const std::size_t piece : {bytes.size(), std::size_t{1}}) {
      auto client = both.connect();
      client.send_split(bytes, {piece});
      const auto seen = client.read_answer();
      CHECK(seen.error == "");
      CHECK(seen.status == status);
      if (!body.empty()) CHECK(seen.body == body);
      CHECK(says_close(seen));
      CHECK(client.is_closed_by_peer());
    }
  }
  CHECK(both.engine.requests().size() == 2);
  check_refused(both, {{"1.1 without", to(list_path, ""), 400, "BAD_HOST"},
                       {"an empty one", "GET " + ok + " HTTP/1.0\r\nHost:\r\n\r\n", 400, "BAD_HOST"},
                       {"two", "GET " + ok + " HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400, "BAD_HOST"}});
}

}  // namespace ramal::system_tests
