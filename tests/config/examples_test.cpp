// Loads every file of examples/, with variables and secret files as their comments ask for.
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

const std::filesystem::path folder = std::filesystem::path(RAMAL_SOURCE_ROOT) / "examples";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What "#   RAMAL_NAME=value" lines set.
environment variables_in(const std::string& text) {
  environment result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto equals = line.find('=');
    if (line.starts_with("#   RAMAL_") && equals != std::string::npos) {
      result[line.substr(4, equals - 4)] = line.substr(equals + 1);
    }
  }
  return result;
}

// Hooks and secrets that sign deliveries have a form of their own.
std::string secret_in(const std::string& path) {
  if (path.ends_with("_hook")) return std::string(24, 'x') + path.substr(path.rfind('/') + 1);
  if (path.ends_with("_signing_secret")) return "whsec_YS1zZWNyZXQtb2Ytb3VyLW93bi1vZi1hLXRlc3Q=";
  return "secret" + path;
}

// Every file exists, and a secret's holds a text of its own.
files every_file_exists() {
  files access;
  access.readable = access.secret_file = access.writable = [](const std::string&) { return checked(); };
  access.read_secret = [](const std::string& path) -> parsed<secret> { return secret(secret_in(path)); };
  return access;
}

// The example with keys of one's own, as it asks for.
std::string text_with_own_keys(const std::string& name) {
  constexpr std::string_view to_be_replaced = "choose-a-long-random-text";
  std::string text = text_of(folder / name);
  for (auto at = text.find(to_be_replaced); at != std::string::npos; at = text.find(to_be_replaced))
    text.replace(at, to_be_replaced.size(), "a-key-of-our-own");
  return text;
}

gateway example(const std::string& name) {
  const std::string text = text_with_own_keys(name);
  environment variables = variables_in(text);
  for (const std::string one : {"SHOP_NATIVE_KEY", "CENTRO_CLIENT_KEY", "CENTRO_NATIVE_KEY", "NORTE_NATIVE_KEY",
                                "BOT_CLIENT_KEY", "BOT_NATIVE_KEY_ID"}) {
    if (contains(text, ": " + one)) variables[one] = "value-of-" + one;
  }
  auto result = load_gateway(text, name, variables, every_file_exists());
  if (!result.has_value()) FAIL(to_text(result.error()));
  return *result;
}

}  // namespace

TEST_CASE("the minimal example has one key and the public engine") {
  const gateway settings = example("minimal.yaml");
  REQUIRE(settings.keys.size() == 1);
  CHECK(settings.engine.host == "pilotstatus.com.br");
  CHECK(settings.engine.tls);
}

TEST_CASE("the example with several keys shows by variable, by digest and by id") {
  const gateway settings = example("several-keys.yaml");
  REQUIRE(settings.keys.size() == 3);
  CHECK(settings.keys[0].client_key.reveal() == "value-of-CENTRO_CLIENT_KEY");
  CHECK(settings.keys[1].client_key_sha256.has_value());
  CHECK(settings.keys[2].kind == native_key_kind::key_id);
  CHECK(settings.cors_policy.origins.size() == 2);
}

TEST_CASE("the example with narrow keys has a scope for each of them") {
  const gateway settings = example("narrow-keys.yaml");
  REQUIRE(settings.keys.size() == 2);
  CHECK(settings.keys[0].allow == std::vector<std::string>{"read"});
  CHECK(settings.keys[0].addresses.size() == 1);
  REQUIRE(settings.keys[1].callees.has_value());
  CHECK(settings.keys[1].callees->deny.size() == 2);
  CHECK(settings.keys[1].expires.has_value());
}

TEST_CASE("the example with container secrets reads every key from a file") {
  const gateway settings = example("docker-secrets.yaml");
  REQUIRE(settings.keys.size() == 2);
  CHECK(settings.keys[0].native_key.reveal() == "secret/run/secrets/shop_native_key");
  CHECK(settings.keys[1].native_key.reveal() == "secret/run/secrets/bot_native_key_id");
  CHECK(settings.keys[1].kind == native_key_kind::key_id);
}

TEST_CASE("the example with TLS has certificates for both listeners and for the engine") {
  const gateway settings = example("tls.yaml");
  REQUIRE(settings.listeners.size() == 2);
  for (const auto& one : settings.listeners) REQUIRE(one.tls.has_value());
  CHECK(settings.listeners[0].tls->certificates.size() == 2);
  CHECK(settings.listeners[1].tls->min_version == tls_version::v1_3);
  CHECK_FALSE(settings.listeners[1].tls->client_ca_file.empty());
  CHECK_FALSE(settings.engine.client_cert_file.empty());
}

TEST_CASE("the example for native keys has no ring") {
  const gateway settings = example("native-keys.yaml");
  CHECK(settings.accept_native_keys);
  CHECK(settings.keys.empty());
  CHECK(settings.listeners.size() == 2);
}

TEST_CASE("the example for the environment gets everything from there") {
  const gateway settings = example("env-only.yaml");
  REQUIRE(settings.keys.size() == 1);
  CHECK(settings.keys[0].name == "shop");
  CHECK(settings.listeners[0].host == "0.0.0.0");
}

TEST_CASE("the local gateway's keys are known to the local engine") {
  const gateway settings = example("local-engine.yaml");
  const auto engine = load_reference_engine(text_of(folder / "reference-engine.yaml"), "reference-engine.yaml", {});
  if (!engine.has_value()) FAIL(to_text(engine.error()));
  CHECK(settings.engine.port == engine->api.port);
  std::set<std::string_view> known;
  for (const auto& one : engine->numbers) known.insert(one.key.reveal());
  for (const auto& one : engine->tenant_keys) known.insert(one.reveal());
  for (const auto& one : settings.keys) CHECK(known.contains(one.native_key.reveal()));
}

TEST_CASE("the example with webhooks has a bot of each dialect, signed both ways") {
  const gateway settings = example("webhooks.yaml");
  REQUIRE(settings.keys.size() == 2);
  for (const auto& one : settings.keys) REQUIRE(one.webhook.has_value());
  const key_webhook &shop = *settings.keys[0].webhook, &support = *settings.keys[1].webhook;
  CHECK(shop.native_secrets.size() == 1);
  CHECK(shop.secrets.size() == 1);
  CHECK(shop.instance_token.reveal() == "secret/run/secrets/shop_instance_token");
  REQUIRE(shop.more.size() == 1);
  CHECK(shop.more[0].headers.at(0).value.reveal() == "secret/run/secrets/crm_authorization");
  CHECK(shop.dialect == webhook_dialect::go);
  CHECK(support.dialect == webhook_dialect::evolution_v2);
}

TEST_CASE("the example with an Evolution GO server has a token for each bot, and the global key for one") {
  const gateway settings = example("evolution-go.yaml");
  REQUIRE(settings.evolution_go.has_value());
  CHECK(settings.evolution_go->port == 4000);
  CHECK(settings.instance_status == status_source::evolution_go);
  REQUIRE(settings.keys.size() == 2);
  for (const auto& one : settings.keys) CHECK_FALSE(one.evolution_go_token.empty());
  CHECK(settings.keys[0].evolution_go_admin_key.empty());
  CHECK_FALSE(settings.keys[1].evolution_go_admin_key.empty());
}

TEST_CASE("the example with a collector has a share of the traces, and a header that is a secret") {
  const gateway settings = example("tracing.yaml");
  REQUIRE(settings.tracing.has_value());
  CHECK(settings.tracing->ratio == 0.1);
  CHECK(settings.tracing->headers.at(0).value.reveal() == "secret/run/secrets/collector_authorization");
}

TEST_CASE("contract-loop.yaml has the keys that the contract cases name") {
  const gateway settings = example("contract-loop.yaml");
  CHECK(settings.keys.size() == 3);
  CHECK(settings.engine.breaker_failures == 0);
}

TEST_CASE("there is no example that these tests do not load") {
  std::set<std::string> found;
  for (const auto& one : std::filesystem::directory_iterator(folder)) {
    if (one.path().extension() == ".yaml") found.insert(one.path().filename().string());
  }
  CHECK(found == std::set<std::string>{"contract-loop.yaml", "docker-secrets.yaml", "env-only.yaml",
                                       "evolution-go.yaml", "local-engine.yaml", "minimal.yaml", "narrow-keys.yaml",
                                       "native-keys.yaml", "reference-engine.yaml", "several-keys.yaml", "tls.yaml",
                                       "tracing.yaml", "webhooks.yaml"});
}

}  // namespace ramal::config
