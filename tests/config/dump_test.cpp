#include "config/dump.hpp"

#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {

TEST_CASE("a dump shows every effective value and no secret") {
  const gateway settings = good(
      "keys:\n  - {name: 'a', client_key: canary-1, native_key: ps_canary2, number: '+5511999990001'}\n"
      "  - {name: b, native_key_id: canary3, client_key_sha256: " +
      std::string(64, 'c') +
      "}\n"
      "engine: {total_timeout: 90s}\n");
  CHECK(dump(settings) ==
        "listeners:\n"
        "  - address: \"127.0.0.1:8080\"\n"
        "mount: \"/api/layer/evolution-go\"\n"
        "native_mount: \"/\"\n"
        "workers: 0\n"
        "engine:\n"
        "  base_url: \"https://pilotstatus.com.br\"\n"
        "  connect_timeout: 3s\n"
        "  first_byte_timeout: 30s\n"
        "  total_timeout: 90s\n"
        "  post_idle_max: 4s\n"
        "  idle_timeout: 1m\n"
        "  share_connections: false\n"
        "  max_answer_bytes: 1MiB\n"
        "  retry_percent: 20\n"
        "  retry_least: 3\n"
        "  breaker_failures: 5\n"
        "  breaker_first: 1s\n"
        "  breaker_longest: 30s\n"
        "keys:\n"
        "  - name: \"a\"\n"
        "    client_key: \"***\"\n"
        "    native_key: \"***\"\n"
        "    number: \"+5511999990001\"\n"
        "    allow:\n"
        "      - \"all\"\n"
        "  - name: \"b\"\n"
        "    client_key_sha256: \"***\"\n"
        "    native_key_id: \"***\"\n"
        "    allow:\n"
        "      - \"all\"\n"
        "accept_native_keys: false\n"
        "aliases: true\n"
        "reject_unknown_ok: false\n"
        "watch_files: true\n"
        "cors:\n"
        "  origins:\n"
        "    - \"*\"\n"
        "webhooks:\n"
        "  path: \"/hooks/native\"\n"
        "  store: \"/var/lib/ramal/outbox.db\"\n"
        "  store_bytes: 512MiB\n"
        "  pending: 100000\n"
        "  body_bytes: 1MiB\n"
        "  hook_rate: 200\n"
        "  time_offset: \"+00:00\"\n"
        "admin:\n"
        "  address: \"off\"\n"
        "  insecure: false\n"
        "  dialler: false\n"
        "  inspector: false\n"
        "metrics:\n"
        "  keys: 200\n"
        "instance_status: engine\n"
        "limits:\n"
        "  body_bytes: 256KiB\n"
        "  head_bytes: 16KiB\n"
        "  target_bytes: 8000\n"
        "  header_fields: 64\n"
        "  header_name_bytes: 128\n"
        "  header_value_bytes: 8KiB\n"
        "  json_depth: 32\n"
        "  json_keys: 1000\n"
        "  tls_handshake_timeout: 5s\n"
        "  head_timeout: 10s\n"
        "  body_timeout: 15s\n"
        "  idle_timeout: 75s\n"
        "  write_timeout: 15s\n"
        "  requests_per_connection: 1000\n"
        "  connections: 20000\n"
        "  connections_per_address: 256\n"
        "  crowded_head_timeout: 2s\n"
        "  in_flight: 512\n"
        "  queued: 512\n"
        "  queue_timeout: 1s\n"
        "  key_rate: 20\n"
        "  key_burst: 40\n"
        "  key_concurrency: 64\n"
        "  unauthorized_per_minute: 60\n"
        "  drain_delay: 1s\n"
        "  drain_timeout: 30s\n"
        "log:\n"
        "  level: info\n"
        "  access: \"stdout\"\n"
        "  mask_numbers: true\n"
        "  health: true\n");
}

TEST_CASE("a dump with one key reads back as itself") {
  const std::string once = dump(good(one_key + "listeners: [{address: '[::1]:0'}]\nlog: {access: './a \"b\\c'}\n"));
  std::string with_keys = once;
  for (auto at = with_keys.find("***"); at != std::string::npos; at = with_keys.find("***"))
    with_keys.replace(at, 3, "client-shop");
  CHECK(dump(good(with_keys)) == once);
  CHECK(contains(problems_of(once), "keys[0].client_key: only stands for a key"));
}

TEST_CASE("values from the environment stand in the dump, secret ones as stars") {
  const std::string text = dump(good("", {{"RAMAL_KEYS_0_NAME", "a"},
                                          {"RAMAL_KEYS_0_CLIENT_KEY_ENV", "CLIENT"},
                                          {"CLIENT", "canary-1"},
                                          {"RAMAL_KEYS_0_NATIVE_KEY", "ps_canary2"},
                                          {"RAMAL_WORKERS", "7"}}));
  CHECK(contains(text, "workers: 7\n"));
  CHECK_FALSE(contains(text, "canary"));
}

TEST_CASE("the reference engine's dump shows no secret either") {
  const reference_engine settings = good_engine(
      "numbers:\n  - {name: web, number: 5511999990001, key: ps_canary, key_id: canary2}\n"
      "tenant_keys: [canary3]\nunbound_keys: [canary4]\nwebhook_secret: canary5\n");
  const std::string text = dump(settings);
  CHECK_FALSE(contains(text, "canary"));
  CHECK(contains(text,
                 "numbers:\n"
                 "  - name: \"web\"\n"
                 "    number: \"5511999990001\"\n"
                 "    kind: evo_go\n"
                 "    connected: true\n"
                 "    payment_ok: true\n"
                 "    key: \"***\"\n"
                 "    key_id: \"***\"\n"
                 "    migrated: false\n"
                 "tenant_keys:\n"
                 "  - \"***\"\n"));
  CHECK(contains(text, "speed: 1\n"));
  CHECK(contains(text, "webhook_secret: \"***\"\n"));
  CHECK(contains(text, "log:\n  level: info\n"));
}

}  // namespace ramal::config
