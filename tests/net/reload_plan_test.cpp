// What a reload changes (http-rules.md O1, O2).
#include "proxy/net/server/reload_plan.hpp"

#include <catch2/catch.hpp>

namespace ramal::net {
namespace {

config::gateway usual() {
  config::gateway settings;
  settings.listeners = {config::listener{"127.0.0.1", 8080}, config::listener{"::1", 8443}};
  settings.listeners[1].tls.emplace();
  settings.workers = 2;
  settings.engine.host = "engine.test";
  settings.engine.port = 443;
  settings.engine.tls = true;
  return settings;
}

using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("O1 a reload that changes nothing keeps all") {
  const reload_plan plan = plan_reload(usual(), usual());
  CHECK(plan.kept.empty());
  CHECK(plan.keeps_addresses);
  CHECK(plan.keeps_connections);
  CHECK_FALSE(plan.moves_access_log);
}

TEST_CASE("O1 listeners and workers stay as they are, and the plan names them") {
  config::gateway next = usual();
  next.listeners.pop_back();
  next.workers = 4;
  next.mount = "/calls";
  const reload_plan plan = plan_reload(usual(), next);
  CHECK(plan.kept == texts{"listeners", "workers"});
  CHECK(plan.settings.listeners.size() == 2);
  CHECK(plan.settings.workers == 2);
  CHECK(plan.settings.mount == "/calls");
}

TEST_CASE("O1 a listener stays where it is, plain or with TLS; its certificates may change") {
  config::gateway other_port = usual(), other_host = usual(), plain = usual(), certificate = usual();
  other_port.listeners[0].port = 8081;
  other_host.listeners[0].host = "0.0.0.0";
  plain.listeners[1].tls.reset();
  certificate.listeners[1].tls->certificates.push_back({"cert.pem", "key.pem"});
  for (const auto& next : {other_port, other_host, plain}) CHECK(plan_reload(usual(), next).kept == texts{"listeners"});
  const reload_plan plan = plan_reload(usual(), certificate);
  CHECK(plan.kept.empty());
  CHECK(plan.settings.listeners[1].tls->certificates.size() == 1);
}

TEST_CASE("O2 connections to the engine are kept where they lead to the same engine in the same way") {
  struct row {
    const char* what;
    void (*change)(config::upstream_engine&);
    bool addresses, connections;
  };
  const row rows[] = {
      {"host", [](auto& engine) { engine.host = "other.test"; }, false, false},
      {"port", [](auto& engine) { engine.port = 8443; }, false, false},
      {"tls", [](auto& engine) { engine.tls = false; }, true, false},
      {"name", [](auto& engine) { engine.tls_server_name = "x.test"; }, true, false},
      {"authorities", [](auto& engine) { engine.ca_file = "ca.pem"; }, true, false},
      {"certificate", [](auto& engine) { engine.client_cert_file = "c.pem"; }, true, false},
      {"key", [](auto& engine) { engine.client_key_file = "k.pem"; }, true, false},
      {"idle time", [](auto& engine) { engine.idle_timeout += std::chrono::seconds(1); }, true, false},
      {"idle time of a POST", [](auto& engine) { engine.post_idle_max += std::chrono::seconds(1); }, true, false},
      {"path", [](auto& engine) { engine.path_prefix = "/v2"; }, true, true},
      {"time limit", [](auto& engine) { engine.total_timeout += std::chrono::seconds(1); }, true, true},
  };
  for (const row& each : rows) {
    INFO(each.what);
    config::gateway next = usual();
    each.change(next.engine);
    const reload_plan plan = plan_reload(usual(), next);
    CHECK(plan.keeps_addresses == each.addresses);
    CHECK(plan.keeps_connections == each.connections);
    CHECK(plan.kept.empty());
  }
}

TEST_CASE("O1 the access log moves where its place changes") {
  config::gateway next = usual();
  next.log.access = "/var/log/ramal.log";
  CHECK(plan_reload(usual(), next).moves_access_log);
}

}  // namespace ramal::net
