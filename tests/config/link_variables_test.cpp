// Variables of Kubernetes and Docker whose names begin like our settings.
#include "config/link_variables.hpp"

#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {

TEST_CASE("what Kubernetes makes for a service called ramal or ramal-... is nobody's business") {
  const environment made = {{"RAMAL_PORT", "tcp://10.96.0.7:8080"},
                            {"RAMAL_PORT_8080_TCP", "tcp://10.96.0.7:8080"},
                            {"RAMAL_PORT_8080_TCP_ADDR", "10.96.0.7"},
                            {"RAMAL_PORT_8080_TCP_PORT", "8080"},
                            {"RAMAL_PORT_8080_TCP_PROTO", "tcp"},
                            {"RAMAL_PORT_53_UDP", "udp://10.96.0.7:53"},
                            {"RAMAL_PORT_9_SCTP_ADDR", "10.96.0.7"},
                            {"RAMAL_SERVICE_HOST", "10.96.0.7"},
                            {"RAMAL_SERVICE_PORT", "8080"},
                            {"RAMAL_SERVICE_PORT_HTTP", "8080"},
                            {"RAMAL_SERVICE_PORT_HTTP_METRICS", "9090"},
                            {"RAMAL_ENGINE_PORT", "tcp://10.96.0.8:8090"},
                            {"RAMAL_ENGINE_PORT_8090_TCP", "tcp://10.96.0.8:8090"},
                            {"RAMAL_ENGINE_PORT_8090_TCP_ADDR", "fd00::8"},
                            {"RAMAL_ENGINE_SERVICE_HOST", "10.96.0.8"},
                            {"RAMAL_ENGINE_SERVICE_PORT", "8090"},
                            {"RAMAL_KEYS_SERVICE_HOST", "10.96.0.9"},
                            {"RAMAL_LOG_PORT", "tcp://10.96.0.9:1"},
                            {"RAMAL_BLUE_2_PORT", "tcp://10.96.0.9:1"}};
  CHECK(warnings_of(one_key, made) == "none\n");
  CHECK(good_engine("numbers: [{name: a, number: 5511999990009, key: k}]\n", made).numbers.size() == 1);
}

TEST_CASE("what Docker makes for a link called ramal or ramal-... is nobody's business") {
  const environment made = {{"RAMAL_NAME", "/bot/ramal"},
                            {"RAMAL_PORT", "tcp://172.17.0.5:8080"},
                            {"RAMAL_PORT_8080_TCP_START", "tcp://172.17.0.5:8080"},
                            {"RAMAL_PORT_8080_TCP_PORT_END", "8082"},
                            {"RAMAL_ENV_PATH", "/usr/bin"},
                            {"RAMAL_ENV_RAMAL_WORKERS", "2"},
                            {"RAMAL_ENGINE_NAME", "/bot/ramal-engine"},
                            {"RAMAL_ENGINE_ENV_SHOP_NATIVE_KEY", "canary"},
                            {"RAMAL_1_NAME", "/bot/ramal_1"},
                            {"RAMAL_RAMAL_1_PORT_8080_TCP_ADDR", "172.17.0.5"}};
  CHECK(warnings_of(one_key, made) == "none\n");
}

TEST_CASE("a name like those of Kubernetes and Docker with another value is ignored with a warning") {
  for (const auto& [name, value] : environment{{"RAMAL_PORT", "9000"},
                                               {"RAMAL_ENGINE_PORT", "8090"},
                                               {"RAMAL_SERVICE_PORT", "http"},
                                               {"RAMAL_NAME", "canary"},
                                               {"RAMAL_WEB_ENV_PATH", "canary"},
                                               {"RAMAL_PORT", ""}}) {
    INFO(name);
    const std::string said = warnings_of(one_key, {{name, value}});
    CHECK(contains(said, "environment variable " + name + ": is ignored: it names no setting"));
    CHECK_FALSE(contains(said, "canary"));
  }
}

TEST_CASE("a setting that is mistyped is still reported, and one that is right still counts") {
  for (const std::string name :
       {"RAMAL_WORKER", "RAMAL_ENGINE_BASEURL", "RAMAL_KEYS_NAME", "RAMAL_KEYS_0_NAMES", "RAMAL_ENGINE_HEADERS_NAME",
        "RAMAL_LISTENERS_PORTS", "RAMAL_PORTS", "RAMAL_PORT_8080", "RAMAL_PORT_8080_HTTP", "RAMAL_PORT_TCP",
        "RAMAL_PORT_8080_TCP_ADDRESS", "RAMAL_SERVICE", "RAMAL_SERVICEHOST", "RAMAL_HOST", "RAMAL_ENVIRONMENT",
        "RAMAL_ENV", "RAMAL_KEYS_0_CLIENT_KEY_ENVV", "RAMAL_NAMES", "RAMAL_8080_TCP_ADDR"}) {
    INFO(name);
    CHECK(contains(problems_of(one_key, {{name, "x"}}), "environment variable " + name + ": is no setting"));
  }
  const gateway settings = good(
      one_key,
      {{"RAMAL_KEYS_0_CLIENT_KEY_ENV", "A_CLIENT"}, {"A_CLIENT", "client-of-a"}, {"RAMAL_KEYS_0_NAME", "/bot/ramal"}});
  CHECK(settings.keys[0].client_key.reveal() == "client-of-a");
  CHECK(settings.keys[0].name == "/bot/ramal");
}

}  // namespace ramal::config
