// What may be sent to a gateway that has real customers.
#include "contract/safety.hpp"

#include <catch2/catch.hpp>

#include "contract/case_reader.hpp"
#include "contract/select.hpp"
#include "tests/contract/all_cases.hpp"

namespace ramal::contract {
namespace {

constexpr const char* key = "a-key-of-a-client";

std::string request(const std::string& start, const std::string& fields = "", const std::string& body = "") {
  const auto length = body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return start + " HTTP/1.1\r\nHost: x\r\n" + fields + length + "\r\n" + body;
}

bool is_safe(const std::string& bytes) { return find_danger(bytes, key).empty(); }

contract_case read_case(const std::string& tags, const std::string& sends) {
  return read_cases("t.case", "=== a case\nwhy: because\n" + tags + "client sends:\n" + sends +
                                  "engine sees nothing\nclient sees:\n    401\n")
      .front();
}

}  // namespace

TEST_CASE("safety: reads with a key, and anything without one") {
  CHECK(is_safe(request("GET /api/call/list", "apikey: a-key-of-a-client\r\n")));
  CHECK(is_safe(request("HEAD /api/call/get?callId=1", "apikey: a-key-of-a-client\r\n")));
  CHECK(is_safe(request("OPTIONS /api/call/start")));
  CHECK(is_safe(request("POST /api/call/start", "", R"({"number":"5"})")));
  CHECK(is_safe(request("GET /a") + request("GET /b")));
  CHECK(is_safe(request("GET /api/call/status/1?limit=3", "apikey: a-key-of-a-client\r\n")));
  CHECK(is_safe(request("GET /api/call/displayed", "apikey: a-key-of-a-client\r\n")));
}

TEST_CASE("safety: what might reach a call is dangerous, however it is written") {
  const std::string with_key = "ApiKey: a-key-of-a-client\r\n";
  for (const auto& bytes : {request("POST /api/call/start", with_key, R"({"number":"5"})"),
                            request("POST /api/call/list", with_key),
                            request("DELETE /api/call/1", with_key),
                            request("GET /api/call/start", with_key),
                            request("GET /api/call/%73tart", with_key),
                            request("GET /api/call/%2573tart", with_key),
                            request("GET /api/call/START/", with_key),
                            request("GET /v1/calls/1/terminate", with_key),
                            request("GET /api/startCall", with_key),
                            request("GET /api/call/hang-up", with_key),
                            request("GET /api/call/end,1", with_key),
                            request("GET /api/call/playSound", with_key),
                            request("GET /api/call/forcePlay", with_key),
                            request("GET /api/call/new?number=5511987654321", with_key),
                            request("GET /api/call/originate", with_key),
                            request("GET /api/call/list", with_key + "X-Original-URL: /api/call/start\r\n"),
                            request("GET /api/call/list", with_key + "X-Rewrite-Url: /api/call/start\r\n"),
                            request("POST /api/call/start", "X-Shop: Bearer another-key\r\n"),
                            request("POST /api/call/start", "Access-Key: another-key\r\n"),
                            request("POST /api/call/start", "", R"({"\u0061pikey":"another-key"})"),
                            request("GET /instance/connect/shop", with_key),
                            request("POST /api/call/start", "X-Shop-Auth: whatever\r\n"),
                            request("POST /api/call/start", "Access-Token: whatever\r\n"),
                            request("POST /api/call/start?token=another-key"),
                            request("POST /api/call/start", "", R"({"instanceToken":"another-key"})"),
                            request("GET /api/call/list", with_key, "{}"),
                            request("GET /api?_method=POST", with_key),
                            request("GET /api", "X-HTTP-Method-Override: POST\r\n"),
                            request("GET /ws", "Upgrade: websocket\r\n"),
                            request("POST /api/call/start", "Authorization: Bearer x\r\n"),
                            request("POST /api/call/start", "Cookie: a=b\r\n"),
                            request("POST /api/call/start", "", R"({"apikey":"a-key-of-a-client"})"),
                            request("POST /api/call/start?key=a-key-of-a-client"),
                            request("POST /a", "Transfer-Encoding: chunked\r\n"),
                            request("POST /a", "Content-Length: 1\r\nContent-Length: 1\r\n") + "x",
                            request("GET /a") + request("POST /call/start", with_key),
                            request("GET /a") + "POST /call/start",
                            std::string("GET /a HTTP/1.0\r\n\r\n"),
                            std::string("GET /a HTTP/1.1\nHost: x\n\n"),
                            std::string()}) {
    INFO(bytes);
    CHECK_FALSE(is_safe(bytes));
  }
}

TEST_CASE("safety: a tag that lies is found, and the case is not played") {
  const auto liar = read_case("tags: safe\n", "    POST /call/start\n    {\"number\":\"5511987654321\"}\n");
  CHECK(choose(liar, run_mode::safe).lies);
  CHECK_FALSE(choose(liar, run_mode::safe).plays);
  CHECK(choose(liar, run_mode::loop).plays);
  const auto honest = read_case("tags: safe\n", "    POST /call/start\n    no key\n");
  CHECK(choose(honest, run_mode::safe).plays);
  const auto silent = read_case("", "    POST /call/start\n    {\"number\":\"5511987654321\"}\n");
  CHECK_FALSE(choose(silent, run_mode::safe).lies);
  CHECK_FALSE(choose(silent, run_mode::safe).plays);
}

TEST_CASE("select: live cases place one call, with a sound or without") {
  const auto silent = read_case("tags: live, silent\n", "    POST /call/start\n    {\"number\":\"5511987654321\"}\n");
  auto media = read_case("tags: live, media\n", "    POST /call/start\n    {\"number\":\"5511987654321\"}\n");
  CHECK(choose(silent, run_mode::live).plays);
  CHECK_FALSE(choose(media, run_mode::live).plays);
  media.at.media = "https://files.example/a.mp3";
  CHECK(choose(media, run_mode::live).plays);
  auto silent_with_media = silent;
  silent_with_media.at.media = media.at.media;
  CHECK_FALSE(choose(silent_with_media, run_mode::live).plays);
  CHECK_FALSE(choose(read_case("", "    GET /call/list\n"), run_mode::live).plays);
  CHECK_FALSE(choose(read_case("", "    GET /call/list\n"), run_mode::engine_live).plays);
}

TEST_CASE("select: a case that names the usual mount is not for a gateway with another one") {
  const std::string text =
      "=== a case\nwhy: because\nclient sends:\n    GET =/api/layer/evolution-go/call/list\n"
      "engine sees nothing\nclient sees:\n    401\n";
  const deployment elsewhere{"another-client-key", "", "/m", "h"};
  CHECK(choose(read_cases("t.case", text).front(), run_mode::loop).plays);
  CHECK_FALSE(choose(read_cases("t.case", text, elsewhere).front(), run_mode::loop).plays);
}

TEST_CASE("safety: of the cases, at least sixty are safe, and none of them names an operation that changes a call") {
  int count = 0;
  for (const auto& each : all_cases()) {
    if (begins_with_event(each.text)) continue;
    const auto what = build_case(each.file, each.text, {"another-client-key", "", "/api/layer/evolution-go", "h"});
    if (!choose(what, run_mode::safe).plays) continue;
    ++count;
    INFO(full_name(each.file, each.text.name));
    for (const auto& exchange : what.exchanges)
      for (const auto& turn : exchange.engine) CHECK(turn.start.starts_with("GET "));
  }
  CHECK(count >= 60);
}

TEST_CASE("select: wildcards") {
  CHECK(fits_wildcard("routes: start*", "routes: start of a call"));
  CHECK(fits_wildcard("*: start", "routes: start"));
  CHECK(fits_wildcard("*", ""));
  CHECK(fits_wildcard("a*b*c", "a1b2b3c"));
  CHECK_FALSE(fits_wildcard("routes: start", "routes: start of a call"));
  CHECK_FALSE(fits_wildcard("a*b", "a1c"));
}

}  // namespace ramal::contract
