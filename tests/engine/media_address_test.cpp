#include "engine/media_address.hpp"

#include <catch2/catch.hpp>

#include "engine/server.hpp"
#include "tests/engine/clients.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace {

const std::string tail = ":8091/call/media/realtime/ws";

std::string base(const std::string& listens, std::string_view asked, const std::string& url = "") {
  ramal::config::reference_engine settings;
  settings.media.host = listens;
  settings.media_url = url;
  return media_address(settings, 8091).base(asked);
}

}  // namespace

TEST_CASE("media on every address is dialled at the host that the client asked the API for") {
  for (const char* listens : {"0.0.0.0", "::", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0"}) {
    INFO(listens);
    CHECK(base(listens, "engine:8090") == "ws://engine" + tail);
    CHECK(base(listens, "engine") == "ws://engine" + tail);
    CHECK(base(listens, "192.168.0.5:8090") == "ws://192.168.0.5" + tail);
    CHECK(base(listens, "[fe80::1]:8090") == "ws://[fe80::1]" + tail);
    CHECK(base(listens, "[::1]") == "ws://[::1]" + tail);
    CHECK(base(listens, "Engine.Example:80") == "ws://Engine.Example" + tail);
  }
}

TEST_CASE("a Host that is none does not get into a wsUrl") {
  for (const char* asked : {"", ":8090", "a b", "a/b", "user@host", "a?x", "host:80:90", "host:x", "[::1", "[x]:1",
                            "[::1]x", "\xc3\xa7", "a\"b"}) {
    INFO(asked);
    CHECK(base("0.0.0.0", asked) == "ws://127.0.0.1" + tail);
    CHECK(base("::", asked) == "ws://[::1]" + tail);
  }
  CHECK(base("0.0.0.0", std::string(300, 'a')) == "ws://127.0.0.1" + tail);
}

TEST_CASE("media on one address is dialled there, and a configured URL wins") {
  CHECK(base("127.0.0.1", "engine:8090") == "ws://127.0.0.1" + tail);
  CHECK(base("::1", "engine:8090") == "ws://[::1]" + tail);
  CHECK(base("10.0.0.7", "engine:8090") == "ws://10.0.0.7" + tail);
  CHECK(base("0.0.0.0", "engine:8090", "wss://calls.example/x") == "wss://calls.example/x/call/media/realtime/ws");
  CHECK(base("10.0.0.7", "engine:8090", "ws://10.1.1.1:9") == "ws://10.1.1.1:9/call/media/realtime/ws");
}

namespace {

// The wsUrl that a client gets that asks for a session with these lines in its head.
std::string ws_url(const std::string& target_prefix, const std::string& lines, const std::string& version = "1.1") {
  auto settings = test_settings();
  settings.media.host = "0.0.0.0";
  const auto time = std::make_shared<manual_clock>(*parse_time("2026-01-31T12:00:00Z"));
  server running(settings, time);
  running.start();
  const std::string id =
      api_client(running.api_port()).ask("POST", "/v1/calls", "ps_web", R"({"to":"+5511988887777"})").text("id");
  time->advance(milliseconds(4'000));
  const std::string answer = api_client(running.api_port())
                                 .send_raw("POST " + target_prefix + "/v1/calls/" + id + "/realtime-session HTTP/" +
                                           version + "\r\n" + lines +
                                           "x-api-key: ps_web\r\nConnection: close\r\nContent-Length: 15\r\n\r\n" +
                                           R"({"mode":"talk"})");
  const std::size_t from = answer.find("ws://");
  REQUIRE(from != answer.npos);
  std::string url = answer.substr(from, answer.find("/call/media") - from);
  const std::string port = ":" + std::to_string(running.media_port());
  CHECK(url.ends_with(port));
  return url.substr(0, url.size() - port.size());
}

}  // namespace

TEST_CASE("the wsUrl of a running engine follows the request") {
  CHECK(ws_url("", "Host: engine.local:8090\r\n") == "ws://engine.local");
  CHECK(ws_url("", "HOST:   [::1]:8090  \r\n") == "ws://[::1]");
  CHECK(ws_url("http://other.example:8090", "Host: engine.local\r\n") == "ws://other.example");
  CHECK(ws_url("", "", "1.0") == "ws://127.0.0.1");
}
