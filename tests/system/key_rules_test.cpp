// Rules K of http-rules.md: what becomes of keys on the way of one request.
#include <catch2/catch.hpp>

#include <set>

#include "tests/system/rule_table.hpp"

namespace ramal::system_tests {

using namespace std::string_literals;

TEST_CASE("K1 K2 no credential of the client reaches the engine, which sees the one bound key") {
  gateway both;
  both.engine.expect_keys({native_key});
  CHECK(
      both.ask(list_with(
                   "x-api-key: client-canary\r\nx-api-key-id: client-canary\r\nAuthorization: Bearer client-canary\r\n"
                   "Cookie: k=client-canary\r\nConnection: apikey\r\nX-Custom: client-canary\r\n"))
          .status == 200);
  const auto seen = both.engine.requests().back();
  CHECK(seen.raw.find("client-canary") == std::string::npos);
  CHECK(seen.raw.find(client_key) == std::string::npos);
  CHECK(both.ask(start_with("Transfer-Encoding: chunked\r\n",
                            "1a\r\n{\"number\":\"5511987654321\"}\r\n0\r\nx-api-key: client-canary\r\n\r\n"))
            .status == 201);
  CHECK(both.engine.requests().back().raw.find("client-canary") == std::string::npos);
}

TEST_CASE("K5 a redirect of the engine is not followed") {
  gateway both;
  const listening_socket elsewhere;
  both.engine.reply_next({"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + std::to_string(elsewhere.port()) +
                          "/v1/calls\r\nContent-Length: 0\r\n\r\n"});
  const auto seen = both.ask(get("/call/list"));
  CHECK(seen.status == 502);
  CHECK(code_of(seen) == "UPSTREAM_REDIRECT");
  CHECK(seen.find("Location") == nullptr);
  CHECK(both.engine.requests().size() == 1);
}

TEST_CASE("K7 an unknown key, a wrong one and none look alike") {
  gateway both;
  const std::string right = "apikey: "s + client_key + "\r\n";
  std::set<std::string> answers;
  for (const std::string& line :
       {""s, "apikey:\r\n"s, "apikey: x\r\n"s, "apikey: demo-client-kez\r\n"s, "apikey: ps_demo_native_key\r\n"s,
        "apikey: " + std::string(513, 'x') + "\r\n", "Authorization: Bearer "s + client_key + "\r\n"}) {
    auto request = get("/call/list");
    const auto seen = both.ask(request.replace(request.find(right), right.size(), line));
    CHECK(seen.status == 401);
    answers.insert(seen.body);
  }
  CHECK(answers == std::set<std::string>{R"({"error":"not authorized"})"});
  CHECK(both.engine.requests().empty());
}

TEST_CASE("K12 no field of a request chooses the engine's address") {
  gateway both;
  const listening_socket elsewhere;
  const auto other = "127.0.0.1:" + std::to_string(elsewhere.port());
  auto request = list_with("X-Forwarded-Host: " + other + "\r\nX-Forwarded-Proto: https\r\nX-Original-URL: http://" +
                           other + "/\r\n");
  request.replace(request.find("ramal.example"), 13, other);
  CHECK(both.ask(request).status == 200);
  request.replace(request.find(default_mount), 0, "http://" + other);
  CHECK(both.ask(request).status == 200);
  for (const auto& seen : both.engine.requests()) CHECK(*seen.head.find("Host") == both.engine.address());
}

}  // namespace ramal::system_tests
