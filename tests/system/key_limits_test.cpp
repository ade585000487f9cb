// Rules L10 and K10 of http-rules.md: what one key and one address may ask for.
#include <catch2/catch.hpp>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

const char* const elsewhere = "127.0.0.2";

std::string with_key(std::string request, const std::string& key) {
  const std::string own = std::string("apikey: ") + client_key;
  return request.replace(request.find(own), own.size(), "apikey: " + key);
}

answer ask(raw_client& client, const std::string& request) {
  client.send(request);
  return client.read_answer();
}

bool logged(gateway& at, const std::string& code) {
  at.program.stop();
  return at.program.access_log().find("\"outcome\":\"" + code + "\"") != std::string::npos;
}

}  // namespace

TEST_CASE("L10 a key over its rate gets 429 on a connection that stays, and the engine sees nothing of it") {
  gateway both(with{{"limits.key_rate", "1"}, {"limits.key_burst", "3"}, {"workers", "2"}});
  const auto began = std::chrono::steady_clock::now();
  int served = 0;
  auto client = both.connect();
  for (int i = 0; i < 3; ++i) served += ask(client, post("/call/start", start_body())).status == 201 ? 1 : 0;
  auto other = both.connect();  // perhaps another worker's: the key's bucket is one
  answer refused = ask(other, post("/call/start", start_body()));
  for (; refused.status == 201; refused = ask(other, post("/call/start", start_body()))) {
    ++served;
    REQUIRE(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
  }
  CHECK(refused.status == 429);
  CHECK(code_of(refused) == "RATE_LIMITED");
  REQUIRE(refused.find("Retry-After") != nullptr);
  CHECK(*refused.find("Retry-After") == "1");
  CHECK_FALSE(says_close(refused));
  CHECK(served >= 3);
  using std::chrono::seconds;
  const auto passed = std::chrono::duration_cast<seconds>(std::chrono::steady_clock::now() - began).count();
  CHECK(served <= 3 + passed + 1);
  CHECK(ask(other, get("/server/ok")).status == 200);
  CHECK(ask(other, "OPTIONS " + std::string(default_mount) + "/call/start HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
  CHECK(ask(other, with_key(get("/call/list"), client_key_by_id)).status == 200);
  CHECK(both.engine.requests().size() == static_cast<std::size_t>(served) + 1);
  CHECK(logged(both, "RATE_LIMITED"));
}

TEST_CASE("L10 a key with as many requests in flight as it may have gets 429 until one is answered") {
  const auto held = std::make_shared<tests::gate>();
  gateway both(with{{"limits.key_concurrency", "2"}, {"workers", "2"}}, [&](const engine_request& request) {
    auto reply = success_of(request);
    reply.release = held;
    return reply;
  });
  auto first = both.connect(), second = both.connect(), third = both.connect();
  first.send(post("/call/start", start_body()));
  second.send(get("/call/list"));
  REQUIRE(both.engine.wait_for_requests(2));
  const auto refused = ask(third, post("/call/hangup", R"({"callId":"call_1"})"));
  CHECK(refused.status == 429);
  CHECK(code_of(refused) == "TOO_MANY_AT_ONCE");
  CHECK(*refused.find("Retry-After") == "1");
  CHECK_FALSE(says_close(refused));
  CHECK(both.engine.requests().size() == 2);
  held->open();
  CHECK(first.read_answer().status == 201);
  CHECK(second.read_answer().status == 200);
  CHECK(ask(third, get("/call/list")).status == 200);
  CHECK(logged(both, "TOO_MANY_AT_ONCE"));
}

TEST_CASE("K10 a flood of wrong keys from one address: 429 for that address only, other addresses are served") {
  gateway both(with{{"limits.unauthorized_per_minute", "3"}, {"workers", "2"}});
  auto familiar = both.connect();
  CHECK(ask(familiar, get("/call/list")).status == 200);
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i) CHECK(both.ask(with_key(get("/call/list"), "guess-" + std::to_string(i))).status == 401);
  const auto refused = both.ask(with_key(post("/call/start", start_body()), "guess-3"));
  CHECK(refused.status == 429);
  CHECK(code_of(refused) == "TOO_MANY_UNAUTHORIZED");
  REQUIRE(refused.find("Retry-After") != nullptr);
  CHECK(std::stoi(*refused.find("Retry-After")) <= 20);
  CHECK(std::stoi(*refused.find("Retry-After")) >= 1);
  // a right key that has never worked from here looks like a wrong one: a guess learns nothing
  const auto guessed = both.ask(with_key(get("/call/list"), client_key_by_id));
  REQUIRE(std::chrono::steady_clock::now() - began < std::chrono::seconds(19));
  CHECK(guessed.status == 429);
  CHECK(guessed.body == refused.body);
  // one that has worked from here goes on, on this connection and on others
  CHECK(ask(familiar, get("/call/list")).status == 200);
  CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(both.ask(get("/server/ok")).status == 200);
  auto other = both.connect(elsewhere);
  CHECK(ask(other, with_key(get("/call/list"), client_key_by_id)).status == 200);
  CHECK(ask(other, with_key(get("/call/list"), "guess-4")).status == 401);
  CHECK(both.engine.requests().size() == 4);
  CHECK(logged(both, "TOO_MANY_UNAUTHORIZED"));
}

TEST_CASE("K10 an address that is locked out is named once in the program's log") {
  gateway both(with{{"limits.unauthorized_per_minute", "3"}, {"workers", "2"}});
  for (int i = 0; i < 20; ++i) both.ask(with_key(get("/call/list"), "guess-" + std::to_string(i)));
  CHECK(
      both.program.wait_for_stderr("127.0.0.1 is locked out after too many wrong keys "
                                   "(limits.unauthorized_per_minute: 3)"));
  auto other = both.connect(elsewhere);
  for (int i = 0; i < 5; ++i) ask(other, with_key(get("/call/list"), "guess-" + std::to_string(i)));
  CHECK(both.program.wait_for_stderr(std::string(elsewhere) + " is locked out"));
  CHECK(both.program.stop() == 0);
  const std::string log = both.program.stderr_text();
  CHECK(log.find("guess-") == std::string::npos);
  CHECK(log.find("is locked out", log.find("is locked out", log.find("is locked out") + 1) + 1) == std::string::npos);
}

TEST_CASE("K10 a flood of wrong keys is cheap: nothing of it reaches the engine") {
  gateway both(with{{"limits.unauthorized_per_minute", "10"}});
  auto client = both.connect();
  int wrong = 0, refused = 0;
  for (int i = 0; i < 500; ++i) {
    const auto seen = ask(client, with_key(get("/call/list"), "guess-" + std::to_string(i)));
    wrong += seen.status == 401 ? 1 : 0;
    refused += seen.status == 429 ? 1 : 0;
  }
  CHECK(wrong >= 10);
  CHECK(wrong < 20);
  CHECK(wrong + refused == 500);
  CHECK(both.engine.requests().empty());
}

TEST_CASE("K10 wrong keys from one IPv6 /64 count as those of one address") {
  gateway both(with{{"trusted_proxies", "[127.0.0.0/8]"}, {"limits.unauthorized_per_minute", "3"}});
  auto proxy = both.connect();
  const auto status_for = [&](const std::string& address, const std::string& key) {
    return ask(proxy, with_key(get("/call/list", "X-Forwarded-For: " + address + "\r\n"), key)).status;
  };
  for (const char* address : {"2001:db8:1:1::1", "2001:db8:1:1::2", "2001:db8:1:1:ffff:ffff:ffff:ffff"})
    CHECK(status_for(address, "wrong") == 401);
  CHECK(status_for("2001:db8:1:1:8000::", "wrong") == 429);
  CHECK(status_for("2001:db8:1:2::1", "wrong") == 401);
  CHECK(status_for("2001:db8:1:2::1", client_key) == 200);
  CHECK(both.engine.requests().size() == 1);
}

}  // namespace ramal::system_tests
