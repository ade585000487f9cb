// `ramal webhooks ...`: the commands that need no gateway (contracts/webhooks.md sections 6 and 11).
#include <catch2/catch.hpp>

#include <mutex>
#include <set>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

const std::string hook = "canary_hook_1-abcdefghijklmnop", old_hook = "canary_hook_0-abcdefghijklmnop";
const std::string public_url = "https://calls.example.com";
const std::string events = R"(["call.ringing","call.connected","call.ended","call.missed"])";

struct result {
  int code = 0;
  std::string out, err;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A folder with a configuration of two keys with webhooks and one without.
class setting_of_commands {
 public:
  explicit setting_of_commands(const std::string& engine_url) {
    const std::string webhook = ", url: \"http://127.0.0.1:9/\"}";
    write_file(file(), "engine: {base_url: \"" + engine_url + "\"}\nwebhooks: {store: " + folder_.path().string() +
                           "/outbox.db}\nkeys:\n  - {name: shop, client_key: client-shop, native_key: ps_shop_native, "
                           "webhook: {hook: " +
                           hook + ", old_hook: " + old_hook + webhook +
                           "}\n  - {name: bar, client_key: client-bar, native_key_id: kid_bar_native, webhook: {hook: "
                           "canary_hook_2-abcdefghijklmnop, native_secrets: [canary-secret], more: [{name: crm, url: "
                           "\"http://127.0.0.1:9/crm\"}]" +
                           webhook + "}\n  - {name: plain, client_key: client-plain, native_key: ps_plain_native}\n");
  }
  std::string file() const { return (folder_.path() / "ramal.yaml").string(); }

  result run(std::vector<std::string> words) const {
    std::vector<std::string> all{"webhooks"};
    all.insert(all.end(), words.begin(), words.end());
    if (words.front() != "new-hook") all.insert(all.end(), {"--config", file()});
    ramal_process program(all);
    const int code = program.wait();
    const result made{code, program.stdout_text(), program.stderr_text()};
    CHECK_FALSE(has(made.out + made.err, "canary_hook"));
    CHECK_FALSE(has(made.out + made.err, "canary-secret"));
    CHECK_FALSE(has(made.out + made.err, "_native"));
    return made;
  }
  result ensure(const std::string& key = "shop") const {
    return run({"ensure", "--public-url", public_url, "--key", key});
  }

 private:
  temporary_directory folder_;
};

// The engine's webhooks of one key, as text.
std::string listed(const std::string& id, const std::string& url, const std::string& wanted, bool active = true) {
  return R"([{"id":")" + id + R"(","name":"x","url":")" + url + R"(","active":)" + (active ? "true" : "false") +
         R"(,"events":)" + wanted + "}]";
}

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
  const setting_of_commands at("http://127.0.0.1:9");
  std::set<std::string> made;
  for (int i = 0; i < 5; ++i) {
    const result one = at.run({"new-hook"});
    CHECK(one.code == 0);
    CHECK(one.out.size() == 33);
    CHECK(one.out.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-\n") ==
          std::string::npos);
    made.insert(one.out);
  }
  CHECK(made.size() == 5);
}

TEST_CASE("ensure makes the engine's webhook where there is none, with the key's own native key") {
  engine_side side("[]");
  const setting_of_commands at(side.engine.base_url());
  const result done = at.ensure();
  CHECK(done.code == 0);
  CHECK(has(done.out, "shop: made webhook wh_made, which posts to https://calls.example.com/hooks/native/hook:cana\n"));
  CHECK(has(done.out, "shop has no native_secrets"));
  const auto asked = side.engine.requests();
  REQUIRE(asked.size() == 2);
  CHECK(asked[0].method == "GET");
  CHECK(asked[0].target == "/v1/webhooks");
  CHECK(*asked[0].head.find("x-api-key") == "ps_shop_native");
  CHECK(asked[1].method == "POST");
  CHECK(asked[1].body ==
        R"({"name":"ramal","url":")" + public_url + "/hooks/native/" + hook + R"(","events":)" + events + "}");
}

TEST_CASE("ensure leaves alone what is right, and corrects what is not") {
  const std::string url = public_url + "/hooks/native/" + hook, old_url = public_url + "/hooks/native/" + old_hook;
  struct row {
    std::string list;
    std::string says;
    bool patches;
  };
  const row rows[] = {
      {listed("wh_1", url, events), "shop: webhook wh_1 posts to", false},
      {R"({"data":)" + listed("wh_1", url, R"(["call.missed","call.ended","call.ringing","call.connected"])") + "}",
       "already", false},
      {listed("wh_1", url, R"(["*"])"), "shop: corrected webhook wh_1", true},
      {listed("wh_1", url, "[]"), "corrected", true},
      {listed("wh_1", url, events, false), "corrected", true},
      {listed("wh_1", old_url, events), "corrected", true},
      {listed("wh_1", "https://other.example/hooks/native/" + hook, events), "made webhook wh_made", false},
      {listed("../../calls", url, "[]"), "has an id that is none", false}};
  for (const row& one : rows) {
    INFO(one.list);
    engine_side side(one.list);
    const setting_of_commands at(side.engine.base_url());
    const result done = at.ensure();
    CHECK(has(done.out, one.says));
    const auto asked = side.engine.requests();
    CHECK(asked.back().method == (one.patches ? "PATCH" : has(one.says, "made") ? "POST" : "GET"));
    if (!one.patches) continue;
    CHECK(asked.back().target == "/v1/webhooks/wh_1");
    CHECK(asked.back().body == R"({"url":")" + url + R"(","events":)" + events + R"(,"active":true})");
  }
}

TEST_CASE("K4 an answer of the engine that holds the native key is shown without it") {
  fake_engine engine([](const engine_request& one) {
    if (has(one.target, "/logs"))
      return json_reply(200, R"([{"event":"call.ended","status":"FAILED","error":"ps_shop_native was sent"}])");
    if (one.method == "PATCH") return json_reply(401, R"({"error":"no key ps_shop_native","code":"ps_shop_native"})");
    return json_reply(200, listed("wh_1", public_url + "/hooks/native/" + old_hook, events));
  });
  const setting_of_commands at(engine.base_url());  // run() looks for the key
  CHECK(has(at.run({"native-log", "--public-url", public_url, "--key", "shop"}).out, "************** was sent"));
  CHECK(has(at.ensure().out, "the engine answered 401 ************** no key **************"));
  engine.take_impurities();
}

TEST_CASE("ensure shows the engine's refusals as they are, and goes on with the next key") {
  fake_engine engine([](const engine_request&) {
    return json_reply(400, R"({"error":"whatsappNumberId is not the number of this key","code":"NUMBER_MISMATCH"})");
  });
  const setting_of_commands at(engine.base_url());
  const result refused = at.run({"ensure", "--public-url", public_url});
  CHECK(refused.code == 69);
  for (const std::string key : {"shop", "bar"})
    CHECK(has(refused.out, key + ": the engine answered 400 NUMBER_MISMATCH whatsappNumberId is not the number"));
  CHECK_FALSE(has(refused.out, "plain"));
  CHECK(*engine.requests()[1].head.find("x-api-key-id") == "kid_bar_native");
  engine.take_impurities();
  const setting_of_commands nobody("http://127.0.0.1:9");
  CHECK(nobody.ensure().code == 69);
  const result unknown = nobody.ensure("plain");
  CHECK(unknown.code == 1);
  CHECK(has(unknown.out, "no key of this name has a webhook"));
}

TEST_CASE("native-log shows what the engine was answered, and no payload") {
  engine_side side(listed("wh_1", public_url + "/hooks/native/" + hook, events));
  side.log = R"([{"event":"call.ringing","status":"FAILED","statusCode":503,"durationMs":12,"error":"no",)"
             R"("payload":{"from":"5511977776666"},"createdAt":"2026-07-03T15:00:00.000Z"}])";
  const setting_of_commands at(side.engine.base_url());
  const result done = at.run({"native-log", "--public-url", public_url, "--key", "shop", "--limit", "7"});
  CHECK(done.code == 0);
  CHECK(has(done.out, "shop  2026-07-03T15:00:00.000Z  call.ringing    FAILED    503     12 ms  no\n"));
  CHECK_FALSE(has(done.out, "5511977776666"));
  CHECK(side.engine.requests().back().target == "/v1/webhooks/wh_1/logs?limit=7");
  CHECK(at.run({"native-log", "--public-url", public_url, "--key", "shop"}).code == 0);
  CHECK(side.engine.requests().back().target == "/v1/webhooks/wh_1/logs?limit=20");
  engine_side none("[]");
  const setting_of_commands other(none.engine.base_url());
  CHECK(has(other.run({"native-log", "--public-url", public_url, "--key", "shop"}).out,
            "ramal webhooks ensure makes it"));
}

TEST_CASE("without a program that runs, commands open the outbox themselves") {
  const setting_of_commands at("http://127.0.0.1:9");
  CHECK(has(at.run({"list"}).out, "no such events\n"));
  CHECK(at.run({"show", "rml_none"}).code == 1);
  CHECK(at.run({"pause", "bar", "--destination", "crm"}).code == 0);
  CHECK(has(at.run({"list"}).out, "bar (crm): paused"));
  CHECK(has(at.run({"resume", "bar", "--destination", "crm"}).out, "events are sent again"));
  CHECK(at.run({"replay", "--key", "shop"}).code == 1);
  CHECK(at.run({"drop", "rml_none"}).code == 1);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"pause", "plain"}, {"pause", "shop", "--destination", "crm"}, {"pause", "nobody"}}) {
    const result refused = at.run(words);
    CHECK(refused.code == 1);
    CHECK(has(refused.err, "there is no such destination"));
  }
  CHECK(at.run({"replay"}).code == 64);
  CHECK(at.run({"drop", "rml_x", "--key", "shop"}).code == 64);
  CHECK(at.run({"list", "--state", "odd"}).code == 64);
}

TEST_CASE("a command says what is wrong with its configuration, and test needs a gateway") {
  const setting_of_commands at("http://127.0.0.1:9");
  const result nobody = at.run({"test", "shop", "--url", "http://127.0.0.1:9"});
  CHECK(nobody.code == 1);
  CHECK(has(nobody.out, "write with --url how this machine reaches the gateway"));
  CHECK(at.run({"test", "plain"}).code == 1);
  write_file(at.file(), "keys: 3\n");
  CHECK(at.run({"list"}).code == 78);
}

}  // namespace ramal::system_tests
