#include "engine/server.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "tests/engine/clients.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace {

struct running_engine {
  std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>(*parse_time("2026-01-31T12:00:00Z"));
  server running{test_settings(), time};
  running_engine() { running.start(); }
};

}  // namespace

TEST_CASE("one connection carries many requests") {
  running_engine engine;
  api_client client(engine.running.api_port());
  for (int i = 0; i < 300; ++i) {
    REQUIRE(client.ask("POST", "/v1/calls", "ps_web", R"({"to":"+5511988887777"})").status == 201);
  }
  CHECK(client.ask("GET", "/v1/calls?limit=100", "ps_web").json().at("calls").as_array().size() == 100);
}

TEST_CASE("header names are taken in any case and the key id as well") {
  running_engine engine;
  api_client client(engine.running.api_port());
  const std::string answer =
      client.send_raw("GET /v1/calls HTTP/1.1\r\nHost: x\r\nX-API-Key-ID: id_web\r\nConnection: close\r\n\r\n");
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.ends_with("{\"calls\":[]}"));
}

TEST_CASE("requests that come together are answered one after the other") {
  running_engine engine;
  api_client client(engine.running.api_port());
  const std::string one = "GET /_engine/health HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string last = "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const std::string answer = client.send_raw(one + last);
  CHECK(answer.find("200 OK") < answer.find("404 Not Found"));
}

TEST_CASE("a body or a head beyond its bound, and what is no HTTP, is refused and the connection closed") {
  running_engine engine;
  const std::string start = "POST /v1/calls HTTP/1.1\r\nHost: x\r\n";
  CHECK(api_client(engine.running.api_port()).send_raw(start + "Content-Length: 9999999\r\n\r\n")
            .starts_with("HTTP/1.1 413"));
  CHECK(api_client(engine.running.api_port()).send_raw(start + "X-Long: " + std::string(20'000, 'x'))
            .starts_with("HTTP/1.1 431"));
  CHECK(api_client(engine.running.api_port()).send_raw("nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
  CHECK(api_client(engine.running.media_port()).send_raw("nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
}

TEST_CASE("the media port answers plain requests with 426 and asks for an upgrade") {
  running_engine engine;
  const std::string answer = api_client(engine.running.media_port())
                                 .send_raw("GET /call/media/realtime/ws/web/x?token=y HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(answer.starts_with("HTTP/1.1 426"));
  CHECK(answer.find("Upgrade: websocket\r\n") != std::string::npos);
}

TEST_CASE("time that passes without requests is acted on") {
  auto settings = test_settings();
  settings.speed = 1'000;
  server running(settings);
  running.start();
  api_client client(running.api_port());
  const std::string id = client.ask("POST", "/v1/calls", "ps_web", R"({"to":"+5511988880205"})").text("id");
  std::string status;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (status != "COMPLETED" && std::chrono::steady_clock::now() < deadline) {
    status = client.ask("GET", "/v1/calls/" + id, "ps_web").text("status");
  }
  CHECK(status == "COMPLETED");
}

TEST_CASE("a port that is taken is named in the failure") {
  running_engine engine;
  auto settings = test_settings();
  settings.api.port = engine.running.api_port();
  try {
    const server second(settings);
    FAIL("bound twice");
  } catch (const std::system_error& failure) {
    CHECK(std::string(failure.what()).find("127.0.0.1:" + std::to_string(settings.api.port)) != std::string::npos);
  }
}

TEST_CASE("an address that is none is named in the failure") {
  auto settings = test_settings();
  settings.media.host = "localhost";
  CHECK_THROWS_AS(server(settings), std::system_error);
}

TEST_CASE("a stop closes idle connections and can be repeated") {
  running_engine engine;
  api_client client(engine.running.api_port());
  REQUIRE(client.ask("GET", "/_engine/health", "").status == 200);
  engine.running.stop();
  engine.running.stop();
  engine.running.wake();
  CHECK(client.wait_closed());
}

TEST_CASE("an engine that was never started goes quietly") {
  server idle(test_settings());
  CHECK(idle.api_port() != 0);
  CHECK(idle.media_port() != 0);
  idle.wake();
}

TEST_CASE("many clients at once see one consistent engine") {
  running_engine engine;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      api_client client(engine.running.api_port());
      for (int i = 0; i < 50; ++i) client.ask("POST", "/v1/calls", "ps_web", R"({"to":"+5511988887777"})");
    });
  }
  for (auto& one : threads) one.join();
  api_client client(engine.running.api_port());
  engine.time->advance(milliseconds(1));
  const auto page = client.ask("GET", "/v1/calls?limit=100", "ps_web").json().at("calls").as_array();
  CHECK(page.size() == 100);
}
