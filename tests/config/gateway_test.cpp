#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {

TEST_CASE("one key is enough, everything else has a default") {
  const gateway settings = good(one_key);
  REQUIRE(settings.keys.size() == 1);
  CHECK(settings.keys[0].name == "shop");
  CHECK(settings.keys[0].client_key.reveal() == "client-shop");
  CHECK(settings.keys[0].native_key.reveal() == "ps_native_shop");
  CHECK(settings.keys[0].kind == native_key_kind::key);
  const gateway defaults;
  CHECK(settings.mount == defaults.mount);
  CHECK(settings.engine.host == "pilotstatus.com.br");
  CHECK(settings.limits.body_bytes == 262'144);
  REQUIRE(settings.listeners.size() == 1);
  CHECK(settings.listeners[0].port == 8080);
}

TEST_CASE("null in a list of origins is an origin, in quotes or without") {
  for (const char* text : {"[null]", "['null']", "[\"null\"]", "\n    - null", "\n    - \"null\"\n"}) {
    INFO(text);
    CHECK(good(one_key + "cors:\n  origins: " + text + "\n").cors_policy.origins == std::vector<std::string>{"null"});
  }
  const auto both = good(one_key + "cors: {origins: [https://a.example, null, capacitor://localhost]}\nmount: /\n");
  CHECK(both.cors_policy.origins == std::vector<std::string>{"https://a.example", "null", "capacitor://localhost"});
  CHECK(both.mount == "/");
}

TEST_CASE("no path may mean two things: the native API and the calls layer") {
  const auto at = [](const std::string& native, const std::string& mount) {
    return problems_of(one_key + "mount: " + mount + "\nnative_mount: " + native + "\n");
  };
  for (const char* native :
       {"/", "/engine", "/api", "/api/layer/evolution-go", "/api/layer/evolution-go/native", "off"})
    CHECK(at(native, "/api/layer/evolution-go") == "none\n");
  for (const char* mount : {"/", "/v1", "/v1/call", "/v1/callsx"}) CHECK(at("/", mount) == "none\n");
  for (const char* mount : {"/v1/calls", "/v1/calls/go"}) {
    CHECK(
        contains(at("/", mount), "test.yaml:6:15: native_mount: is in the way of mount (" + std::string(mount) + ")"));
    CHECK(contains(problems_of(one_key + "mount: " + mount + "\n"), "test.yaml:5:8: native_mount: is in the way"));
    CHECK(at("off", mount) == "none\n");
  }
  CHECK(contains(at("/x", "/x/v1/calls"), "the native API has /x/v1/calls and all below it"));
  for (const char* word : {"call", "server", "instance", "manager"}) {
    const std::string taken = "/go/" + std::string(word);
    CHECK(contains(at(taken, "/go"), "lies among the routes of the calls layer (" + taken + ")"));
    CHECK(contains(at(taken + "/deep", "/go"), "lies among the routes"));
    CHECK(
        contains(at("/" + std::string(word), "/"), "lies among the routes of the calls layer (/" + std::string(word)));
    CHECK(at(taken + "s", "/go") == "none\n");
  }
  CHECK(contains(at("engine", "/go"), "native_mount: 'engine' is no mount"));
  CHECK(contains(at("/engine/", "/go"), "native_mount: ends with '/'"));
}

TEST_CASE("every key of the gateway reaches its place in the model") {
  const gateway all = good(
      "listeners:\n  - address: 0.0.0.0:8081\n  - address: \"[::1]:8082\"\n"
      "mount: /go\nnative_mount: /engine\nworkers: 3\naccept_native_keys: true\naliases: false\nreject_unknown_ok: true\n"
      "engine:\n  base_url: http://engine:8090/x\n  connect_timeout: 1s\n  first_byte_timeout: 2s\n"
      "  total_timeout: 4s\n  post_idle_max: 5s\n  idle_timeout: 6s\n  max_answer_bytes: 2MiB\n"
      "  share_connections: true\n"
      "  retry_percent: 11\n  retry_least: 12\n  breaker_failures: 13\n  breaker_first: 14ms\n  breaker_longest: 15ms\n"
      "  headers: [{name: X-Tenant, value: a b}]\n"
      "keys:\n  - {name: a, client_key: client-a, native_key_id: n, number: '+5511999990001'}\n"
      "cors:\n  origins: [https://app.example]\n"
      "limits:\n  body_bytes: 1KiB\n  head_bytes: 2KiB\n  target_bytes: 300\n  header_fields: 7\n"
      "  header_name_bytes: 31\n  header_value_bytes: 400\n  json_depth: 5\n  json_keys: 6\n  head_timeout: 1ms\n"
      "  tls_handshake_timeout: 10ms\n"
      "  body_timeout: 2ms\n  idle_timeout: 3ms\n  write_timeout: 4ms\n  requests_per_connection: 8\n"
      "  connections: 9\n  drain_timeout: 0s\n  connections_per_address: 16\n  crowded_head_timeout: 17ms\n"
      "  in_flight: 18\n  queued: 19\n  queue_timeout: 20ms\n  key_rate: 21\n  key_burst: 22\n  key_concurrency: 23\n"
      "  unauthorized_per_minute: 24\n  drain_delay: 25ms\n"
      "hosts: [Calls.Example.com]\ntrusted_proxies: [10.0.0.0/8, '::1']\nwatch_files: false\n"
      "log:\n  level: warn\n  access: /var/log/ramal.log\n  mask_numbers: false\n  health: false\n");
  REQUIRE(all.listeners.size() == 2);
  CHECK(all.listeners[0].host == "0.0.0.0");
  CHECK(all.listeners[0].port == 8081);
  CHECK(all.listeners[1].host == "::1");
  CHECK_FALSE(all.listeners[1].tls.has_value());
  CHECK(all.mount == "/go");
  CHECK(all.native_mount == "/engine");
  CHECK(all.workers == 3);
  CHECK(all.accept_native_keys);
  CHECK_FALSE(all.aliases);
  CHECK(all.reject_unknown_ok);
  CHECK_FALSE(all.engine.tls);
  CHECK(all.engine.host == "engine");
  CHECK(all.engine.port == 8090);
  CHECK(all.engine.path_prefix == "/x");
  CHECK(all.engine.connect_timeout.count() == 1'000);
  CHECK(all.engine.first_byte_timeout.count() == 2'000);
  CHECK(all.engine.total_timeout.count() == 4'000);
  CHECK(all.engine.post_idle_max.count() == 5'000);
  CHECK(all.engine.idle_timeout.count() == 6'000);
  CHECK(all.engine.share_connections);
  CHECK(all.engine.max_answer_bytes == 2'097'152);
  CHECK(all.engine.retry_percent == 11);
  CHECK(all.engine.retry_least == 12);
  CHECK(all.engine.breaker_failures == 13);
  CHECK(all.engine.breaker_first.count() == 14);
  CHECK(all.engine.breaker_longest.count() == 15);
  REQUIRE(all.engine.headers.size() == 1);
  CHECK(all.engine.headers[0].name == "X-Tenant");
  CHECK(all.engine.headers[0].value == "a b");
  CHECK(all.keys[0].kind == native_key_kind::key_id);
  CHECK(all.keys[0].number == "+5511999990001");
  CHECK(all.cors_policy.origins == std::vector<std::string>{"https://app.example"});
  CHECK(all.limits.body_bytes == 1'024);
  CHECK(all.limits.head_bytes == 2'048);
  CHECK(all.limits.target_bytes == 300);
  CHECK(all.limits.header_fields == 7);
  CHECK(all.limits.header_name_bytes == 31);
  CHECK(all.limits.header_value_bytes == 400);
  CHECK(all.limits.json_depth == 5);
  CHECK(all.limits.json_keys == 6);
  CHECK(all.limits.tls_handshake_timeout.count() == 10);
  CHECK(all.limits.head_timeout.count() == 1);
  CHECK(all.limits.body_timeout.count() == 2);
  CHECK(all.limits.idle_timeout.count() == 3);
  CHECK(all.limits.write_timeout.count() == 4);
  CHECK(all.limits.requests_per_connection == 8);
  CHECK(all.limits.connections == 9);
  CHECK(all.limits.drain_timeout.count() == 0);
  CHECK(all.limits.connections_per_address == 16);
  CHECK(all.limits.crowded_head_timeout.count() == 17);
  CHECK(all.limits.in_flight == 18);
  CHECK(all.limits.queued == 19);
  CHECK(all.limits.queue_timeout.count() == 20);
  CHECK(all.limits.key_rate == 21);
  CHECK(all.limits.key_burst == 22);
  CHECK(all.limits.key_concurrency == 23);
  CHECK(all.limits.unauthorized_per_minute == 24);
  CHECK(all.limits.drain_delay.count() == 25);
  CHECK(all.hosts == std::vector<std::string>{"calls.example.com"});
  REQUIRE(all.trusted_proxies.size() == 2);
  CHECK(all.trusted_proxies[0].prefix == 104);
  CHECK_FALSE(all.watch_files);
  CHECK(all.log.level == log_level::warn);
  CHECK(all.log.access == "/var/log/ramal.log");
  CHECK_FALSE(all.log.mask_numbers);
  CHECK_FALSE(all.log.health);
}

TEST_CASE("every log level has its name") {
  const std::pair<const char*, log_level> rows[] = {{"trace", log_level::trace}, {"debug", log_level::debug},
                                                    {"info", log_level::info},   {"warn", log_level::warn},
                                                    {"error", log_level::error}, {"off", log_level::off}};
  for (const auto& [name, level] : rows) CHECK(good(one_key + "log: {level: " + name + "}\n").log.level == level);
}

TEST_CASE("a mistake is reported with its place, its key path and what to do") {
  const mistake_row rows[] = {
      {"wokers: 1", "test.yaml:5:1: wokers: is no known key: remove or rename it (did you mean workers?)"},
      {"base_url: https://a", "(did you mean engine.base_url?)"},
      {"client_key: x", "(did you mean keys[].client_key?)"},
      {"nonsense: 1", "test.yaml:5:1: nonsense: is no known key: remove or rename it\n"},
      {"workers: NO", "test.yaml:5:10: workers: 'NO' is no number"},
      {"workers: 0755", "octal"},
      {"workers: 1_000", "underscore"},
      {"workers: .inf", "is no number"},
      {"workers: 257", "write a value from 0 to 256"},
      {"workers: [1]", "is a list: write a whole number"},
      {"workers: {a: 1}", "is a mapping: write a whole number"},
      {"workers:", "workers: is empty: write a whole number, or remove the key"},
      {"aliases: NO", "is neither true nor false"},
      {"aliases: 'true'", "without quotes"},
      {"mount: api", "is no mount"},
      {"engine: https://a.example", "engine: is no mapping"},
      {"engine:", "engine: is empty: write its keys below"},
      {"engine: []", "engine: is no mapping"},
      {"engine: {base_url: a.example}", "engine.base_url: must begin with https://"},
      {"engine: {base-url: https://a}",
       "engine.base-url: is no known key: remove or rename it (did you mean "
       "base_url?)"},
      {"engine: {total_timeout: 60}", "engine.total_timeout: '60' has no unit"},
      {"engine: {total_timeout: 11m}", "from 1ms to 10m"},
      {"engine: {first_byte_timeout: 30s, total_timeout: 10s}",
       "engine.first_byte_timeout: 30s is longer than total_timeout (10s)"},
      {"engine: {post_idle_max: 2m}", "engine.post_idle_max: 2m is longer than idle_timeout (1m)"},
      {"engine: {ca_file: /does/not/exist.pem}", "engine.ca_file: cannot open the file named here (No such file"},
      {"engine: {ca_file: /tmp}", "no regular file"},
      {"engine: {base_url: 'http://a', ca_file: /etc/passwd}", "is never used with http://"},
      {"engine: {max_answer_bytes: 1}", "from 1KiB to 64MiB"},
      {"engine: {breaker_first: 2s, breaker_longest: 1s}",
       "engine.breaker_first: 2s is longer than breaker_longest (1s)"},
      {"engine: {headers: [{name: Via, value: x}]}", "engine.headers[0].name: 'Via' cannot be added"},
      {"engine: {headers: [{name: X-API-Key, value: x}]}", "cannot be added"},
      {"engine: {headers: [{name: 'X y', value: x}]}", "is no header name"},
      {"engine: {headers: [{name: X-A, value: 'ol\u00e1'}]}", "engine.headers[0].value: is no header value"},
      {"engine: {headers: [{name: X-A, value: x}, {name: x-a, value: y}]}",
       "engine.headers[1].name: this header is taken already by engine.headers[0].name"},
      {"hosts: ['a.example:80']", "hosts[0]: 'a.example:80' is no host name"},
      {"hosts: a.example", "hosts: is no list"},
      {"trusted_proxies: [10.0.0.1/8]",
       "trusted_proxies[0]: '10.0.0.1/8' has bits behind its prefix: write 10.0.0.0/8"},
      {"trusted_proxies: [10.0.0.0/33]", "write a number from 0 to 32 after '/'"},
      {"trusted_proxies: [proxy.example]", "is no network"},
      {"limits: {queue_timeout: 2m}", "out of range"},
      {"limits: {key_rate: 0}", "limits.key_rate"},
      {"listeners: []", "listeners: is empty: write a list"},
      {"listeners:", "listeners: is empty"},
      {"listeners: 127.0.0.1:8080", "listeners: is no list"},
      {"listeners: [{}]", "listeners[0].address: is missing: add it (address)"},
      {"listeners: [{address: '8080'}]", "listeners[0].address: '8080' is no address"},
      {"listeners: [{address: 127.0.0.1:1}, {address: 127.0.0.1:1}]",
       "listeners[1].address: this address is taken already by listeners[0].address"},
      {"cors: {origins: []}", "cors.origins: is empty"},
      {"cors: {origins: '*'}", "cors.origins: is no list"},
      {"cors: {origins: [x]}", "cors.origins[0]: 'x' is no origin"},
      {"cors: {origins: ['*', 'https://a.example']}", "\"*\" allows every origin"},
      {"cors: {origins: ['*', null]}", "\"*\" allows every origin"},
      {"cors: {origins: [~]}", "cors.origins[0]: is empty"},
      {"cors:\n  origins:\n    -\n    - https://a.example", "cors.origins[0]: is empty"},
      {"workers: null", "workers: is empty"},
      {"limits: {body_bytes: 1MB}", "limits.body_bytes: '1MB' is no size"},
      {"limits: {target_bytes: 20KiB}", "limits.target_bytes: 20KiB is more than head_bytes (16KiB)"},
      {"limits: {head_bytes: 512, header_value_bytes: 1KiB}",
       "limits.header_value_bytes: 1KiB is more than head_bytes"},
      {"limits: {head_timeout: 0s}", "out of range"},
      {"log: {level: warning}",
       "log.level: 'warning' is not known: write trace, debug, info, warn, error or off (did "
       "you mean warn?)"},
      {"log: {access: stdot}", "log.access: 'stdot' is not clear: write stdout, off, or a file with a slash"},
      {"log: {access: ./logs/}", "is not clear"},
      {"log: {mask_numbers: yes}", "is neither true nor false"},
      {"ps_canary: 1", "***"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    const std::string report = problems_of(one_key + row.text + "\n");
    INFO(report);
    CHECK(contains(report, row.says));
    CHECK(std::count(report.begin(), report.end(), '\n') == 1);
    CHECK_FALSE(contains(report, "canary"));
  }
}

TEST_CASE("timeouts and limits that overlap only because of a default are fine") {
  CHECK(good(one_key + "engine: {total_timeout: 1s}\n").engine.first_byte_timeout.count() == 30'000);
  CHECK(good(one_key + "limits: {head_bytes: 512}\n").limits.target_bytes == 8'000);
}

TEST_CASE("port 0 may be given twice") {
  CHECK(good(one_key + "listeners: [{address: 127.0.0.1:0}, {address: 127.0.0.1:0}]\n").listeners.size() == 2);
}

TEST_CASE("without a key nobody could call, unless native keys are accepted") {
  CHECK(contains(problems_of(""), "test.yaml: keys: is missing, so nobody could call"));
  CHECK(contains(problems_of("workers: 1\n"), "test.yaml:1:1: keys: is missing"));
  CHECK(contains(problems_of("accept_native_keys: false\n"), "keys: is missing"));
  CHECK(good("accept_native_keys: true\n").keys.empty());
  CHECK(contains(problems_of("accept_native_keys: true\nkeys: []\n"), "keys: is empty"));
}

TEST_CASE("all mistakes are reported at once, in the order of the file") {
  const std::string report = problems_of(
      "workers: NO\n"
      "keys:\n"
      "  - name: a\n"
      "    client_key: the-same\n"
      "    native_kye: ps_x\n"
      "  - name: a\n"
      "    client_key: the-same\n"
      "    native_key: ps_y\n"
      "engine:\n"
      "  total_timeout: 60\n"
      "  base_url: nowhere\n"
      "log: {level: loud}\n",
      {{"RAMAL_WORKRS", "2"}, {"RAMAL_MOUNT", "x"}});
  INFO(report);
  const std::string expected[] = {"test.yaml:1:10: workers",
                                  "test.yaml:3:5: keys[0].native_key: is missing",
                                  "test.yaml:5:5: keys[0].native_kye",
                                  "test.yaml:6:5: keys[1]: this client key",
                                  "test.yaml:6:11: keys[1].name: this name is taken already by keys[0].name",
                                  "test.yaml:10:18: engine.total_timeout",
                                  "test.yaml:11:13: engine.base_url",
                                  "test.yaml:12:14: log.level",
                                  "environment variable RAMAL_MOUNT: mount: 'x'",
                                  "environment variable RAMAL_WORKRS: is no setting"};
  std::size_t at = 0;
  for (const auto& one : expected) {
    INFO(one);
    const auto found = report.find(one, at);
    REQUIRE(found != std::string::npos);
    at = found + 1;
  }
  CHECK(std::count(report.begin(), report.end(), '\n') == static_cast<long>(std::size(expected)));
}

TEST_CASE("a file that cannot be read is a problem") {
  const auto result = load_gateway_file("/does/not/exist.yaml", {});
  REQUIRE_FALSE(result.has_value());
  CHECK(contains(to_text(result.error()), "/does/not/exist.yaml: cannot open the file named here (No such file"));
  CHECK(contains(to_text(load_gateway_file("/tmp", {}).error()), "no regular file"));
}

}  // namespace ramal::config
