// The native door as a whole (contracts/gateway.md section 1): what is sent is pure, whatever comes in.
#include <catch2/catch.hpp>

#include <array>
#include <optional>
#include <random>

#include "tests/system/live_gateway.hpp"

namespace ramal::system_tests {
namespace {

struct route {
  const char* method;
  const char* path;
};

constexpr std::array<route, 13> routes{{
    {"POST", "/v1/calls"},
    {"GET", "/v1/calls"},
    {"GET", "/v1/calls/call_1"},
    {"POST", "/v1/calls/call_1/pre-accept"},
    {"POST", "/v1/calls/call_1/accept"},
    {"POST", "/v1/calls/call_1/reject"},
    {"POST", "/v1/calls/call_1/terminate"},
    {"POST", "/v1/calls/call_1/play"},
    {"POST", "/v1/calls/call_1/realtime-session"},
    {"GET", "/v1/calls/settings"},
    {"PUT", "/v1/calls/settings"},
    {"GET", "/v1/calls/permissions"},
    {"POST", "/v1/calls/permissions/request"},
}};

class spellings_of_paths {
 public:
  explicit spellings_of_paths(unsigned seed) : dice_(seed) {}

  std::size_t roll(std::size_t sides) { return static_cast<std::size_t>(dice_()) % sides; }

  // A path as careless or hostile clients write it; `query` may follow.
  std::string next(std::string path) {
    for (std::size_t changes = 1 + roll(3); changes-- > 0 && !path.empty();) change(path);
    static constexpr std::array queries{"",
                                        "",
                                        "?limit=5",
                                        "?limit=1&limit=2&to=3",
                                        "?before=%0a",
                                        "?includeSdp=1&x=a",
                                        "?to=%2B5511987654321&%74o=1",
                                        "?",
                                        "?&&",
                                        "?limit=1#x"};
    return path + queries[roll(queries.size())];
  }

 private:
  void change(std::string& path) {
    const auto at = roll(path.size());
    constexpr const char* digits = "0123456789abcdefABCDEF";
    switch (roll(7)) {
      case 0: path.insert(at, "/"); break;
      case 1: path += "/"; break;
      case 2:
        if (const auto byte = static_cast<unsigned char>(path[at]); byte != '/')
          path.replace(at, 1, std::string("%") + digits[byte >> 4] + digits[byte & 15]);
        break;
      case 3: path[at] = static_cast<char>(path[at] ^ 0x20); break;
      case 4: path.insert(at, std::string("%") + digits[roll(22)] + digits[roll(22)]); break;
      case 5: path.insert(at, std::array{"/..", "/.", "\\", ";", "%2f", "%00"}[roll(6)]); break;
      default: path.erase(at, 1); break;
    }
  }

  std::mt19937 dice_;
};

// In the other's place: a key, another number, another host, and what must not be passed on.
constexpr std::string_view hostile_fields =
    "x-api-key-id: ps_other\r\nAuthorization: Bearer ps_other\r\nCookie: a=b\r\nx-whatsapp-number-id: 7\r\n"
    "X-Forwarded-Host: evil.example\r\nX-HTTP-Method-Override: DELETE\r\nContent-Type: text/plain\r\n"
    "Connection: x-api-key, keep-alive\r\nAccept-Encoding: gzip\r\nUpgrade: h2c\r\n";

}  // namespace

TEST_CASE("K1 K2 H1 every native route is asked once, with the one key, whatever else a client sends") {
  gateway both({}, success_of);
  both.engine.expect_door(door::native);
  both.engine.expect_keys({native_key});
  std::size_t asked = 0;
  for (const auto& each : routes)
    for (const bool hostile : {false, true}) {
      INFO(each.method << " " << each.path << (hostile ? ", hostile" : ""));
      const auto seen = both.ask(
          natively(each.method, each.path, R"({ "to": "+5511987654321" })", hostile ? hostile_fields : ""));
      CHECK(seen.status >= 200);
      CHECK(seen.status < 300);
      REQUIRE(both.engine.requests().size() == ++asked);
      const auto last = both.engine.requests().back();
      CHECK(last.method == each.method);
      CHECK(last.target == each.path);
      CHECK((last.body.empty() || last.body == R"({ "to": "+5511987654321" })"));
    }
}

TEST_CASE("T9 K12 spellings of native paths: the engine sees one canonical operation, or nothing") {
  gateway both({}, success_of);
  both.engine.expect_door(door::native);
  spellings_of_paths any(2'026);
  const std::size_t rounds = is_instrumented() ? 1'000 : 4'000;
  std::optional<raw_client> client;
  std::size_t served = 0, refused = 0, other = 0;
  for (std::size_t i = 0; i < rounds; ++i) {
    if (!client) client.emplace(both.connect());
    const auto& each = routes[any.roll(routes.size())];
    const auto target = any.next(each.path);
    client->send(natively(each.method, target, "{}"));
    const auto seen = client->read_answer();
    INFO(each.method << " " << target << " is answered " << seen.status << seen.error);
    const bool fine = seen.status >= 200 && seen.status < 300;
    const bool refusal = seen.status == 400 || seen.status == 404 || seen.status == 405;
    if (!fine && !refusal) FAIL_CHECK("neither served nor refused");
    ++(fine ? served : refusal ? refused : other);
    if (!seen.error.empty() || says_close(seen)) client.reset();
  }
  CHECK(both.engine.requests().size() == served);  // each of them pure: the engine has judged it
  CHECK(served > rounds / 10);
  CHECK(refused > rounds / 4);
  CHECK(other == 0);
}

TEST_CASE("O1 O2 a reload moves the native door, and closes it") {
  live_gateway both;
  both.engine.expect_door(door::native);
  const auto status_at = [&](const char* path) { return both.ask(natively("GET", path)).status; };
  CHECK(status_at("/v1/calls") == 200);
  both.write({{"native_mount", "/engine"}});
  both.reload();
  CHECK(status_at("/engine/v1/calls") == 200);
  CHECK(status_at("/v1/calls") == 404);
  both.write({{"native_mount", "off"}});
  both.reload();
  CHECK(status_at("/engine/v1/calls") == 404);
  CHECK(status_at("/v1/calls") == 404);
  CHECK(both.ask(get("/server/ok")).status == 200);
}

TEST_CASE("a native request is logged by its route and operation, its number masked") {
  gateway both({}, success_of);
  both.engine.expect_door(door::native);
  both.ask(natively("POST", "/v1/calls", native_start_body()));
  both.ask(natively("GET", "/v1/calls/permissions?to=%2B5511987654321"));
  both.ask(natively("PUT", "/v1/calls/settings", "{}"));
  both.ask(natively("GET", "/v1/calls/5511987654321/x"));
  CHECK(both.program.stop() == 0);
  const auto log = both.program.access_log();
  const auto has = [&](const std::string& text) { return log.find(text) != std::string::npos; };
  CHECK(has(R"("method":"POST","route":"/v1/calls","key":"demo","number":"*********4321","call":"note",)"
            R"("operation":"start","status":201)"));
  CHECK(has(R"("route":"/v1/calls/permissions","key":"demo","number":"*********4321","operation":"permissions")"));
  CHECK(has(R"("method":"PUT","route":"/v1/calls/settings","key":"demo","operation":"settings-update")"));
  CHECK(has(R"("outcome":"ROUTE_NOT_FOUND")"));
  CHECK_FALSE(has("5511987654321"));
}

}  // namespace ramal::system_tests
