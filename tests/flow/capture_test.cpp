// What the inspector keeps of a request (console.md section 3).
#include <catch2/catch.hpp>

#include "proxy/inspector/recorder.hpp"
#include "proxy/inspector/write_exchange.hpp"
#include "tests/flow/go_fixture.hpp"

namespace ramal::test {
namespace {

using inspector::exchange;
using inspector::message;

config::gateway long_keys() {
  config::gateway settings = test_settings();
  settings.keys[0].client_key = config::secret("canary-client");
  settings.keys[0].native_key = config::secret("ps_canary-native");
  return settings;
}

template <class Fixture>
struct captured : Fixture {
  explicit captured(const config::gateway& settings) : Fixture(settings) {
    this->worker.exchanges = &kept;
    kept.turn_on();
  }
  // The newest one; there is one.
  exchange last() const {
    const auto found = kept.find(kept.last());
    REQUIRE(found);
    return *found;
  }
  std::string all() const {
    std::string text;
    for (const auto& one : kept.behind(0, 500)) inspector::write_whole(*one, text);
    return text;
  }

  inspector::recorder kept;
};

std::string with_long_key(std::string request) { return with_key(std::move(request), "canary-client"); }

std::string value_of(const message& in, std::string_view name) {
  for (const auto& [field, value] : in.fields)
    if (field == name) return value;
  return "none";
}

const std::string started = answer_of(201, R"({"id":"call_1","externalCallId":null,"status":"INITIATED"})");

}  // namespace

TEST_CASE("a start is seen in four panes, and nobody's key in any") {
  captured<session_fixture> at(long_keys());
  at.worker.upstream.answer_always(started);
  CHECK(at.ask(with_long_key(start_call)).status == 201);
  const exchange one = at.last();
  CHECK(one.key == "demo-key");
  CHECK(one.route == "start");
  CHECK(one.status == 201);
  CHECK(one.engine_status == 201);
  CHECK(one.upstream == "sent");
  CHECK(one.attempts == 1);
  CHECK(one.error.empty());
  REQUIRE((one.bot_sent && one.engine_got && one.engine_said && one.bot_got));
  CHECK(one.bot_sent->start_line == "POST /api/layer/evolution-go/call/start HTTP/1.1");
  CHECK(value_of(*one.bot_sent, "apikey") == "***");
  CHECK(one.bot_sent->body == R"({"number":"*********0000"})");
  CHECK(one.engine_got->start_line.starts_with("POST /v1/calls"));
  CHECK(value_of(*one.engine_got, "x-api-key") == "***");
  CHECK(has(one.engine_got->body, "*********0000"));
  CHECK(one.engine_said->start_line.starts_with("HTTP/1.1 201"));
  CHECK(has(one.engine_said->body, "call_1"));
  CHECK(one.bot_got->start_line.starts_with("HTTP/1.1 201"));
  CHECK(has(one.bot_got->body, "call_1"));
  CHECK_FALSE(has(at.all(), "canary"));
  CHECK_FALSE(has(at.all(), "5511999990000"));
}

TEST_CASE("of a request that is refused the engine's panes are empty") {
  captured<session_fixture> at(long_keys());
  CHECK(at.ask(with_key(start_call, "canary-wrong")).status == 401);
  const exchange one = at.last();
  CHECK(one.key.empty());
  CHECK_FALSE(one.error.empty());
  CHECK(one.attempts == 0);
  CHECK(one.bot_sent);
  CHECK_FALSE(one.engine_got);
  CHECK_FALSE(one.engine_said);
  REQUIRE(one.bot_got);
  CHECK(one.bot_got->start_line.starts_with("HTTP/1.1 401"));
  CHECK_FALSE(has(at.all(), "canary"));
}

TEST_CASE("a head that is no request is a row without what it said") {
  captured<session_fixture> at(long_keys());
  at.send("GET /x?apikey=canary-client HTTP/1.1\r\nHost: a\r\napikey : canary-client\r\n\r\n");
  CHECK(at.take_answer().status == 400);
  CHECK_FALSE(at.last().bot_sent);
  CHECK(at.last().bot_got);
  CHECK_FALSE(has(at.all(), "canary"));
}

TEST_CASE("a request whose answer never came has no answer of the engine, and is unknown") {
  captured<session_fixture> at(long_keys());
  engine_turn silent;
  silent.then = engine_turn::end::close;
  at.worker.upstream.script({silent});
  CHECK(at.ask(with_long_key(start_call)).status >= 500);
  const exchange one = at.last();
  CHECK(one.upstream == "unknown");
  CHECK(one.engine_got);
  CHECK_FALSE(one.engine_said);
  CHECK(one.engine_status == 0);
}

TEST_CASE("an inspector that is off, or whose time is over, keeps nothing") {
  captured<session_fixture> at(long_keys());
  at.worker.upstream.answer_always(started);
  at.kept.turn_off();
  CHECK(at.ask(with_long_key(start_call)).status == 201);
  at.kept.turn_on_until(at.loop.now() + std::chrono::minutes(15));
  at.loop.advance(std::chrono::minutes(15));
  at.connect();
  CHECK(at.ask(with_long_key(start_call)).status == 201);
  CHECK(at.kept.last() == 0);
  CHECK_FALSE(at.kept.is_on());
}

TEST_CASE("in a crowd most requests are not captured, and the next row says how many were left out") {
  constexpr std::uint64_t asked = 300;
  captured<session_fixture> at(long_keys());
  at.worker.upstream.answer_always(started);
  for (std::uint64_t i = 0; i < asked; ++i) REQUIRE(at.ask(with_long_key(start_call)).status == 201);
  const std::uint64_t kept = at.kept.last();
  CHECK(kept > 30);
  CHECK(kept < asked / 2);
  CHECK(at.last().skipped == 0);
  at.loop.advance(std::chrono::seconds(1));
  CHECK(at.ask(with_long_key(start_call)).status == 201);
  CHECK(at.kept.last() == kept + 1);
  CHECK(at.last().skipped == asked - kept);
}

TEST_CASE("of what is passed on the heads are kept, without the token") {
  captured<through> at(go_settings());
  at.send(upload_head("Content-Length: 5") + "hello");
  at.go.put(ok(R"({"token":"token-of-instance"})"));
  REQUIRE(at.kept.last() == 1);
  const exchange one = at.last();
  CHECK(one.route == "evolution_go");
  REQUIRE((one.bot_sent && one.engine_got));
  CHECK(one.bot_sent->body.empty());
  CHECK(one.bot_sent->cut);
  CHECK(one.engine_got->body.empty());
  CHECK_FALSE(has(at.all(), "token-of-instance"));
}

}  // namespace ramal::test
