#include "config/overrides.hpp"

#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {

TEST_CASE("a variable replaces a value of the file or adds one") {
  CHECK(good(one_key + "workers: 1\n", {{"RAMAL_WORKERS", "2"}}).workers == 2);
  CHECK(good(one_key, {{"RAMAL_WORKERS", "2"}}).workers == 2);
  CHECK(good(one_key, {{"RAMAL_CONFIG", "/etc/ramal/ramal.yaml"}}).workers == good(one_key).workers);
  CHECK(good(one_key, {{"RAMAL_ENGINE_BASE_URL", "http://engine:8090"}}).engine.host == "engine");
  CHECK(good(one_key, {{"RAMAL_LIMITS_BODY_BYTES", "1MiB"}}).limits.body_bytes == 1'048'576);
  CHECK(good(one_key, {{"RAMAL_LOG_LEVEL", "debug"}}).log.level == log_level::debug);
  CHECK(good(one_key, {{"RAMAL_ACCEPT_NATIVE_KEYS", "true"}}).accept_native_keys);
}

TEST_CASE("a list item is reached by its index, and the index after the last adds one") {
  CHECK(good(one_key, {{"RAMAL_LISTENERS_0_ADDRESS", "0.0.0.0:80"}}).listeners[0].port == 80);
  const gateway two = good(one_key,
                           {{"RAMAL_LISTENERS_0_ADDRESS", "0.0.0.0:80"}, {"RAMAL_LISTENERS_1_ADDRESS", "[::]:80"}});
  REQUIRE(two.listeners.size() == 2);
  CHECK(two.listeners[1].host == "::");
  CHECK(good(one_key, {{"RAMAL_CORS_ORIGINS_0", "https://a.example"}, {"RAMAL_CORS_ORIGINS_1", "https://b.example"}})
            .cors_policy.origins == std::vector<std::string>{"https://a.example", "https://b.example"});
  CHECK(contains(problems_of(one_key, {{"RAMAL_LISTENERS_1_ADDRESS", "0.0.0.0:80"}}),
                 "environment variable RAMAL_LISTENERS_1_ADDRESS: listeners[1].address: there are only 0 items before "
                 "it: use the index 0"));
  CHECK(contains(problems_of(one_key, {{"RAMAL_KEYS_01_NAME", "x"}}), "RAMAL_KEYS_01_NAME: is no setting"));
}

TEST_CASE("more than ten items are taken in the order of their numbers") {
  environment variables;
  for (int i = 0; i < 12; ++i) {
    const std::string prefix = "RAMAL_KEYS_" + std::to_string(i);
    variables[prefix + "_NAME"] = "name" + std::to_string(i);
    variables[prefix + "_CLIENT_KEY"] = "client-" + std::to_string(i) + "-of-12";
    variables[prefix + "_NATIVE_KEY"] = "ps_" + std::to_string(i);
  }
  const gateway settings = good("", variables);
  REQUIRE(settings.keys.size() == 12);
  CHECK(settings.keys[2].name == "name2");
  CHECK(settings.keys[10].name == "name10");
}

TEST_CASE("the environment alone is a whole configuration") {
  const gateway settings = good(
      "",
      {{"RAMAL_KEYS_0_NAME", "shop"}, {"RAMAL_KEYS_0_CLIENT_KEY", "client-a"}, {"RAMAL_KEYS_0_NATIVE_KEY_ID", "id"}});
  REQUIRE(settings.keys.size() == 1);
  CHECK(settings.keys[0].kind == native_key_kind::key_id);
}

TEST_CASE("a form of a key in the environment replaces every other form in the file") {
  const gateway settings = good(one_key, {{"RAMAL_KEYS_0_NATIVE_KEY_ID", "id"}});
  CHECK(settings.keys[0].kind == native_key_kind::key_id);
  CHECK(settings.keys[0].native_key.reveal() == "id");
  const gateway by_env = good(one_key, {{"RAMAL_KEYS_0_CLIENT_KEY_ENV", "X"}, {"X", "from-variable-x"}});
  CHECK(by_env.keys[0].client_key.reveal() == "from-variable-x");
  CHECK(contains(problems_of(one_key, {{"RAMAL_KEYS_0_NATIVE_KEY_ID", "id"}, {"RAMAL_KEYS_0_NATIVE_KEY", "ps_x"}}),
                 "are both given"));
}

TEST_CASE("overrides go through the same strict readers") {
  const mistake_row rows[] = {{"RAMAL_WORKERS", "NO"},
                              {"RAMAL_WORKERS", "0755"},
                              {"RAMAL_WORKERS", ""},
                              {"RAMAL_ALIASES", "yes"},
                              {"RAMAL_MOUNT", "x"},
                              {"RAMAL_ENGINE_TOTAL_TIMEOUT", "60"},
                              {"RAMAL_LISTENERS_0_ADDRESS", "8080"},
                              {"RAMAL_KEYS_0_NUMBER", "x"},
                              {"RAMAL_MOUNT", "\xff"},
                              {"RAMAL_LIMITS_BODY_BYTES", " 1"}};
  for (const auto& row : rows) {
    INFO(row.text << "=" << row.says);
    const std::string report = problems_of(one_key, {{row.text, row.says}});
    CHECK(report.starts_with("environment variable " + row.text + ": "));
    CHECK(std::count(report.begin(), report.end(), '\n') == 1);
  }
}

TEST_CASE("a variable that names no key is refused with the nearest one") {
  const mistake_row rows[] = {{"RAMAL_WORKER", "RAMAL_WORKERS"},
                              {"RAMAL_ENGINE_BASEURL", "RAMAL_ENGINE_BASE_URL"},
                              {"RAMAL_KEYS_3_NMAE", "RAMAL_KEYS_3_NAME"},
                              {"RAMAL_KEYS_NAME", "RAMAL_KEYS_0_NAME"},
                              {"RAMAL_CORS_ORIGINS", "RAMAL_CORS_ORIGINS_0"},
                              {"RAMAL_engine_base_url", "RAMAL_ENGINE_BASE_URL"}};
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(problems_of(one_key, {{row.text, "x"}}) == "environment variable " + row.text +
                                                         ": is no setting: unset or rename it (did you mean " +
                                                         row.says + "?)\n");
  }
  CHECK(problems_of(one_key, {{"RAMAL_", "x"}}) == "environment variable RAMAL_: is no setting: unset or rename it\n");
  CHECK(contains(problems_of(one_key, {{"RAMAL_KEYS_99999999999999999999_NAME", "x"}}), "is no setting"));
}

TEST_CASE("other variables are nobody's business") {
  CHECK(good(one_key, {{"PATH", "/bin"}, {"RAMALX", "1"}, {"ramal_workers", "x"}, {"RAMAK", ""}}).workers == 0);
}

TEST_CASE("a variable that the file names itself may begin with RAMAL_") {
  const std::string text = "keys:\n  - {name: a, client_key: client-a, native_key_env: RAMAL_MY_SECRET}\n";
  CHECK(good(text, {{"RAMAL_MY_SECRET", "ps_shop1"}}).keys[0].native_key.reveal() == "ps_shop1");
}

TEST_CASE("an override into something that is no mapping leaves the file's own problem") {
  CHECK(problems_of(one_key + "engine: text\n", {{"RAMAL_ENGINE_BASE_URL", "http://a"}}) ==
        "test.yaml:5:9: engine: is no mapping: write lines of the form 'key: value'\n");
}

TEST_CASE("no report shows the value of a secret variable") {
  for (const std::string name : {"RAMAL_KEYS_0_NATIVE_KEY", "RAMAL_KEYS_0_CLIENT_KEY", "RAMAL_KEYS_0_CLIENT_KEY_SHA256",
                                 "RAMAL_KEYS_0_NATIVE_KEY_FILE", "RAMAL_KEYS_0_CLIENT_KEY_ENV", "RAMAL_KEYS_0_KEY"}) {
    INFO(name);
    const std::string report = problems_of(one_key, {{name, "canary canary"}});
    CHECK(report != "none\n");
    CHECK_FALSE(contains(report, "canary"));
  }
}

TEST_CASE("a variable's name with control bytes makes no second line of a message") {
  const std::string report = problems_of(one_key, {{"RAMAL_WORKERS\n\x1b[2J", "1"}});
  CHECK(contains(report, "RAMAL_WORKERS??[2J: is no setting"));
}

TEST_CASE("the variable of a key path is its name in upper case") {
  CHECK(variable_of("engine.base_url") == "RAMAL_ENGINE_BASE_URL");
  CHECK(variable_of("keys[3].native_key_file") == "RAMAL_KEYS_3_NATIVE_KEY_FILE");
  CHECK(variable_of("cors.origins[]") == "RAMAL_CORS_ORIGINS_N");
}

TEST_CASE("the environment of this process can be read") { CHECK(process_environment().contains("PATH")); }

}  // namespace ramal::config
