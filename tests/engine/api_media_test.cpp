#include <catch2/catch.hpp>

#include "tests/engine/world.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace {

reply play(test_engine& engine, const std::string& id, const std::string& body) {
  return engine.ask("POST", "/v1/calls/" + id + "/play", "ps_web", body);
}

reply session(test_engine& engine, const std::string& id, const std::string& mode) {
  return engine.ask("POST", "/v1/calls/" + id + "/realtime-session", "ps_web", body_of({{"mode", mode}}));
}

}  // namespace

TEST_CASE("play is queued until the call connects, and played then") {
  test_engine engine;
  const std::string id = engine.start("5511988887777");
  const reply queued = play(engine, id, R"({"mediaUrl":"https://a.example/hello.mp3"})");
  CHECK(queued.body == R"({"success":true,"id":")" + id + R"(","status":"INITIATED"})");
  CHECK_FALSE(engine.all.numbers()[0].calls.find(id)->play_started);
  engine.pass(milliseconds(4'000));
  CHECK(engine.status_of(id) == "ACCEPTED");
  CHECK(engine.all.numbers()[0].calls.find(id)->play_started == engine.now);
}

TEST_CASE("play takes url as well as mediaUrl, and ogg") {
  test_engine engine;
  const std::string id = engine.start("5511988887777");
  engine.pass(milliseconds(4'000));
  CHECK(play(engine, id, R"({"url":"https://a.example/hello.ogg"})").text("status") == "ACCEPTED");
  CHECK(engine.all.numbers()[0].calls.find(id)->media.back() == "https://a.example/hello.ogg");
}

TEST_CASE("a call that has ended plays nothing") {
  test_engine engine;
  const std::string id = engine.start("5511988887777");
  engine.ask("POST", "/v1/calls/" + id + "/terminate", "ps_web");
  const reply made = play(engine, id, R"({"mediaUrl":"https://a.example/hello.mp3"})");
  CHECK(made.status == 400);
  CHECK(made.text("error") == "Call is not active");
}

TEST_CASE("a call keeps a bounded list of what was played") {
  test_engine engine;
  const std::string id = engine.start("5511988887777");
  for (int i = 0; i < 100; ++i) {
    play(engine, id, body_of({{"mediaUrl", "https://a.example/" + std::to_string(i) + ".mp3"}}));
  }
  const auto& media = engine.all.numbers()[0].calls.find(id)->media;
  CHECK(media.size() == 64);
  CHECK(media.back() == "https://a.example/99.mp3");
}

TEST_CASE("a realtime session is given on an active call only") {
  test_engine engine;
  const std::string id = engine.start("5511988887777");
  CHECK(session(engine, id, "talk").text("error") == "Call is not active");
  engine.pass(milliseconds(4'000));
  const reply made = session(engine, id, "talk");
  CHECK(made.status == 200);
  const std::string external(std::string_view(engine.call_of(id)["externalCallId"].as_string()));
  CHECK(made.text("wsUrl") ==
        "ws://127.0.0.1:8091/call/media/realtime/ws/web/" + external + "?token=" + made.text("token"));
  CHECK(made.json().at("expiresInSeconds") == 120);
  CHECK(made.json().as_object().size() == 3);
  CHECK(session(engine, id, "listen").text("token") != made.text("token"));
  engine.ask("POST", "/v1/calls/" + id + "/terminate", "ps_web");
  CHECK(session(engine, id, "talk").status == 400);
}
