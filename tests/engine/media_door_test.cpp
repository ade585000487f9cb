#include "engine/media_door.hpp"

#include <catch2/catch.hpp>

#include "tests/engine/world.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace {

struct opened {
  test_engine engine;
  std::string id;
  std::string target;  // of the WebSocket

  explicit opened(const std::string& mode = "talk") {
    id = engine.start("5511988887777");
    engine.pass(milliseconds(4'000));
    const std::string path = "/v1/calls/" + id + "/realtime-session";
    const std::string url = engine.ask("POST", path, "ps_web", body_of({{"mode", mode}})).text("wsUrl");
    target = url.substr(std::string("ws://127.0.0.1:8091").size());
  }

  unsigned enter(const std::string& at) {
    const media_entry entry = enter_media(engine.all, at, true, engine.now);
    return entry.refused ? entry.refused->status : 101;
  }
};

}  // namespace

TEST_CASE("a token opens the media connection once") {
  opened one;
  CHECK(one.enter(one.target) == 101);
  CHECK(one.enter(one.target) == 403);
}

TEST_CASE("a token opens nothing after 120 seconds") {
  opened late;
  late.engine.pass(milliseconds(120'000));
  CHECK(late.enter(late.target) == 403);
  opened just;
  just.engine.pass(milliseconds(119'999));
  CHECK(just.enter(just.target) == 101);
}

TEST_CASE("a missing or wrong token is 401") {
  opened one;
  CHECK(one.enter(one.target.substr(0, one.target.find('?'))) == 401);
  CHECK(one.enter(one.target + "x") == 401);
  CHECK(one.enter(one.target) == 101);
}

TEST_CASE("a token of another call or instance is 403 and stays good") {
  opened one;
  const std::size_t query = one.target.find('?');
  CHECK(one.enter("/call/media/realtime/ws/web/OTHER" + one.target.substr(query)) == 403);
  std::string other = one.target;
  other.replace(other.find("/web/"), 5, "/meta/");
  CHECK(one.enter(other) == 403);
  CHECK(one.enter(one.target) == 101);
}

TEST_CASE("the native id opens the connection as well as the CallID") {
  opened one;
  CHECK(one.enter("/call/media/realtime/ws/web/" + one.id + one.target.substr(one.target.find('?'))) == 101);
}

TEST_CASE("a token of a call that has ended is 403") {
  opened one;
  one.engine.ask("POST", "/v1/calls/" + one.id + "/terminate", "ps_web");
  CHECK(one.enter(one.target) == 403);
}

TEST_CASE("other paths are 404 and plain requests are 426 without using the token") {
  opened one;
  for (const char* path : {"/", "/call/media/realtime/ws", "/call/media/realtime/ws/", "/call/media/realtime/ws/web",
                           "/call/media/realtime/ws/web/", "/call/media/realtime/ws/web/a/b", "/other/web/a"}) {
    INFO(path);
    CHECK(one.enter(path) == 404);
  }
  CHECK(enter_media(one.engine.all, one.target, false, one.engine.now).refused->status == 426);
  CHECK(one.enter(one.target) == 101);
}

TEST_CASE("the mode of the session goes with the token") {
  opened talk("talk");
  CHECK(enter_media(talk.engine.all, talk.target, true, talk.engine.now).grant.talk);
  opened listen("listen");
  CHECK_FALSE(enter_media(listen.engine.all, listen.target, true, listen.engine.now).grant.talk);
}
