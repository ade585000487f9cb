// What one key and one address may ask for (http-rules.md K10, L10).
#include <catch2/catch.hpp>

#include "tests/flow/other_key.hpp"
#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string start_body = R"({"number":"5511999990000"})";
const std::string list = get_request("/call/list");

config::gateway settings_with(std::size_t rate, std::size_t burst, std::size_t guesses = 1'000'000) {
  config::gateway settings = test_settings();
  settings.limits.key_rate = rate;
  settings.limits.key_burst = burst;
  settings.limits.unauthorized_per_minute = guesses;
  settings.keys.push_back(other_key());
  return settings;
}

std::string with_key(std::string request, std::string_view key) {
  return request.replace(request.find("apikey: demo") + 8, 4, key);
}

std::string code_of(const client_answer& answer) {
  const auto at = answer.body.find("\"code\":\"");
  return at == std::string::npos ? "" : answer.body.substr(at + 8, answer.body.find('"', at + 8) - at - 8);
}

struct limited : session_fixture {
  explicit limited(const config::gateway& settings) : session_fixture(settings) {
    worker.upstream.answer_always(answer_of(200, R"({"calls":[]})"));
  }
  unsigned status_of(std::string_view key) { return ask(with_key(list, key)).status; }
};

}  // namespace

TEST_CASE("L10 a key over its rate is refused with the seconds to wait, and nothing reaches the engine") {
  limited at(settings_with(1, 2));
  CHECK(at.ask(list).status == 200);
  CHECK(at.ask(list).status == 200);
  at.take_log();
  const client_answer refused = at.ask(post_request("/call/start", start_body));
  CHECK(refused.status == 429);
  CHECK(code_of(refused) == "RATE_LIMITED");
  CHECK(refused.field("Retry-After") == "1");
  CHECK(refused.field("Connection") == "keep-alive");
  CHECK(at.take_log().find(R"("outcome":"RATE_LIMITED")") != std::string::npos);
  CHECK(at.worker.upstream.requests().size() == 2);
  at.loop.advance(seconds(1));
  CHECK(at.ask(list).status == 200);
  CHECK(at.ask(list).status == 429);
}

TEST_CASE("L10 each key has its own rate, whatever connection it comes on") {
  limited at(settings_with(1, 1));
  CHECK(at.status_of("demo") == 200);
  CHECK(at.status_of("demo") == 429);
  CHECK(at.status_of("other") == 200);
  at.connect();
  CHECK(at.status_of("demo") == 429);
}

TEST_CASE("L10 server/ok and OPTIONS have no rate") {
  limited at(settings_with(1, 1));
  CHECK(at.status_of("demo") == 200);
  for (int i = 0; i < 5; ++i) {
    CHECK(at.ask(get_request("/server/ok")).status == 200);
    CHECK(at.ask("OPTIONS /api/layer/evolution-go/call/start HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
  }
  CHECK(at.status_of("demo") == 429);
}

TEST_CASE("L10 a reload keeps what a key has used") {
  config::gateway settings = settings_with(1, 2);
  limited at(settings);
  CHECK(at.status_of("demo") == 200);
  CHECK(at.status_of("demo") == 200);
  settings.keys[0].client_key = config::secret("anew");
  at.worker.use(settings);
  CHECK(at.status_of("anew") == 429);
  settings.limits.key_rate = 100;
  settings.limits.key_burst = 1'000;
  at.worker.use(settings);
  CHECK(at.status_of("anew") == 200);
}

TEST_CASE("L10 clients' own native keys have a rate each, too") {
  config::gateway settings = settings_with(1, 1);
  settings.accept_native_keys = true;
  limited at(settings);
  CHECK(at.status_of("ps_one") == 200);
  CHECK(at.status_of("ps_one") == 429);
  CHECK(at.status_of("ps_two") == 200);
  // a key of the ring and a native key that is spelled like its name
  CHECK(at.status_of("demo") == 200);
  CHECK(at.ask("GET /api/layer/evolution-go/call/list HTTP/1.1\r\nHost: a\r\nx-api-key-id: demo-key\r\n\r\n").status ==
        200);
}

TEST_CASE("L10 a key has so many requests in flight and no more, and each end makes room") {
  config::gateway settings = settings_with(1'000, 1'000);
  settings.limits.key_concurrency = 1;
  limited at(settings);
  at.worker.upstream.answer_always("");
  std::string seen;
  memory_stream client(at.loop, [&](std::string_view bytes) { seen.append(bytes); });
  auto other = flow::run_session(client, at.worker, "192.0.2.7");
  other.start();
  at.send(list);
  client.put(list);
  at.loop.run();
  CHECK(seen.find("HTTP/1.1 429 ") == 0);
  CHECK(seen.find("\"TOO_MANY_AT_ONCE\"") != std::string::npos);
  CHECK(seen.find("Retry-After: 1\r\n") != std::string::npos);
  CHECK(at.worker.upstream.requests().size() == 1);
  at.worker.upstream.last()->put(answer_of(200, R"({"calls":[]})"));
  at.loop.run();
  CHECK(at.take_answer().status == 200);
  seen.clear();
  at.worker.upstream.answer_always(answer_of(200, R"({"calls":[]})"));
  client.put(list);
  at.loop.run();
  CHECK(seen.find("HTTP/1.1 200 ") == 0);
  client.break_off();
  at.loop.run();
  CHECK(other.done());
}

TEST_CASE("K10 an address with too many wrong keys gets 429, another one does not") {
  limited at(settings_with(1'000, 1'000, 3));
  for (int i = 0; i < 3; ++i) CHECK(at.status_of("nope") == 401);
  const client_answer refused = at.ask(with_key(list, "nope"));
  CHECK(refused.status == 429);
  CHECK(code_of(refused) == "TOO_MANY_UNAUTHORIZED");
  CHECK(refused.field("Retry-After") == "20");
  CHECK(at.worker.log_text.find(R"("outcome":"TOO_MANY_UNAUTHORIZED")") != std::string::npos);
  at.address = 2;
  at.connect();
  CHECK(at.status_of("nope") == 401);
  CHECK(at.status_of("demo") == 200);
  at.address = 1;
  at.connect();
  at.loop.advance(seconds(9));
  CHECK(at.status_of("nope") == 429);
  at.connect();
  at.loop.advance(seconds(9));
  at.connect();
  at.loop.advance(seconds(2));
  CHECK(at.status_of("nope") == 401);
  CHECK(at.status_of("nope") == 429);
}

TEST_CASE("K10 a guess learns nothing: right keys get 429, too, unless they have worked from there before") {
  limited at(settings_with(1'000, 1'000, 3));
  CHECK(at.status_of("other") == 200);
  for (int i = 0; i < 3; ++i) at.status_of("nope");
  CHECK(at.status_of("demo") == 429);
  CHECK(at.status_of("other") == 200);
  CHECK(at.worker.upstream.requests().size() == 2);
  at.address = 1ull << 40;
  at.connect();
  for (int i = 0; i < 4; ++i) at.status_of("nope");
  CHECK(at.status_of("other") == 429);  // it has not worked from this address
}

TEST_CASE("K10 a native key that the engine refuses counts as a wrong one") {
  config::gateway settings = settings_with(1'000, 1'000, 2);
  settings.accept_native_keys = true;
  limited at(settings);
  CHECK(at.status_of("ps_good") == 200);
  at.worker.upstream.answer_always(answer_of(401, R"({"error":"Unauthorized"})"));
  CHECK(at.status_of("ps_a") == 401);
  CHECK(at.status_of("ps_b") == 401);
  const auto asked = at.worker.upstream.requests().size();
  CHECK(at.status_of("ps_c") == 429);
  CHECK(at.worker.upstream.requests().size() == asked);
  at.worker.upstream.answer_always(answer_of(200, R"({"calls":[]})"));
  CHECK(at.status_of("ps_good") == 200);
}

TEST_CASE("K10 what refuses in front of the engine says nothing of a native key") {
  config::gateway settings = settings_with(1'000, 1'000, 1);
  settings.accept_native_keys = true;
  limited at(settings);
  for (const unsigned status : {401u, 403u}) {
    at.worker.upstream.answer_always(answer_of(status, "<html>"));
    for (int i = 0; i < 3; ++i) CHECK(at.status_of("ps_a") == 502);
  }
  at.worker.upstream.answer_always(answer_of(401, R"({"error":"Unauthorized"})"));
  CHECK(at.status_of("ps_a") == 401);
  CHECK(at.status_of("ps_a") == 429);  // it has not worked either
}

TEST_CASE("K10 paths without a route and requests without a key's need count nothing") {
  limited at(settings_with(1'000, 1'000, 1));
  for (int i = 0; i < 5; ++i) {
    CHECK(at.ask(with_key(get_request("/server/ok"), "nope")).status == 200);
    CHECK(at.ask(with_key(get_request("/send/text"), "nope")).status == 404);
  }
  CHECK(at.status_of("nope") == 401);
}

}  // namespace ramal::test
