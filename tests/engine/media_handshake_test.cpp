// Handshakes of the media port, byte by byte, and what the log says of those that are refused.
#include "engine/media_handshake.hpp"

#include <catch2/catch.hpp>

#include "engine/server.hpp"
#include "tests/engine/clients.hpp"
#include "tests/engine/log_lines.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace {

const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const std::string version = "Sec-WebSocket-Version: 13\r\n";
const std::string upgrade = "Upgrade: websocket\r\n";
const std::string connection = "Connection: Upgrade\r\n";

// A running engine with one answered call.
struct answered {
  std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>(*parse_time("2026-01-31T12:00:00Z"));
  server running{test_settings(), time};
  std::string path;

  answered() {
    running.start();
    path = "/v1/calls/" + ask("POST", "/v1/calls", R"({"to":"+5511988887777"})").text("id");
    time->advance(milliseconds(4'000));
    running.wake();
  }
  reply ask(std::string_view method, const std::string& target, std::string_view body) {
    return api_client(running.api_port()).ask(method, target, "ps_web", body);
  }
  std::string target() {
    return target_of(ask("POST", path + "/realtime-session", R"({"mode":"talk"})").text("wsUrl"));
  }
  std::string shake(const std::string& at, const std::string& lines, const std::string& method = "GET ",
                    const std::string& http = " HTTP/1.1\r\n") {
    api_client client(running.media_port());
    return client.head_of(method + at + http + "Host: engine:8091\r\n" + lines + "\r\n");
  }
};

}  // namespace

TEST_CASE("a handshake may say its lists in any case and on several lines") {
  answered call;
  const std::vector<std::string> rows{
      upgrade + connection + key + version,
      upgrade + "Connection: keep-alive\r\n" + connection + key + version,
      upgrade + connection + "Connection: keep-alive\r\n" + key + version,
      upgrade + "Connection: keep-alive, Upgrade\r\n" + key + version,
      upgrade + "connection: UPGRADE,keep-alive\r\n" + key + version,
      upgrade + "CONNECTION:   , keep-alive ,\tuPgRaDe , \r\n" + key + version,
      "Upgrade: WebSocket\r\n" + connection + key + version,
      "Upgrade: h2c\r\nUpgrade: websocket\r\n" + connection + key + version,
      "Upgrade: websocket, foo/1\r\n" + connection + key + version,
      upgrade + connection + key + "sec-websocket-version:13\r\n",
      upgrade + connection + key + "Sec-WebSocket-Version: 8, 13\r\n",
      upgrade + connection + key + version + "Sec-WebSocket-Extensions: permessage-deflate\r\nOrigin: http://x\r\n",
  };
  for (const std::string& lines : rows) {
    INFO(lines);
    const std::string head = call.shake(call.target(), lines);
    CHECK(head.starts_with("HTTP/1.1 101 "));
    CHECK(head.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != head.npos);
  }
  const std::string absolute = "http://engine:8091" + call.target();
  CHECK(call.shake(absolute, upgrade + connection + key + version).starts_with("HTTP/1.1 101 "));
}

TEST_CASE("what is no handshake is refused without using up the token") {
  answered call;
  const std::string target = call.target();
  const std::vector<std::pair<std::string, unsigned>> rows{
      {"", 426},
      {upgrade + key + version, 426},
      {connection + key + version, 426},
      {upgrade + "Connection: upgraded\r\n" + key + version, 426},
      {upgrade + "Connection: keep-alive\r\n" + key + version, 426},
      {"Upgrade: websockets\r\n" + connection + key + version, 426},
      {upgrade + connection + key, 426},
      {upgrade + connection + key + "Sec-WebSocket-Version: 8\r\n", 426},
      {upgrade + connection + version, 400},
      {upgrade + connection + version + key + key, 400},
      {upgrade + connection + version + "Sec-WebSocket-Key: short\r\n", 400},
      {upgrade + connection + version + key + "Host: other\r\n", 400},
  };
  for (const auto& [lines, status] : rows) {
    INFO(lines);
    const std::string head = call.shake(target, lines);
    CHECK(head.starts_with("HTTP/1.1 " + std::to_string(status) + " "));
    if (status == 426) CHECK(head.find("Sec-WebSocket-Version: 13\r\n") != head.npos);
  }
  const std::string all = upgrade + connection + key + version;
  CHECK(call.shake(target, all + "Content-Length: 0\r\n", "POST ").starts_with("HTTP/1.1 426 "));
  CHECK(call.shake(target, all, "GET ", " HTTP/1.0\r\n").find(" 426 ") != std::string::npos);
  CHECK(call.shake(target, all).starts_with("HTTP/1.1 101 "));
}

TEST_CASE("every refused handshake is in the log with its reason and without its token") {
  const log_lines log(spdlog::level::info);
  answered call;
  const std::string target = call.target();
  const std::string path = target.substr(0, target.find('?'));
  const std::string token = target.substr(target.find("token=") + 6);
  const std::string all = upgrade + connection + key + version;
  call.shake(target, upgrade + key + version);
  CHECK(log.says("info engine: a media handshake was refused: 426 " + path + ": Connection does not say Upgrade\n"));
  call.shake(target, upgrade + connection + key);
  CHECK(log.says("426 " + path + ": Sec-WebSocket-Version is not 13\n"));
  call.shake(target, upgrade + connection + version);
  CHECK(log.says("400 " + path + ": Sec-WebSocket-Key is missing or malformed\n"));
  call.shake(path, all);
  CHECK(log.says("401 " + path + ": no token\n"));
  call.shake(target + "x", all);
  CHECK(log.says("401 " + path + ": the token is not known\n"));
  call.shake(path + "%3Ftoken=" + token, all);
  CHECK(log.says("401 " + path + ": no token\n"));
  call.shake(path + "/" + token, all);
  CHECK(log.says("404 " + path + "/...: Not found\n"));
  call.shake(target, all);
  call.shake(target, all);
  CHECK(log.says("403 " + path + ": Token was used already\n"));
  call.shake("/other?token=" + token, all);
  CHECK(log.says("404 /other: Not found\n"));
  api_client(call.running.media_port()).send_raw("nonsense\r\n\r\n");
  CHECK(log.says("refused: 400 : "));
  CHECK(log.text().find(token) == std::string::npos);
}
