// What a reload changes (http-rules.md O1, O2).
#include "proxy/net/server/reload_plan.hpp"

#include <catch2/catch.hpp>

namespace ramal::net {
namespace {

configuration usual() {
  configuration made;
  config::gateway& settings = made.settings;
  settings.listeners = {config::listener{"127.0.0.1", 8080}, config::listener{"::1", 8443}};
  settings.listeners[1].tls.emplace();
  settings.workers = 2;
  settings.engine.host = "engine.test";
  settings.engine.port = 443;
  settings.engine.tls = true;
  const auto tls = std::make_shared<tls_material>();
  tls->listeners.resize(2);
  tls->listeners[1].emplace();
  tls->engine.emplace();
  tls->engine->authorities.emplace();
  made.tls = tls;
  return made;
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

TEST_CASE("O1 connections to Evolution GO are kept as long as they lead to the same server in the same way") {
  configuration now = usual(), next = usual();
  CHECK(plan_reload(now, next).keeps_go_connections);
  next.settings.evolution_go.emplace().host = "go.example";
  CHECK_FALSE(plan_reload(now, next).keeps_go_addresses);
  CHECK_FALSE(plan_reload(now, next).keeps_go_connections);
  CHECK(plan_reload(now, next).keeps_connections);
  now.settings.evolution_go.emplace().host = "go.example";
  next.settings.evolution_go->body_bytes *= 2;
  CHECK(plan_reload(now, next).keeps_go_addresses);
  CHECK(plan_reload(now, next).keeps_go_connections);
  next.settings.evolution_go->tls = false;
  CHECK(plan_reload(now, next).keeps_go_addresses);
  CHECK_FALSE(plan_reload(now, next).keeps_go_connections);
  next.settings.evolution_go->port = 4000;
  CHECK_FALSE(plan_reload(now, next).keeps_go_addresses);
}

TEST_CASE("O1 listeners and workers stay as they are, and the plan names them") {
  configuration next = usual();
  next.settings.listeners.pop_back();
  next.settings.workers = 4;
  next.settings.mount = "/calls";
  const reload_plan plan = plan_reload(usual(), next);
  CHECK(plan.kept == texts{"listeners", "workers"});
  CHECK(plan.next.settings.listeners.size() == 2);
  CHECK(plan.lacks_certificates);
  CHECK(plan.next.settings.workers == 2);
  CHECK(plan.next.settings.mount == "/calls");
}

TEST_CASE(
    "O1 the admin interface does not begin or cease to speak TLS, whatever its address, and its certificates may change") {
  configuration now = usual(), next = usual();
  now.settings.admin.tls.emplace().certificates = {{"a.crt", "a.key"}};
  const reload_plan plan = plan_reload(now, next);
  CHECK(plan.kept == texts{"admin.tls"});
  CHECK(plan.lacks_certificates);
  REQUIRE(plan.next.settings.admin.tls.has_value());
  CHECK(plan.next.settings.admin.tls->certificates.front().cert_file == "a.crt");
  CHECK_FALSE(plan_reload(next, now).next.settings.admin.tls.has_value());
  next.settings.admin.tls.emplace().certificates = {{"b.crt", "b.key"}};
  const reload_plan other = plan_reload(now, next);
  CHECK(other.kept.empty());
  CHECK(other.next.settings.admin.tls->certificates.front().cert_file == "b.crt");
}

TEST_CASE("O1 the admin interface's address and the number of counted keys stay as they are, its token may change") {
  configuration next = usual();
  next.settings.admin.address.on = true;
  next.settings.admin.insecure = true;
  next.settings.metrics.keys = 3;
  const reload_plan plan = plan_reload(usual(), next);
  CHECK(plan.kept == texts{"metrics.keys", "admin.address"});
  CHECK_FALSE(plan.next.settings.admin.address.on);
  CHECK(plan.next.settings.admin.insecure);
  CHECK(plan.next.settings.metrics.keys == 200);
}

TEST_CASE("O1 an outbox that is open stays as it is, and one that no key needs yet may change") {
  configuration now = usual(), next = usual();
  next.settings.webhooks.store = "/elsewhere/outbox.db";
  next.settings.webhooks.store_bytes *= 2;
  next.settings.webhooks.pending *= 2;
  next.settings.webhooks.hook_rate *= 2;
  CHECK(plan_reload(now, next).kept.empty());
  now.settings.keys.emplace_back().webhook.emplace();
  const reload_plan plan = plan_reload(now, next);
  CHECK(plan.kept == texts{"webhooks.store", "webhooks.store_bytes", "webhooks.pending"});
  CHECK(plan.next.settings.webhooks.store == now.settings.webhooks.store);
  CHECK(plan.next.settings.webhooks.hook_rate == next.settings.webhooks.hook_rate);
}

TEST_CASE("O1 a listener stays where it is, plain or with TLS, and its certificates may change") {
  configuration other_port = usual(), other_host = usual(), plain = usual(), certificate = usual();
  other_port.settings.listeners[0].port = 8081;
  other_host.settings.listeners[0].host = "0.0.0.0";
  plain.settings.listeners[1].tls.reset();
  certificate.settings.listeners[1].tls->certificates.push_back({"cert.pem", "key.pem"});
  for (const auto& next : {other_port, other_host, plain}) CHECK(plan_reload(usual(), next).kept == texts{"listeners"});
  const reload_plan plan = plan_reload(usual(), certificate);
  CHECK(plan.kept.empty());
  CHECK(plan.next.settings.listeners[1].tls->certificates.size() == 1);
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
      {"idle time", [](auto& engine) { engine.idle_timeout += std::chrono::seconds(1); }, true, false},
      {"idle time of a POST", [](auto& engine) { engine.post_idle_max += std::chrono::seconds(1); }, true, false},
      {"path", [](auto& engine) { engine.path_prefix = "/v2"; }, true, true},
      {"time limit", [](auto& engine) { engine.total_timeout += std::chrono::seconds(1); }, true, true},
  };
  for (const row& each : rows) {
    INFO(each.what);
    configuration next = usual();
    each.change(next.settings.engine);
    const reload_plan plan = plan_reload(usual(), next);
    CHECK(plan.keeps_addresses == each.addresses);
    CHECK(plan.keeps_connections == each.connections);
    CHECK(plan.kept.empty());
  }
}

TEST_CASE("O2 connections to the engine are kept as long as what they were verified by is the same, wherever it lies") {
  const auto with_authorities = [](const char* pem) {
    configuration made = usual();
    const auto tls = std::make_shared<tls_material>();
    tls->engine.emplace();
    tls->engine->authorities.emplace();
    tls->engine->authorities->pem = pem;
    made.tls = tls;
    return made;
  };
  configuration elsewhere = with_authorities("one");
  elsewhere.settings.engine.ca_file = "elsewhere.pem";
  CHECK(plan_reload(with_authorities("one"), elsewhere).keeps_connections);
  CHECK_FALSE(plan_reload(with_authorities("one"), with_authorities("two")).keeps_connections);
  configuration of_system = usual();
  const auto tls = std::make_shared<tls_material>();
  tls->engine.emplace();
  of_system.tls = tls;
  CHECK_FALSE(plan_reload(with_authorities("one"), of_system).keeps_connections);
}

TEST_CASE("O1 the access log moves where its place changes") {
  configuration next = usual();
  next.settings.log.access = "/var/log/ramal.log";
  CHECK(plan_reload(usual(), next).moves_access_log);
}

}  // namespace ramal::net
