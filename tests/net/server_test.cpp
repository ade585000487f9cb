// The gateway as a whole, where a test must choose what its threads see first.
#include <catch2/catch.hpp>

#include <atomic>

#include "proxy/net/server/server.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/raw_client.hpp"

namespace ramal::net {
namespace {

config::gateway plain_settings() {
  config::gateway settings;
  settings.listeners = {config::listener{"127.0.0.1", 0}};
  settings.workers = 1;
  settings.engine.tls = false;
  settings.engine.host = "127.0.0.1";
  settings.engine.port = 1;
  settings.log.access = "off";
  return settings;
}

}  // namespace

TEST_CASE("O4 connections that nobody has accepted when the listeners close are served, however many they are") {
  boost::asio::io_context loop;
  server gateway(loop, configuration{plain_settings()});
  gateway.leave();  // so the worker hears of what follows before it hears of connections
  std::vector<tests::raw_client> clients;
  for (int i = 0; i < 150; ++i) {
    clients.emplace_back(gateway.listening().port(0));
    clients.back().send("GET /api/layer/evolution-go/server/ok HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  gateway.drain();
  std::atomic<bool> ended{false};
  gateway.start([&ended] { ended = true; });
  for (auto& each : clients) {
    const auto seen = each.read_answer();
    CHECK(seen.error == "");
    CHECK(seen.status == 503);
  }
  CHECK(tests::eventually([&] { return ended.load(); }));
}

}  // namespace ramal::net
