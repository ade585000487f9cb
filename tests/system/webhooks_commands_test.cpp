// `ramal webhooks ...`: the commands that need no gateway (contracts/webhooks.md sections 6 and 11).
#include <catch2/catch.hpp>

#include <set>

#include "tests/system/webhooks_commands.hpp"

namespace ramal::system_tests {
namespace {

struct engine_side {
  explicit engine_side(std::string list)
      : engine([this](const engine_request& one) { return answer(one); }), list_(std::move(list)) {}
  ~engine_side() { engine.take_impurities(); }  // what a command sends is no rewritten request

  engine_reply answer(const engine_request& one) const {
    if (has(one.target, "/logs")) return json_reply(200, log);
    if (one.method == "GET") return json_reply(200, list_);
    return json_reply(one.method == "POST" ? 201 : 200, R"({"id":"wh_made"})");
  }

  std::string log = "[]";
  fake_engine engine;

 private:
  std::string list_;
};

}  // namespace

TEST_CASE("new-hook prints 192 random bits that a configuration takes") {
  const command_setting at("http://127.0.0.1:9");
  std::set<std::string> made;
  for (int i = 0; i < 5; ++i) {
    const command_result one = at.run({"new-hook"});
    CHECK(one.code == 0);
    CHECK(one.out.size() == 33);
    CHECK(one.out.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-\n") ==
          std::string::npos);
    made.insert(one.out);
  }
  CHECK(made.size() == 5);
}

TEST_CASE("W19 ensure makes the engine's webhook where there is none, with the key's own native key") {
  engine_side side("[]");
  const command_setting at(side.engine.base_url());
  const command_result done = at.ensure();
  CHECK(done.code == 0);
  CHECK(has(done.out, "shop: made webhook wh_made, which posts to https://calls.example.com/hooks/native/hook:cana\n"));
  CHECK(has(done.out, "shop has no native_secrets"));
  const auto asked = side.engine.requests();
  REQUIRE(asked.size() == 2);
  CHECK(asked[0].method == "GET");
  CHECK(asked[0].target == "/v1/webhooks");
  CHECK(*asked[0].head.find("x-api-key") == "ps_shop_native");
  CHECK(asked[1].method == "POST");
  CHECK(asked[1].body == R"({"name":"ramal","url":")" + public_url + "/hooks/native/" + command_hook +
                             R"(","events":)" + wanted_events + "}");
}

TEST_CASE("W19 ensure leaves alone what is right, and corrects what is not") {
  const std::string url = public_url + "/hooks/native/" + command_hook,
                    old_url = public_url + "/hooks/native/" + old_command_hook;
  struct row {
    std::string list;
    std::string says;
    bool patches;
  };
  const row rows[] = {
      {listed("wh_1", url, wanted_events), "shop: webhook wh_1 posts to", false},
      {R"({"data":)" + listed("wh_1", url, R"(["call.missed","call.ended","call.ringing","call.connected"])") + "}",
       "already", false},
      {listed("wh_1", url, R"(["*"])"), "shop: corrected webhook wh_1", true},
      {listed("wh_1", url, "[]"), "corrected", true},
      {listed("wh_1", url, wanted_events, false), "corrected", true},
      {listed("wh_1", old_url, wanted_events), "corrected", true},
      {listed("wh_1", "https://other.example/hooks/native/" + command_hook, wanted_events), "made webhook wh_made",
       false},
      {listed("../../calls", url, "[]"), "has an id that is none", false}};
  for (const row& one : rows) {
    INFO(one.list);
    engine_side side(one.list);
    const command_setting at(side.engine.base_url());
    const command_result done = at.ensure();
    CHECK(has(done.out, one.says));
    const auto asked = side.engine.requests();
    CHECK(asked.back().method == (one.patches ? "PATCH" : has(one.says, "made") ? "POST" : "GET"));
    if (!one.patches) continue;
    CHECK(asked.back().target == "/v1/webhooks/wh_1");
    CHECK(asked.back().body == R"({"url":")" + url + R"(","events":)" + wanted_events + R"(,"active":true})");
  }
}

TEST_CASE("W19 K4 an answer of the engine that holds the native key is shown without it") {
  fake_engine engine([](const engine_request& one) {
    if (has(one.target, "/logs"))
      return json_reply(200, R"([{"event":"call.ended","status":"FAILED","error":"ps_shop_native was sent"}])");
    if (one.method == "PATCH") return json_reply(401, R"({"error":"no key ps_shop_native","code":"ps_shop_native"})");
    return json_reply(200, listed("wh_1", public_url + "/hooks/native/" + old_command_hook, wanted_events));
  });
  const command_setting at(engine.base_url());  // run() looks for the key
  CHECK(has(at.run({"native-log", "--public-url", public_url, "--key", "shop"}).out, "************** was sent"));
  CHECK(has(at.ensure().out, "the engine answered 401 ************** no key **************"));
  engine.take_impurities();
}

TEST_CASE("W18 W19 an answer of the engine that names the URL it posts to is shown without the hook") {
  const std::string url = public_url + "/hooks/native/" + old_command_hook;
  fake_engine engine([&url](const engine_request& one) {
    if (has(one.target, "/logs"))
      return json_reply(200, R"([{"event":"call.ended","status":"FAILED","error":"POST )" + url + R"( 502"}])");
    if (one.method == "PATCH")
      return json_reply(400, R"({"error":")" + public_url + "/hooks/native/" + command_hook + R"( is no URL"})");
    return json_reply(200, listed("wh_1", url, wanted_events));
  });
  const command_setting at(engine.base_url());
  const std::string log = at.run({"native-log", "--public-url", public_url, "--key", "shop"}).out;
  CHECK(has(log, "/hooks/native/" + std::string(old_command_hook.size(), '*') + " 502"));
  CHECK_FALSE(has(log, old_command_hook));
  const std::string refused = at.ensure().out;
  CHECK(has(refused, "/hooks/native/" + std::string(command_hook.size(), '*') + " is no URL"));
  CHECK_FALSE(has(refused, command_hook));
  engine.take_impurities();
}

TEST_CASE("W19 ensure shows the engine's refusals as they are, and goes on with the next key") {
  fake_engine engine([](const engine_request&) {
    return json_reply(400, R"({"error":"whatsappNumberId is not the number of this key","code":"NUMBER_MISMATCH"})");
  });
  const command_setting at(engine.base_url());
  const command_result refused = at.run({"ensure", "--public-url", public_url});
  CHECK(refused.code == 69);
  for (const std::string key : {"shop", "bar"})
    CHECK(has(refused.out, key + ": the engine answered 400 NUMBER_MISMATCH whatsappNumberId is not the number"));
  CHECK_FALSE(has(refused.out, "plain"));
  CHECK(*engine.requests()[1].head.find("x-api-key-id") == "kid_bar_native");
  engine.take_impurities();
  const command_setting nobody("http://127.0.0.1:9");
  CHECK(nobody.ensure().code == 69);
  const command_result unknown = nobody.ensure("plain");
  CHECK(unknown.code == 1);
  CHECK(has(unknown.out, "no key of this name has a webhook"));
}

TEST_CASE("W19 native-log shows what the engine was answered, and no payload") {
  engine_side side(listed("wh_1", public_url + "/hooks/native/" + command_hook, wanted_events));
  side.log = R"([{"event":"call.ringing","status":"FAILED","statusCode":503,"durationMs":12,"error":"no",)"
             R"("payload":{"from":"5511977776666"},"createdAt":"2026-07-03T15:00:00.000Z"}])";
  const command_setting at(side.engine.base_url());
  const command_result done = at.run({"native-log", "--public-url", public_url, "--key", "shop", "--limit", "7"});
  CHECK(done.code == 0);
  CHECK(has(done.out, "shop  2026-07-03T15:00:00.000Z  call.ringing    FAILED    503     12 ms  no\n"));
  CHECK_FALSE(has(done.out, "5511977776666"));
  CHECK(side.engine.requests().back().target == "/v1/webhooks/wh_1/logs?limit=7");
  CHECK(at.run({"native-log", "--public-url", public_url, "--key", "shop"}).code == 0);
  CHECK(side.engine.requests().back().target == "/v1/webhooks/wh_1/logs?limit=20");
  engine_side none("[]");
  const command_setting other(none.engine.base_url());
  CHECK(has(other.run({"native-log", "--public-url", public_url, "--key", "shop"}).out,
            "ramal webhooks ensure makes it"));
}

TEST_CASE("without a program that runs, commands open the outbox themselves") {
  const command_setting at("http://127.0.0.1:9");
  CHECK(has(at.run({"list"}).out, "no such events\n"));
  CHECK(at.run({"show", "rml_none"}).code == 1);
  CHECK(at.run({"pause", "bar", "--destination", "crm"}).code == 0);
  CHECK(has(at.run({"list"}).out, "bar (crm): paused"));
  CHECK(has(at.run({"resume", "bar", "--destination", "crm"}).out, "events are sent again"));
  CHECK(at.run({"replay", "--key", "shop"}).code == 1);
  CHECK(at.run({"drop", "rml_none"}).code == 1);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"pause", "plain"}, {"pause", "shop", "--destination", "crm"}, {"pause", "nobody"}}) {
    const command_result refused = at.run(words);
    CHECK(refused.code == 1);
    CHECK(has(refused.err, "there is no such destination"));
  }
  CHECK(at.run({"replay"}).code == 64);
  CHECK(at.run({"drop", "rml_x", "--key", "shop"}).code == 64);
  CHECK(at.run({"list", "--state", "odd"}).code == 64);
}

TEST_CASE("a command says what is wrong with its configuration, and test needs a gateway") {
  const command_setting at("http://127.0.0.1:9");
  const command_result nobody = at.run({"test", "shop", "--url", "http://127.0.0.1:9"});
  CHECK(nobody.code == 1);
  CHECK(has(nobody.out, "write with --url how this machine reaches the gateway"));
  CHECK(at.run({"test", "plain"}).code == 1);
  write_file(at.file(), "keys: 3\n");
  CHECK(at.run({"list"}).code == 78);
}

}  // namespace ramal::system_tests
