// keys[].webhook and webhooks (contracts/webhooks.md section 10).
#include <catch2/catch.hpp>

#include "config/dump.hpp"
#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

const std::string hook = "canary_hook_1-abcdefghij", other_hook = "canary_hook_2-abcdefghij";
const std::string signing = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

files writable() {
  files access;
  access.writable = access.readable = [](const std::string&) { return checked(); };
  return access;
}

// A key with a webhook: `inner` are its keys as a flow mapping's content.
std::string with(const std::string& inner, const std::string& rest = "") {
  return one_key + "    webhook: {" + inner + "}\n" + rest;
}
const std::string least = "hook: " + hook + ", url: 'https://bot.example'";

std::string problems(const std::string& text, const environment& variables = {}) {
  return problems_of(text, variables, writable());
}
gateway settings_of(const std::string& text, const environment& variables = {}) {
  return good(text, variables, writable());
}

// Two keys with a webhook each.
std::string two_keys(const std::string& first, const std::string& second) {
  return with(first) + "  - {name: b, client_key: client-b, native_key: ps_native_b, webhook: {" + second + "}}\n";
}

}  // namespace

TEST_CASE("a hook and a URL are enough for a webhook") {
  const gateway settings = settings_of(with(least));
  REQUIRE(settings.keys[0].webhook.has_value());
  const key_webhook& webhook = *settings.keys[0].webhook;
  CHECK(webhook.hook.reveal() == hook);
  CHECK(webhook.url == "https://bot.example");
  CHECK(webhook.dialect == webhook_dialect::go);
  CHECK(webhook.events == std::vector<std::string>{"CALL"});
  CHECK(settings.webhooks.path == "/hooks/native");
  CHECK_FALSE(settings_of(one_key).keys[0].webhook.has_value());
}

TEST_CASE("every key of a webhook reaches its place in the model") {
  const gateway all = settings_of(
      with("hook_env: HOOK, old_hook: " + other_hook +
               ", native_secrets: [native-one], native_secrets_env: [NATIVE], " +
               "url: 'http://bot:9000/x?y', dialect: evolution-v2, events: [ALL, CallReject], instance_id: i, "
               "instance_name: n, instance_token: the-token, secrets: [" +
               signing +
               "], secrets_env: [SIGN], headers: [{name: Authorization, value: Bearer x}, {name: X-B, value_env: B}], "
               "offer_ttl: 7s, timeout: 8s, order: strict, order_patience: 9s, retry: stock, source: any, repair: "
               "false, number_check: strict, extras: true, data_node: false, v2_ringing: false, hide_offers: true, "
               "server_url: 'https://old.example', more: [{name: crm, url: 'https://crm.example', dialect: pilot, "
               "ca_file: /ca.pem, order: none}]",
           "webhooks: {path: /in, store: /tmp/o.db, store_bytes: 1GiB, pending: 5, body_bytes: 2KiB, hook_rate: 3, "
           "time_offset: -03:00, allow_networks: [10.0.0.0/8]}\n"),
      {{"HOOK", hook}, {"NATIVE", "native-two"}, {"SIGN", signing}, {"B", "b c"}});
  const key_webhook& webhook = *all.keys[0].webhook;
  CHECK(webhook.hook.reveal() == hook);
  CHECK(webhook.old_hook.reveal() == other_hook);
  REQUIRE(webhook.native_secrets.size() == 2);
  CHECK(webhook.native_secrets[0].reveal() == "native-one");
  CHECK(webhook.native_secrets[1].reveal() == "native-two");
  CHECK(webhook.url == "http://bot:9000/x?y");
  CHECK(webhook.dialect == webhook_dialect::evolution_v2);
  CHECK(webhook.events == std::vector<std::string>{"ALL", "CallReject"});
  CHECK(webhook.instance_id == "i");
  CHECK(webhook.instance_name == "n");
  CHECK(webhook.instance_token.reveal() == "the-token");
  REQUIRE(webhook.secrets.size() == 2);
  CHECK(webhook.secrets[1].reveal() == signing);
  REQUIRE(webhook.headers.size() == 2);
  CHECK(webhook.headers[0].name == "Authorization");
  CHECK(webhook.headers[0].value.reveal() == "Bearer x");
  CHECK(webhook.headers[1].value.reveal() == "b c");
  CHECK(webhook.offer_ttl.count() == 7'000);
  CHECK(webhook.timeout.count() == 8'000);
  CHECK(webhook.order == webhook_order::strict);
  CHECK(webhook.order_patience.count() == 9'000);
  CHECK(webhook.retry == webhook_retry::stock);
  CHECK(webhook.source == webhook_source::any);
  CHECK_FALSE(webhook.repair);
  CHECK(webhook.numbers == number_check::strict);
  CHECK(webhook.extras);
  CHECK_FALSE(webhook.data_node);
  CHECK_FALSE(webhook.v2_ringing);
  CHECK(webhook.hide_offers);
  CHECK(webhook.server_url == "https://old.example");
  REQUIRE(webhook.more.size() == 1);
  CHECK(webhook.more[0].name == "crm");
  CHECK(webhook.more[0].url == "https://crm.example");
  CHECK(webhook.more[0].dialect == webhook_dialect::pilot);
  CHECK(webhook.more[0].ca_file == "/ca.pem");
  CHECK(webhook.more[0].order == webhook_order::none);
  CHECK(all.webhooks.path == "/in");
  CHECK(all.webhooks.store == "/tmp/o.db");
  CHECK(all.webhooks.store_bytes == 1'073'741'824);
  CHECK(all.webhooks.pending == 5);
  CHECK(all.webhooks.body_bytes == 2'048);
  CHECK(all.webhooks.hook_rate == 3);
  CHECK(all.webhooks.time_offset.count() == -180);
  REQUIRE(all.webhooks.allow_networks.size() == 1);
  CHECK(all.webhooks.allow_networks[0].prefix == 104);
}

TEST_CASE("a mistake in a webhook is reported with its place and what to do") {
  // clang-format off
  const mistake_row rows[] = {
      {"url: 'https://a'", "test.yaml:5:14: keys[0].webhook.hook: is missing: add one of hook, hook_env or hook_file"},
      {"hook: " + hook, "test.yaml:5:14: keys[0].webhook.url: is missing: add it (URL)"},
      {"hook: short, url: 'https://a'", "keys[0].webhook.hook: the hook has 5 characters"},
      {"hook_env: H, url: 'https://a'", "keys[0].webhook.hook_env: the environment variable named here is not set"},
      {"hook: " + hook + ", url: 'https://u:p@a'", "keys[0].webhook.url: holds user info"},
      {least + ", hook_env: X", "keys[0].webhook.hook_env: and hook are both given"},
      {least + ", dialect: gogo", "keys[0].webhook.dialect: 'gogo' is not known: write go, evolution-v2, pilot or native"},
      {least + ", events: [CALL, MESSAGE]", "keys[0].webhook.events[1]: 'MESSAGE' are no calls"},
      {least + ", events: []", "keys[0].webhook.events: is empty"},
      {least + ", secrets: [plain]", "keys[0].webhook.secrets[0]: is no signing secret"},
      {least + ", secrets: " + signing, "keys[0].webhook.secrets: is no list"},
      {least + ", secrets: [" + signing + ", " + signing + ", " + signing + "]", "there are more than 2"},
      {least + ", native_secrets: [one-secret, 'a b']", "keys[0].webhook.native_secrets[1]: the key has a blank"},
      {least + ", native_secrets_env: [NO]", "keys[0].webhook.native_secrets_env[0]: the environment variable"},
      {least + ", headers: [{name: Host, value: a}]", "keys[0].webhook.headers[0].name: 'Host' cannot be added"},
      {least + ", headers: [{name: X-A}]", "keys[0].webhook.headers[0].value: is missing: add one of value, value_env"},
      {least + ", headers: [{name: X-A, value: \"a\\r\\nb\"}]", "keys[0].webhook.headers[0].value: holds a line end"},
      {least + ", headers: [{name: X-A, value: a}, {name: x-a, value: b}]", "headers[1].name: this header is taken"},
      {least + ", instance_id: \"a\\nb\"", "keys[0].webhook.instance_id: holds a line end"},
      {least + ", instance_token: 'a b'", "keys[0].webhook.instance_token: the key has a blank"},
      {least + ", offer_ttl: 0s", "keys[0].webhook.offer_ttl: '0s' is out of range"},
      {least + ", offer_ttl: 60", "has no unit"},
      {least + ", timeout: 11m", "is out of range"},
      {least + ", order: loose", "write patient, strict or none"},
      {least + ", retry: never", "write standard or stock"},
      {least + ", source: both", "write normalized, go or any"},
      {least + ", number_check: no", "write warn or strict"},
      {least + ", by_events: true, url: 'https://a/b?c'", "is given twice"},
      {"hook: " + hook + ", by_events: true, url: 'https://a/b?c'", "by_events: puts /call behind the URL"},
      {"hook: " + hook + ", ca_file: /ca, url: 'http://a'", "ca_file: is never used with http://"},
      {least + ", more: [{url: 'https://a'}]", "keys[0].webhook.more[0].name: is missing"},
      {least + ", more: [{name: a}]", "keys[0].webhook.more[0].url: is missing"},
      {least + ", more: [{name: 'a b', url: 'https://a'}]", "keys[0].webhook.more[0].name: is no name"},
      {least + ", more: [{name: a, url: 'https://a'}, {name: a, url: 'https://b'}]",
       "keys[0].webhook.more[1].name: this name is taken already by keys[0].webhook.more[0].name"},
      {least + ", more: [{name: a, url: 'https://a', hook: x}]", "keys[0].webhook.more[0].hook: is no known key"},
      {least + ", dialekt: go", "(did you mean dialect?)"},
  };
  // clang-format on
  for (const auto& row : rows) {
    INFO(row.text);
    const std::string report = problems(with(row.text));
    INFO(report);
    if (row.says != "is given twice") CHECK(contains(report, row.says));
    CHECK(report != "none\n");
    CHECK_FALSE(contains(report, "canary"));
  }
}

TEST_CASE("no two hooks are the same, old ones included") {
  const std::string of_b = ", url: 'https://b'";
  CHECK(contains(problems(two_keys(least, "hook: " + hook + of_b)),
                 "keys[1].webhook.hook: this hook is taken already by keys[0].webhook.hook"));
  CHECK(contains(problems(two_keys(least, "hook: " + other_hook + ", old_hook: " + hook + of_b)),
                 "keys[1].webhook.old_hook: this hook is taken already by keys[0].webhook.hook"));
  CHECK(contains(problems(with(least + ", old_hook: " + hook)), "keys[0].webhook.old_hook: this hook is taken"));
  CHECK(problems(two_keys(least, "hook: " + other_hook + of_b)) == "none\n");
}

TEST_CASE("the receiver's path is a plain one outside of the mount that no probe asks for") {
  const auto at = [](const std::string& path, const std::string& mount = "") {
    return problems(with(least, "webhooks: {path: " + path + "}\n" + mount));
  };
  for (const std::string path : {"hooks", "/hooks/", "/a//b", "/a/../b", "/a b", "'/a%20b'", "'/a?b'"}) {
    INFO(path);
    CHECK(contains(at(path), "webhooks.path: "));
  }
  CHECK(contains(at("/"), "is no path of its own"));
  CHECK(contains(at("/api/layer/evolution-go"), "test.yaml:6:18: webhooks.path: lies below mount"));
  CHECK(contains(at("/api/layer/evolution-go/hooks"), "lies below mount"));
  CHECK(contains(at("/api"), "is above mount"));
  for (const std::string path : {"/healthz", "/readyz/x", "/ping", "/metrics"})
    CHECK(contains(at(path), "is what health checks ask for"));
  CHECK(at("/api/layer/evolution-go-hooks") == "none\n");
  CHECK(at("/hooks/native", "mount: /\n") == "none\n");
  for (const std::string path : {"/call/x", "/server", "/instance/hooks"})
    CHECK(contains(at(path, "mount: /\n"), "is a path of the call routes"));
  CHECK(contains(problems(with(least, "mount: /hooks\n")), "webhooks.path: lies below mount (/hooks)"));
  CHECK(problems(one_key + "mount: /hooks\n") == "none\n");
  for (const std::string path : {"/v1/calls", "/v1/calls/hooks", "/v1"})
    CHECK(contains(at(path), "webhooks.path: is in the way of the native API (/v1/calls)"));
  CHECK(at("/v1/hooks") == "none\n");
  CHECK(at("/v1/calls", "native_mount: off\n") == "none\n");
  CHECK(contains(at("/hooks/native", "native_mount: /hooks/native\n"), "native API (/hooks/native/v1/calls)"));
}

TEST_CASE("the outbox has to be writable where a key has a webhook") {
  files access = writable();
  access.writable = [](const std::string& path) {
    return path == "/o.db-wal" ? checked(wrong("cannot be written")) : checked();
  };
  const std::string at = "webhooks: {store: /o.db}\n";
  CHECK(contains(problems_of(with(least, at), {}, access), "test.yaml:6:19: webhooks.store: /o.db: cannot be written"));
  CHECK(problems_of(one_key + at, {}, access) == "none\n");
}

TEST_CASE("K8 a webhook's secrets by value make the configuration a secret's file") {
  files access = writable();
  access.everybody_reads = true;
  const std::string names =
      "keys:\n  - {name: shop, client_key_env: C, native_key_env: N, webhook: {url: 'https://a', ";
  const environment variables = {{"C", "client-shop"}, {"N", "ps_native"}, {"H", hook}, {"S", signing}, {"V", "v"}};
  const auto report = [&](const std::string& inner) { return problems_of(names + inner + "}}\n", variables, access); };
  CHECK(report("hook_env: H, secrets_env: [S], headers: [{name: A, value_env: V}]") == "none\n");
  CHECK(contains(report("hook: " + hook), "webhook.hook: everybody may read this file"));
  CHECK(contains(report("hook_env: H, old_hook: " + hook), "webhook.old_hook: everybody may read this file"));
  CHECK(contains(report("hook_env: H, secrets: [" + signing + "]"), "webhook.secrets[0]: everybody may read"));
  CHECK(contains(report("hook_env: H, native_secrets: [abc-def]"), "webhook.native_secrets[0]: everybody may read"));
  CHECK(contains(report("hook_env: H, instance_token: abc-def"), "webhook.instance_token: everybody may read"));
  CHECK(contains(report("hook_env: H, headers: [{name: A, value: b}]"), "headers[0].value: everybody may read"));
}

TEST_CASE("a webhook may come from the environment, and so may each secret of a list") {
  const gateway settings = settings_of(one_key, {{"RAMAL_KEYS_0_WEBHOOK_HOOK", hook},
                                                 {"RAMAL_KEYS_0_WEBHOOK_URL", "https://bot"},
                                                 {"RAMAL_KEYS_0_WEBHOOK_SECRETS_0", signing},
                                                 {"RAMAL_KEYS_0_WEBHOOK_NATIVE_SECRETS_ENV_0", "RAMAL_NATIVE"},
                                                 {"RAMAL_NATIVE", "native-secret-1"},
                                                 {"RAMAL_KEYS_0_WEBHOOK_MORE_0_NAME", "crm"},
                                                 {"RAMAL_KEYS_0_WEBHOOK_MORE_0_URL", "https://crm"},
                                                 {"RAMAL_WEBHOOKS_HOOK_RATE", "7"}});
  CHECK(settings.keys[0].webhook->native_secrets[0].reveal() == "native-secret-1");
  CHECK(settings.keys[0].webhook->secrets[0].reveal() == signing);
  CHECK(settings.keys[0].webhook->more[0].url == "https://crm");
  CHECK(settings.webhooks.hook_rate == 7);
  const gateway replaced = settings_of(with(least), {{"RAMAL_KEYS_0_WEBHOOK_HOOK_ENV", "H"}, {"H", other_hook}});
  CHECK(replaced.keys[0].webhook->hook.reveal() == other_hook);
}

TEST_CASE("the dump shows of a hook its beginning, of a URL no query, and of other secrets nothing") {
  const std::string text = dump(settings_of(
      with("hook: " + hook + ", old_hook: " + other_hook + ", url: 'https://bot/x?token=canary', secrets: [" + signing +
           "], native_secrets: [canary-native], instance_token: canary-token, headers: [{name: A, value: canary-b}], "
           "more: [{name: crm, url: 'https://crm?canary', instance_token: canary-other}]")));
  CHECK(contains(text,
                 "    webhook:\n"
                 "      hook: \"hook:cana\"\n"
                 "      old_hook: \"hook:cana\"\n"
                 "      native_secrets:\n"
                 "        - \"***\"\n"
                 "      url: \"https://bot/x?***\"\n"
                 "      dialect: go\n"
                 "      events:\n"
                 "        - \"CALL\"\n"
                 "      instance_token: \"***\"\n"
                 "      secrets:\n"
                 "        - \"***\"\n"
                 "      headers:\n"
                 "        - name: \"A\"\n"
                 "          value: \"***\"\n"
                 "      offer_ttl: 1m\n"));
  CHECK(contains(text, "      more:\n        - name: \"crm\"\n          url: \"https://crm?***\"\n"));
  CHECK_FALSE(contains(text, "canary"));
  CHECK_FALSE(contains(text, "whsec"));
}

TEST_CASE("plain http to the internet and a hook without a secret are warned of") {
  const auto warnings = [](const std::string& inner) { return warnings_of(with(inner), {}, writable()); };
  const std::string signed_hook = "hook: " + hook + ", native_secrets: [one-secret], ";
  CHECK(warnings(signed_hook + "url: 'https://bot.example'") == "none\n");
  CHECK(warnings(signed_hook + "url: 'http://bot'") == "none\n");
  CHECK(contains(warnings(signed_hook + "url: 'http://bot.example.com'"),
                 "keys[0].webhook.url: is plain http:// to a host on the internet"));
  CHECK(contains(warnings(signed_hook + "url: 'http://bot', more: [{name: a, url: 'http://bot.example.com'}]"),
                 "keys[0].webhook.more[0].url: is plain http://"));
  CHECK(contains(warnings(least), "keys[0].webhook: has no native_secrets"));
}

}  // namespace ramal::config
