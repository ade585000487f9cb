// The judge must be able to condemn: each rule of wire_purity.hpp is broken here once.
#include <catch2/catch.hpp>

#include "tests/harness/fake_engine.hpp"
#include "tests/harness/contract_names.hpp"

namespace ramal::tests {
namespace {

const purity_rules rules{"127.0.0.1:8090", "", {"ps_a", "kid_b"}};

const std::string pure_fields =
    "Host: 127.0.0.1:8090\r\nx-api-key: ps_a\r\nAccept: application/json\r\nUser-Agent: ramal/0.1.0\r\n"
    "X-Request-Id: abc-1\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"
    "Via: 1.1 ramal\r\n";

std::string get(const std::string& target, const std::string& fields = pure_fields) {
  return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}

std::string post(const std::string& target, const std::string& body, const std::string& fields = pure_fields) {
  return "POST " + target + " HTTP/1.1\r\n" + fields + (body.empty() ? "" : "Content-Type: application/json\r\n") +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// The pure fields with one exact piece of text replaced.
std::string changed(const std::string& from, const std::string& to) {
  auto fields = pure_fields;
  fields.replace(fields.find(from), from.size(), to);
  return fields;
}

bool is_pure(const std::string& request) { return find_impurities(request, rules).empty(); }

bool is_natively_pure(const std::string& request) {
  auto natively = rules;
  natively.through = door::native;
  return find_impurities(request, natively).empty();
}

std::string put(const std::string& target, const std::string& body) { return post(target, body).replace(0, 4, "PUT"); }

}  // namespace

TEST_CASE("purity: every native operation in its canonical form is pure") {
  CHECK(is_pure(get("/v1/calls")));
  CHECK(is_pure(get("/v1/calls?limit=10")));
  CHECK(is_pure(get("/v1/calls?limit=10&before=2026-01-01T00:00:00Z")));
  CHECK(is_pure(get("/v1/calls/call_1")));
  CHECK(is_pure(get("/v1/calls/wacid.a%2Bb%40c?includeSdp=1")));
  CHECK(is_pure(get("/v1/calls", changed("x-api-key: ps_a", "x-api-key-id: kid_b"))));
  CHECK(is_pure(post("/v1/calls", R"({"to":"+5511987654321"})")));
  CHECK(is_pure(post("/v1/calls/call_1/accept", "")));
  CHECK(is_pure(post("/v1/calls/call_1/accept", R"({"sdp":"v=0","sdpType":"answer"})")));
  CHECK(is_pure(post("/v1/calls/call_1/reject", "")));
  CHECK(is_pure(post("/v1/calls/call_1/terminate", "")));
  CHECK(is_pure(post("/v1/calls/call_1/play", R"({"mediaUrl":"https://a/b.mp3"})")));
  CHECK(is_pure(post("/v1/calls/call_1/realtime-session", R"({"mode":"talk"})")));
}

TEST_CASE("purity: a method or path that Ramal never sends is impure") {
  const auto target = GENERATE(
      as<std::string>{}, "/", "/v1", "/v1/calls/", "//v1/calls", "/v1/calls/..", "/v1/calls/a/b", "/v1/calls/a%2Fb",
      "/v1/calls/a%2fb", "/v1/calls/%61", "/v1/calls/a+b", "/v1/calls/%00", "/v1/calls/settings", "/v1/calls?",
      "/v1/calls?limit=", "/v1/calls?before=1&limit=1", "/v1/calls?limit=1&limit=2", "/v1/calls?limit=1&x=1",
      "/v1/calls/a?includeSdp=2", "/v1/calls/a?limit=1", "http://127.0.0.1:8090/v1/calls", "/V1/calls");
  CAPTURE(target);
  CHECK_FALSE(is_pure(get(target)));
}

TEST_CASE("purity: a wrong method is impure") {
  CHECK_FALSE(is_pure("PUT /v1/calls HTTP/1.1\r\n" + pure_fields + "\r\n"));
  CHECK_FALSE(is_pure(get("/v1/calls/a/accept")));
  CHECK_FALSE(is_pure(post("/v1/calls/a", "")));
  CHECK_FALSE(is_pure(post("/v1/calls/a/pre-accept", R"({"sdp":"v=0"})")));
  CHECK_FALSE(is_pure("GET /v1/calls HTTP/1.0\r\n" + pure_fields + "\r\n"));
  CHECK_FALSE(is_pure("GET  /v1/calls HTTP/1.1\r\n" + pure_fields + "\r\n"));
}

TEST_CASE("purity: each required header is required") {
  const auto line = GENERATE(as<std::string>{}, "Host: 127.0.0.1:8090\r\n", "x-api-key: ps_a\r\n",
                             "Accept: application/json\r\n", "User-Agent: ramal/0.1.0\r\n", "X-Request-Id: abc-1\r\n",
                             "Via: 1.1 ramal\r\n");
  CAPTURE(line);
  CHECK_FALSE(is_pure(get("/v1/calls", changed(line, ""))));
  CHECK_FALSE(is_pure(get("/v1/calls", changed(line, line + line))));
}

TEST_CASE("purity: a wrong value is impure") {
  const auto [from, to] = GENERATE(table<std::string, std::string>({
      {"Host: 127.0.0.1:8090", "Host: evil.example"},
      {"x-api-key: ps_a", "x-api-key: ps_other"},
      {"x-api-key: ps_a", "x-api-key: "},
      {"x-api-key: ps_a", "x-api-key: ps_a\r\nx-api-key-id: kid_b"},
      {"Accept: application/json", "Accept: */*"},
      {"ramal/0.1.0", "curl/8"},
      {"X-Request-Id: abc-1", "X-Request-Id: a b"},
      {"X-Request-Id: abc-1", "X-Request-Id: " + std::string(129, 'a')},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736", "00-00000000000000000000000000000000"},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736", "00-4BF92F3577B34DA6A3CE929D0E0E4736"},
      {"-00f067aa0ba902b7-01", "-00f067aa0ba902b7"},
      {"Via: 1.1 ramal", "Via: 1.0 client, 1.1 ramal"},
  }));
  CAPTURE(from, to);
  CHECK_FALSE(is_pure(get("/v1/calls", changed(from, to))));
}

TEST_CASE("purity: any header beyond the set is impure") {
  const auto line = GENERATE(as<std::string>{}, "apikey: ps_a", "Authorization: Bearer x", "Cookie: a=b",
                             "x-whatsapp-number-id: 1", "Connection: keep-alive", "Transfer-Encoding: chunked",
                             "X-Forwarded-For: 1.2.3.4", "Accept-Encoding: gzip", "Expect: 100-continue",
                             "Content-Type: application/json", "Content-Length: 0", "Upgrade: h2c");
  CAPTURE(line);
  CHECK_FALSE(is_pure(get("/v1/calls", pure_fields + line + "\r\n")));
}

TEST_CASE("purity: a sloppy head is impure") {
  CHECK_FALSE(is_pure(get("/v1/calls", changed("Via: 1.1 ramal", "Via:1.1 ramal"))));
  CHECK_FALSE(is_pure(get("/v1/calls", changed("Via: 1.1 ramal", "Via: 1.1 ramal "))));
  CHECK_FALSE(is_pure(get("/v1/calls", changed("Via: 1.1 ramal\r\n", "Via: 1.1 ramal\n"))));
  CHECK_FALSE(is_pure(get("/v1/calls", changed("Via: 1.1 ramal", "Via : 1.1 ramal"))));
  CHECK_FALSE(is_pure(get("/v1/calls", changed("Via: 1.1 ramal", "Via: 1.1 ramal\r\n folded"))));
  CHECK_FALSE(is_pure("GET /v1/calls HTTP/1.1\r\n" + pure_fields));
}

TEST_CASE("purity: a body and its headers must fit the operation") {
  const std::string to = R"({"to":"+5511987654321"})";
  CHECK_FALSE(is_pure(post("/v1/calls", "")));
  CHECK_FALSE(is_pure(post("/v1/calls", "[1]")));
  CHECK_FALSE(is_pure(post("/v1/calls", R"({"to":"+5511987654321","video":true})")));
  CHECK_FALSE(is_pure(post("/v1/calls", R"({"sdp":"v=0"})")));
  CHECK_FALSE(is_pure(post("/v1/calls", R"({"to":"+1","to":"+2"})")));
  CHECK_FALSE(is_pure(post("/v1/calls/a/reject", R"({"reason":"x"})")));
  CHECK_FALSE(is_pure(post("/v1/calls/a/play", "")));
  CHECK_FALSE(is_pure(post("/v1/calls/a/play", R"({"url":"https://a"})")));
  CHECK_FALSE(is_pure(post("/v1/calls", to) + "x"));
  CHECK_FALSE(is_pure("POST /v1/calls HTTP/1.1\r\n" + pure_fields + "Content-Length: 23\r\n\r\n" + to));
  CHECK_FALSE(is_pure("POST /v1/calls/a/reject HTTP/1.1\r\n" + pure_fields + "\r\n"));
  CHECK_FALSE(is_pure("POST /v1/calls/a/reject HTTP/1.1\r\n" + pure_fields +
                      "Content-Type: application/json\r\nContent-Length: 0\r\n\r\n"));
  CHECK_FALSE(is_pure(get("/v1/calls") + to));
}

TEST_CASE("purity: every operation of the native door is pure, with any object as its body") {
  const std::string any = R"({"x":[1],"to":"a","to":"b"})";
  for (const char* target :
       {"/v1/calls", "/v1/calls?limit=", "/v1/calls?before=a&limit=1", "/v1/calls/settings", "/v1/calls/permissions",
        "/v1/calls/permissions?to=%2B1", "/v1/calls/a%2Bb", "/v1/calls/a?includeSdp=0"}) {
    CAPTURE(target);
    CHECK(is_natively_pure(get(target)));
  }
  for (const char* target : {"/v1/calls", "/v1/calls/a/pre-accept", "/v1/calls/a/accept", "/v1/calls/a/play",
                             "/v1/calls/a/realtime-session", "/v1/calls/permissions/request"}) {
    CAPTURE(target);
    CHECK(is_natively_pure(post(target, any)));
    CHECK_FALSE(is_natively_pure(post(target, "[1]")));
    CHECK(is_natively_pure(post(target, "")) == (std::string(target) == "/v1/calls/a/accept"));
  }
  CHECK(is_natively_pure(put("/v1/calls/settings", any)));
  CHECK(is_natively_pure(post("/v1/calls/a/reject", "")));
  CHECK(is_natively_pure(post("/v1/calls/a/terminate", "")));
}

TEST_CASE("purity: the native door is no way to anything else") {
  for (const char* target : {"/v1/webhooks", "/v1/calls/", "/v1/calls/a/b", "/v1/calls?limit=1&limit=2", "/v1/calls?",
                             "/v1/calls?x=1", "/v1/calls?limit=1&", "/v1/calls/a?limit=1", "/v1/calls/settings?to=1",
                             "/v1/calls/%73ettings", "/v1/calls/a%2fb", "/v1/calls/permissions/request", "/V1/calls"}) {
    CAPTURE(target);
    CHECK_FALSE(is_natively_pure(get(target)));
  }
  CHECK_FALSE(is_natively_pure(post("/v1/calls/a/reject", "{}")));
  CHECK_FALSE(is_natively_pure(post("/v1/calls/settings", "{}")));
  CHECK_FALSE(is_natively_pure(put("/v1/calls/settings", "")));
  CHECK_FALSE(is_natively_pure(put("/v1/calls", "{}")));
  CHECK_FALSE(is_natively_pure(get("/v1/calls") + "{}"));
  CHECK_FALSE(is_natively_pure(get("/v1/calls", pure_fields + "Cookie: a=b\r\n")));
  CHECK_FALSE(is_pure(get("/v1/calls/settings")));
}

TEST_CASE("purity: a path prefix is demanded where there is one") {
  const purity_rules prefixed{"127.0.0.1:8090", "/base", {}};
  CHECK(find_impurities(get("/base/v1/calls"), prefixed).empty());
  CHECK_FALSE(find_impurities(get("/v1/calls"), prefixed).empty());
}

TEST_CASE("purity: configured headers are demanded, each once and with its value") {
  const purity_rules extended{"127.0.0.1:8090", "", {}, {{"X-Tenant", "one"}, {"X-Any", ""}}};
  const auto pure = [&](const std::string& lines) {
    return find_impurities(get("/v1/calls", pure_fields + lines), extended).empty();
  };
  CHECK(pure("X-Tenant: one\r\nX-Any: thing\r\n"));
  CHECK_FALSE(pure("X-Tenant: one\r\n"));
  CHECK_FALSE(pure("X-Tenant: two\r\nX-Any: thing\r\n"));
  CHECK_FALSE(pure("X-Tenant: one\r\nX-Any: a\r\nX-Any: b\r\n"));
}

TEST_CASE("purity: the fake engine judges what arrives, pipelined and cut requests too") {
  fake_engine engine;
  auto fields = pure_fields;
  fields.replace(fields.find("127.0.0.1:8090"), 14, engine.address());
  {
    auto peer = socket::connect(engine.port());
    peer.write(get("/v1/calls", fields), within());
    REQUIRE(engine.wait_for_requests(1));
    CHECK(engine.take_impurities().empty());
    peer.write(get("/v1/calls", fields + "Cookie: a=b\r\n"), within());
    REQUIRE(engine.wait_for_requests(2));
    CHECK(engine.take_impurities().size() == 1);
    peer.write(get("/v1/calls", fields) + get("/v1/calls", fields), within());
    REQUIRE(engine.wait_for_requests(4));
    CHECK(engine.take_impurities().size() == 1);
    peer.write("GET /v1", within());
    peer.half_close();
    std::string rest;
    while (peer.read(rest, within()) == read_outcome::bytes) {}
  }
  CHECK(engine.take_impurities().size() == 1);
}

}  // namespace ramal::tests
