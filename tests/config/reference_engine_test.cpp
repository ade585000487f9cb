#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

const std::string one_number =
    "numbers:\n"
    "  - name: web\n"
    "    number: '5511999990001'\n"
    "    key: ps_web\n";

}  // namespace

TEST_CASE("one number is enough for the reference engine") {
  const reference_engine settings = good_engine(one_number);
  REQUIRE(settings.numbers.size() == 1);
  CHECK(settings.numbers[0].kind == number_kind::evo_go);
  CHECK(settings.numbers[0].connected);
  CHECK(settings.numbers[0].key.reveal() == "ps_web");
  CHECK(settings.numbers[0].key_id.empty());
  CHECK(settings.api.port == 8090);
  CHECK(settings.media.port == 8091);
}

TEST_CASE("every key of the reference engine reaches its place in the model") {
  const reference_engine all = good_engine(
      "api: 0.0.0.0:1\nmedia: \"[::1]:2\"\n"
      "numbers:\n"
      "  - {name: m, number: 5511999990001, kind: meta, payment_ok: false, key: ps_m, key_id: id_m}\n"
      "  - {name: w, number: 5511999990002, kind: evo_go, connected: false, key: ps_w, migrated: true}\n"
      "  - {name: o, number: 5511999990003, kind: other, key: ps_o}\n"
      "tenant_keys: [ps_t1, ps_t2]\nunbound_keys: [ps_u]\nspeed: 2.5\nseed: 18446744073709551615\n"
      "webhook_url: http://127.0.0.1:9000/hook?x=1\nmeta_refusal_status: 403\nstart_status: RINGING\n"
      "webhook_secret: a-webhook-secret\nwebhook_body: wrapped\nmedia_url: wss://calls.example.com:9/media/\n"
      "sample_rate: 8000\nframe_ms: 40\nlog: {level: debug}\n");
  CHECK(all.api.host == "0.0.0.0");
  CHECK(all.media.host == "::1");
  REQUIRE(all.numbers.size() == 3);
  CHECK(all.numbers[0].kind == number_kind::meta);
  CHECK_FALSE(all.numbers[0].payment_ok);
  CHECK(all.numbers[0].key_id.reveal() == "id_m");
  CHECK_FALSE(all.numbers[1].connected);
  CHECK_FALSE(all.numbers[0].migrated);
  CHECK(all.numbers[1].migrated);
  CHECK(all.numbers[2].kind == number_kind::other);
  CHECK(all.numbers[2].number == "5511999990003");
  REQUIRE(all.tenant_keys.size() == 2);
  CHECK(all.tenant_keys[1].reveal() == "ps_t2");
  REQUIRE(all.unbound_keys.size() == 1);
  CHECK(all.speed == 2.5);
  CHECK(all.seed == UINT64_MAX);
  CHECK(all.webhook_url == "http://127.0.0.1:9000/hook?x=1");
  CHECK(all.meta_refusal_status == 403);
  CHECK(all.start_status == "RINGING");
  CHECK(all.sample_rate == 8'000);
  CHECK(all.frame_ms == 40);
  CHECK(all.webhook_secret.reveal() == "a-webhook-secret");
  CHECK(all.webhook_body == webhook_form::wrapped);
  CHECK(all.media_url == "wss://calls.example.com:9/media");
  CHECK(all.log.level == log_level::debug);
}

TEST_CASE("a mistake in the reference engine's file is reported like one of the gateway's") {
  const mistake_row rows[] = {
      {"sped: 2", "test.yaml:5:1: sped: is no known key: remove or rename it (did you mean speed?)"},
      {"keys: []", "keys: is no known key"},
      {"api: localhost:1", "api: 'localhost:1' does not begin with an IP address"},
      {"media: 127.0.0.1:8090", "media: is the same address as api"},
      {"api: 127.0.0.1:8091", "media: is the same address as api"},
      {"speed: 0", "speed: '0' is out of range: write a value from 0.01 to 10000"},
      {"speed: .inf", "is no number"},
      {"seed: -1", "has a sign"},
      {"webhook_url: https://a.example", "must begin with http://: the reference engine speaks no TLS"},
      {"webhook_url: http://", "host is missing"},
      {"webhook_url: 'http://a/x y'", "holds a blank"},
      {"webhook_secret: 'canary two'", "webhook_secret: the key has a blank"},
      {"webhook_body: nested", "write flat or wrapped"},
      {"media_url: https://a.example", "must begin with ws:// or wss://"},
      {"media_url: 'a.example:8091'", "must begin with ws:// or wss://"},
      {"media_url: 'ws://'", "host is missing"},
      {"media_url: 'ws://canary:two@a.example'", "media_url: "},
      {"media_url: 'ws://a.example/?token=canary'", "media_url: "},
      {"log: {level: loud}", "write trace, debug, info, warn, error or off"},
      {"log: {access: stdout}", "log.access: is no known key"},
      {"meta_refusal_status: 200", "from 400 to 499"},
      {"start_status: ringing", "(did you mean RINGING?)"},
      {"sample_rate: 1", "from 8000 to 48000"},
      {"frame_ms: 5", "from 10 to 100"},
      {"tenant_keys: []", "tenant_keys: is empty"},
      {"tenant_keys: [a, 'canary two']", "tenant_keys[1]: the key has a blank"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    const std::string report = engine_problems_of(one_number + row.text + "\n");
    INFO(report);
    CHECK(contains(report, row.says));
    CHECK_FALSE(contains(report, "canary"));
  }
}

TEST_CASE("numbers have what they need and are told apart") {
  CHECK(contains(engine_problems_of(""), "numbers: is missing, so nobody could call: add at least one number"));
  const std::string missing = engine_problems_of("numbers: [{}]\n");
  CHECK(contains(missing, "numbers[0].name: is missing"));
  CHECK(contains(missing, "numbers[0].number: is missing"));
  CHECK(contains(missing, "numbers[0].key: is missing"));
  CHECK(contains(engine_problems_of("numbers: [{name: a, number: '+5511999990001', key: k}]\n"), "no '+'"));
  CHECK(contains(engine_problems_of("numbers: [{name: a, number: 5511999990001, key: k, kind: web}]\n"),
                 "write meta, evo_go or other"));
  const std::string same = engine_problems_of(one_number +
                                              "  - {name: web, number: 5511999990001, key: x, key_id: ps_web}\n");
  CHECK(contains(same, "numbers[1].name: this name is taken already by numbers[0].name"));
  CHECK(contains(same, "numbers[1].number: this number is taken already"));
  CHECK(contains(same, "numbers[1].key_id: this key is taken already by numbers[0].key"));
}

TEST_CASE("the environment overrides the reference engine's file too") {
  CHECK(good_engine(one_number, {{"RAMAL_SPEED", "10"}}).speed == 10.0);
  CHECK(good_engine(one_number, {{"RAMAL_NUMBERS_0_KIND", "meta"}}).numbers[0].kind == number_kind::meta);
  CHECK(good_engine(one_number, {{"RAMAL_LOG_LEVEL", "debug"}}).log.level == log_level::debug);
  CHECK(good_engine(one_number, {{"RAMAL_WEBHOOK_SECRET", "s3cret"}}).webhook_secret.reveal() == "s3cret");
  CHECK(contains(engine_problems_of(one_number, {{"RAMAL_WORKERS", "1"}}), "is no setting"));
}

}  // namespace ramal::config
