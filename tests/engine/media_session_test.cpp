#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/server.hpp"
#include "tests/engine/clients.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace {

using bytes = std::vector<std::uint8_t>;

// A running engine with one answered call; frames of 2 ms, so that a test hears much in little time.
struct answered {
  std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>(*parse_time("2026-01-31T12:00:00Z"));
  server running{settings(), time};
  api_client client{start(running)};
  std::string path;

  answered() {
    path = "/v1/calls/" + client.ask("POST", "/v1/calls", "ps_web", R"({"to":"+5511988887777"})").text("id");
    time->advance(milliseconds(4'000));
    running.wake();
  }
  static ramal::config::reference_engine settings() {
    auto made = test_settings();
    made.frame_ms = 2;
    return made;
  }
  static std::uint16_t start(server& one) {
    one.start();
    return one.api_port();
  }
  std::string open(const std::string& mode) {
    return target_of(client.ask("POST", path + "/realtime-session", "ps_web", body_of({{"mode", mode}})).text("wsUrl"));
  }
};

bool silent(const bytes& frame) {
  return std::ranges::all_of(frame, [](std::uint8_t one) { return one == 0; });
}

bool hears(media_client& media, const bytes& wanted, int frames) {
  for (int i = 0; i < frames; ++i) {
    if (media.receive() == wanted) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a media connection sends frames of a tone in binary messages") {
  answered call;
  media_client media(call.running.media_port(), call.open("talk"));
  REQUIRE(media.status() == 101);
  for (int i = 0; i < 5; ++i) {
    const bytes frame = media.receive();
    CHECK(frame.size() == 64);
    CHECK_FALSE(silent(frame));
  }
  CHECK(media.received_binary());
}

TEST_CASE("in talk mode the client hears what it says") {
  answered call;
  media_client media(call.running.media_port(), call.open("talk"));
  const bytes spoken(64, 0x5a);
  media.send(spoken);
  CHECK(hears(media, spoken, 1'000));
}

TEST_CASE("in listen mode what the client says is dropped") {
  answered call;
  media_client media(call.running.media_port(), call.open("listen"));
  const bytes spoken(64, 0x5a);
  media.send(spoken);
  CHECK_FALSE(hears(media, spoken, 100));
}

TEST_CASE("the handshake is refused with a used, an expired and a wrong token") {
  answered call;
  const std::string target = call.open("talk");
  media_client first(call.running.media_port(), target);
  CHECK(first.status() == 101);
  CHECK(media_client(call.running.media_port(), target).status() == 403);
  CHECK(media_client(call.running.media_port(), target + "x").status() == 401);
  const std::string late = call.open("talk");
  call.time->advance(std::chrono::seconds(120));
  CHECK(media_client(call.running.media_port(), late).status() == 403);
  CHECK(media_client(call.running.media_port(), "/other").status() == 404);
}

TEST_CASE("the media connection is closed normally when the call ends") {
  answered call;
  media_client media(call.running.media_port(), call.open("talk"));
  media.receive();
  CHECK(call.client.ask("POST", call.path + "/terminate", "ps_web").status == 200);
  CHECK(media.wait_closed() == 1000);
}

TEST_CASE("a text message closes the media connection with unsupported data") {
  answered call;
  media_client media(call.running.media_port(), call.open("talk"));
  media.send_text("hello");
  CHECK(media.wait_closed() == 1003);
}

TEST_CASE("two media connections of one call have their own sound") {
  answered call;
  media_client talker(call.running.media_port(), call.open("talk"));
  media_client listener(call.running.media_port(), call.open("listen"));
  const bytes spoken(64, 0x5a);
  talker.send(spoken);
  CHECK(hears(talker, spoken, 1'000));
  CHECK_FALSE(hears(listener, spoken, 50));
}

TEST_CASE("a stop closes open media connections") {
  answered call;
  media_client media(call.running.media_port(), call.open("talk"));
  media.receive();
  call.running.stop();
  CHECK_NOTHROW(media.wait_closed());
}
