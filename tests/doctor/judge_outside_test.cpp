#include "proxy/doctor/judge_outside.hpp"

#include <catch2/catch.hpp>

#include "config/networks.hpp"

namespace ramal::doctor {

TEST_CASE("the way from outside leads to the gateway, or it is said where it ends") {
  const auto reach = [](unsigned status, std::string_view body, std::string_view error = "") {
    return judge_reach("https://calls.example/api", "/api/layer/evolution-go", {status, body, error});
  };
  CHECK(reach(200, R"({"status":"ok"})").how == level::good);
  CHECK(reach(0, "", "calls.example: connection refused").how == level::failure);
  CHECK(reach(404, R"({"error":"404 page not found","code":"ROUTE_NOT_FOUND"})").id == "outside-path");
  CHECK(reach(404, "<html>").id == "outside");
  CHECK(reach(404, "<html>").how == level::failure);
  CHECK(reach(200, "<html>").how == level::failure);
  CHECK(reach(503, R"({"error":"x","code":"NOT_READY"})").how == level::warning);
}

TEST_CASE("a request without a key is 401 from outside, or a proxy is to blame") {
  CHECK(judge_without_key({401, "", ""}).how == level::good);
  CHECK(judge_without_key({200, "", ""}).how == level::failure);
  CHECK(judge_without_key({302, "", ""}).how == level::warning);
}

TEST_CASE("the client's address is neither the proxy's nor one that it has said itself") {
  config::gateway settings;
  CHECK(judge_client_address("203.0.113.77:1", "203.0.113.77", settings).how == level::warning);
  for (const char* near :
       {"127.0.0.1:1", "10.1.2.3:1", "172.16.0.1:1", "172.31.9.9:1", "192.168.0.1:1", "[::1]:1", "[fd00::1]:1"})
    CHECK(judge_client_address(near, "203.0.113.77", settings).how == level::warning);
  for (const char* far : {"198.51.100.4:1", "172.32.0.1:1", "172.160.0.1:1", "[2001:db8::1]:1"})
    CHECK(judge_client_address(far, "203.0.113.77", settings).how == level::good);
  settings.trusted_proxies.emplace_back();
  CHECK(judge_client_address("10.1.2.3:1", "203.0.113.77", settings).how == level::good);
}

TEST_CASE("a proxy has to wait for as long as an answer may take") {
  CHECK(judge_patience(config::gateway{}).text.find("64 s") != std::string::npos);
}

}  // namespace ramal::doctor
