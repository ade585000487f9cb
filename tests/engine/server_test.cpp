#include "engine/server.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "tests/engine/clients.hpp"
#include "tests/engine/log_lines.hpp"
#include "tests/harness/eventually.hpp"

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
  const std::string answer = client.send_raw(
      "GET /v1/calls HTTP/1.1\r\nHost: x\r\nX-API-Key-ID: id_web\r\nConnection: close\r\n\r\n");
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
  CHECK(api_client(engine.running.api_port())
            .send_raw(start + "Content-Length: 9999999\r\n\r\n")
            .starts_with("HTTP/1.1 413"));
  CHECK(api_client(engine.running.api_port())
            .send_raw(start + "X-Long: " + std::string(20'000, 'x'))
            .starts_with("HTTP/1.1 431"));
  CHECK(api_client(engine.running.api_port()).send_raw("nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
  CHECK(api_client(engine.running.media_port()).send_raw("nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
}

namespace {

const std::string list = "/v1/calls HTTP/1.1\r\nHost: x\r\nx-api-key: ps_web\r\n";
const std::string post = "POST " + list;
const std::string start = R"({"to":"+5511988887777"})";  // 23 bytes

// Everything that comes back until the engine closes.
std::string answers(const running_engine& engine, const std::string& bytes) {
  return api_client(engine.running.api_port()).send_raw(bytes);
}

std::size_t calls(const running_engine& engine) {
  return api_client(engine.running.api_port()).ask("GET", "/v1/calls", "ps_web").json().at("calls").as_array().size();
}

}  // namespace

TEST_CASE("HEAD is answered like GET without a body, and the next request is understood") {
  running_engine engine;
  const std::string answer = answers(engine,
                                     "HEAD " + list +
                                         "\r\nHEAD /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                                         "HEAD /_engine/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.find("Content-Length: 12\r\n") != answer.npos);
  CHECK(answer.find('{') == answer.npos);
  CHECK(answer.find("HTTP/1.1 404 Not Found\r\n") < answer.rfind("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("a client that waits for 100 Continue gets it once the head is fine, others do not") {
  running_engine engine;
  const std::string expects = "Expect: 100-continue\r\nContent-Length: 23\r\nConnection: close\r\n\r\n";
  api_client waiting(engine.running.api_port());
  CHECK(waiting.head_of(post + expects) == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(waiting.send_raw(start).starts_with("HTTP/1.1 201 Created\r\n"));
  CHECK(answers(engine, post + expects + start).starts_with("HTTP/1.1 201 "));
  CHECK(answers(engine, post + "Expect: 100-Continue\r\nContent-Length: 9999999\r\n\r\n").starts_with("HTTP/1.1 413 "));
  CHECK(answers(engine, post + "Expect: tea\r\nContent-Length: 23\r\n\r\n" + start).starts_with("HTTP/1.1 417 "));
  CHECK(answers(engine, "GET /_engine/health HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 200 "));
  CHECK(answers(engine,
                "POST /v1/calls HTTP/1.0\r\nx-api-key: ps_web\r\nExpect: 100-continue\r\n"
                "Content-Length: 23\r\n\r\n" +
                    start)
            .starts_with("HTTP/1.0 201 "));
}

TEST_CASE("a body of doubtful length is refused and never read as another request") {
  running_engine engine;
  const std::string smuggled = post + "Content-Length: 23\r\n\r\n" + start;
  for (const std::string lines :
       {"Transfer-Encoding: chunked, gzip", "Transfer-Encoding: gzip", "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: xchunked\r\nContent-Length: 3", "Transfer-Encoding: chunked\r\nContent-Length: 3",
        "Content-Length: 5, 5", "Content-Length: 0\r\nContent-Length: 0", "Content-Length: +5", "Content-Length: x"}) {
    INFO(lines);
    const std::string answer = answers(engine, post + lines + "\r\n\r\n" + smuggled);
    CHECK(answer.starts_with("HTTP/1.1 400 "));
    CHECK(answer.rfind("HTTP/1.1 ") == 0);
  }
  CHECK(answers(engine, "POST /v1/calls HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").find(" 400 ") == 8);
  CHECK(calls(engine) == 0);
}

TEST_CASE("a chunked body is taken, and its trailers are no headers") {
  running_engine engine;
  const std::string chunked = "Transfer-Encoding: Chunked\r\nConnection: close\r\n\r\n17\r\n" + start + "\r\n0\r\n";
  CHECK(answers(engine, post + chunked + "\r\n").starts_with("HTTP/1.1 201 "));
  const std::string keyless = "POST /v1/calls HTTP/1.1\r\nHost: x\r\n";
  CHECK(answers(engine, keyless + chunked + "x-api-key: ps_web\r\n\r\n").starts_with("HTTP/1.1 401 "));
}

TEST_CASE("Host is there once in HTTP/1.1 and may be missing in HTTP/1.0") {
  running_engine engine;
  const std::string health = "GET /_engine/health HTTP/1.";
  CHECK(answers(engine, health + "1\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(answers(engine, health + "1\r\nHost: a\r\nHost: b\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(answers(engine, health + "0\r\n\r\n").starts_with("HTTP/1.0 200 "));
}

TEST_CASE("a connection is kept or closed as all Connection lines and the version say") {
  running_engine engine;
  const std::string health = "GET /_engine/health HTTP/1.";
  const std::string after = "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const auto answered = [&](const std::string& first) {
    const std::string all = answers(engine, health + first + "\r\n" + after);
    return all.find(" 404 ") == all.npos ? 1 : 2;
  };
  CHECK(answered("1\r\nHost: x\r\n") == 2);
  CHECK(answered("1\r\nHost: x\r\nConnection: keep-alive\r\n") == 2);
  CHECK(answered("1\r\nHost: x\r\nConnection: keep-alive\r\nConnection: close\r\n") == 1);
  CHECK(answered("1\r\nHost: x\r\nconnection: x, CLOSE\r\n") == 1);
  CHECK(answered("0\r\n") == 1);
  CHECK(answered("0\r\nConnection: keep-alive\r\n") == 2);
}

TEST_CASE("a key that comes twice is none") {
  running_engine engine;
  const std::string head = "GET /v1/calls HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
  CHECK(answers(engine, head + "x-api-key: ps_web\r\n\r\n").starts_with("HTTP/1.1 200 "));
  CHECK(answers(engine, head + "x-api-key: ps_web\r\nX-Api-Key: ps_meta\r\n\r\n").starts_with("HTTP/1.1 401 "));
  CHECK(answers(engine, head + "x-api-key: ps_wrong\r\nx-api-key: ps_web\r\n\r\n").starts_with("HTTP/1.1 401 "));
  CHECK(answers(engine, head + "x-api-key-id: id_web\r\nx-api-key-id: id_meta\r\n\r\n").starts_with("HTTP/1.1 401 "));
}

TEST_CASE("a target may be a whole URL") {
  running_engine engine;
  const std::string rest = " HTTP/1.1\r\nHost: x\r\nx-api-key: ps_web\r\nConnection: close\r\n\r\n";
  CHECK(answers(engine, "GET http://engine:8090/v1/calls?limit=1" + rest).starts_with("HTTP/1.1 200 "));
  CHECK(answers(engine, "GET http://engine:8090/v1/calls?limit=0" + rest).starts_with("HTTP/1.1 400 "));
  CHECK(answers(engine, "GET http://engine:8090" + rest).starts_with("HTTP/1.1 404 "));
  CHECK(answers(engine, "OPTIONS *" + rest).starts_with("HTTP/1.1 404 "));
}

TEST_CASE("a client that is still sending can read why it is refused") {
  running_engine engine;
  const std::string large(2'000'000, 'x');
  CHECK(
      answers(engine, post + "Content-Length: 2000000\r\n\r\n" + large.substr(0, 40'000)).starts_with("HTTP/1.1 413 "));
}

TEST_CASE("at level debug the log says why a request was refused, and never a key") {
  const log_lines log(spdlog::level::debug);
  running_engine engine;
  api_client client(engine.running.api_port());
  client.ask("POST", "/v1/calls", "ps_web", R"({"number":"+5511988887777"})");
  CHECK(log.says("debug engine: POST /v1/calls -> 400: to is required\n"));
  client.ask("POST", "/v1/calls", "ps_meta", start);
  CHECK(log.says("-> 400: sdp is required\n"));
  client.ask("POST", "/v1/calls/x/play", "ps_meta", "{}");
  CHECK(log.says("POST /v1/calls/x/play -> 400: the number 'meta' is no web number\n"));
  client.ask("GET", "/v1/calls", "ps_other");
  CHECK(log.says("GET /v1/calls -> 400: the number 'other' cannot call\n"));
  client.ask("GET", "/v1/calls?limit=0&token=canary", "ps_web");
  CHECK(log.says("GET /v1/calls -> 400: limit must be between 1 and 100\n"));
  client.ask("GET", "/v1/calls", "canary");
  CHECK(log.says("-> 401: this key is not known: it is none of the configuration's, or was taken out of service\n"));
  client.ask("GET", "/v1/calls", "");
  CHECK(log.says("-> 401: no x-api-key and no x-api-key-id\n"));
  answers(engine, "GET /v1/calls HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer canary\r\nConnection: close\r\n\r\n");
  CHECK(log.says("-> 401: no x-api-key; Authorization is not read\n"));
  client.ask("GET", "/v1/ps_web/id_meta/ps_tenant", "");
  CHECK(log.says("GET /v1/***/***/*** -> 404: Not found\n"));
  answers(engine, "GET / HTTP/1.1\r\n\r\n");
  CHECK(log.says("debug engine: a request was refused: 400: no Host\n"));
  CHECK(log.text().find("canary") == std::string::npos);
  CHECK(log.text().find("ps_") == std::string::npos);
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
  CHECK(ramal::tests::eventually(
      [&] { return client.ask("GET", "/v1/calls/" + id, "ps_web").text("status") == "COMPLETED"; }));
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
