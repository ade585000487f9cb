// `ramal webhooks ...` while the gateway runs: commands go through it (docs/decisions/outbox-commands.md).
#include <catch2/catch.hpp>

#include "tests/harness/eventually.hpp"
#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

const std::string hook = "canary_hook_1-abcdefghijklmnop";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A gateway, its engine, and a bot that answers what it is told.
struct running {
  explicit running(int bot_answers)
      : bot([bot_answers](const engine_request&) { return json_reply(bot_answers, R"({"to":"5511977776666"})"); }),
        both({{"keys", std::string("[{name: demo, number: \"+5511900000001\", client_key: ") + client_key +
                           ", native_key: " + native_key + ", webhook: {hook: " + hook +
                           ", native_secrets: [canary-native-secret], repair: false, url: \"" + bot.base_url() +
                           "/hook\"}}]"},
              {"webhooks.store", "\"${dir}/outbox.db\""}}) {}
  ~running() { bot.take_impurities(); }  // a bot's requests are no rewritten ones

  struct result {
    int code;
    std::string out;
  };
  result run(std::vector<std::string> words) const {
    words.insert(words.begin(), "webhooks");
    words.insert(words.end(), {"--config", (both.program.directory() / "ramal.yaml").string()});
    ramal_process command(words);
    const int code = command.wait();
    INFO(command.stderr_text());
    CHECK_FALSE(has(command.stdout_text() + command.stderr_text(), "canary"));
    return {code, command.stdout_text()};
  }
  result test_call() const {
    return run({"test", "demo", "--url", "http://127.0.0.1:" + std::to_string(both.program.port())});
  }
  // The first id in a list.
  std::string first_id(const std::string& list) const {
    const auto at = list.find("rml_");
    REQUIRE(at != std::string::npos);
    return list.substr(at, 30);
  }

  fake_engine bot;
  gateway both;
};

}  // namespace

TEST_CASE("a made-up call reaches the bot through the whole path, signed, and its events are listed") {
  running at(200);
  const auto done = at.test_call();
  INFO(done.out);
  CHECK(done.code == 0);
  for (const std::string event : {"call.ringing", "call.connected", "call.ended"})
    CHECK(has(done.out, event + ": the gateway answered 200 {\"ok\":true}\n  the bot has got rml_"));
  const auto got = at.bot.requests();
  REQUIRE(got.size() == 3);
  CHECK(has(got[0].body, R"("event":"CallOffer")"));
  CHECK(has(got[0].body, R"("CallID":"RAMALTEST)"));
  CHECK(has(got[1].body, R"("event":"CallAccept")"));
  CHECK(has(got[2].body, R"("event":"CallTerminate")"));
  const auto list = at.run({"list", "--key", "demo"});
  CHECK(list.code == 0);
  CHECK(has(list.out, "0 events wait"));
  CHECK(has(list.out, "  done   demo  CallOffer "));
  const auto show = at.run({"show", at.first_id(list.out)});
  CHECK(show.code == 0);
  CHECK(has(show.out, ": 200 {\"to\":\"*********6666\"}\n"));
}

TEST_CASE("W8 W9 what a bot refuses for good is a dead letter that is sent again by hand") {
  running at(410);
  const auto refused = at.test_call();
  INFO(refused.out);
  CHECK(refused.code == 1);
  CHECK(has(refused.out, "the bot has not got rml_"));
  CHECK(has(refused.out, ": 410 "));
  const auto paused = at.run({"list"});
  CHECK(has(paused.out, "demo: paused"));
  at.bot.reply_with([](const engine_request&) { return json_reply(200, "{}"); });
  CHECK(at.run({"resume", "demo"}).code == 0);
  const auto again = at.run({"replay", "--key", "demo"});
  CHECK(again.code == 0);
  const std::size_t before = at.bot.requests().size();
  CHECK(tests::eventually(
      [&] { return at.bot.requests().size() > before || has(at.run({"list"}).out, "0 events wait"); }));
  CHECK(tests::eventually([&] { return has(at.run({"list"}).out, "0 events wait"); }));
  CHECK(has(at.run({"list", "--state", "done"}).out, "  done   demo  CallTerminate "));
  const auto dead = at.run({"list", "--state", "dead"});
  if (has(dead.out, "rml_")) CHECK(at.run({"drop", at.first_id(dead.out)}).code == 0);
}

TEST_CASE("W10 a paused key's events become dead letters until it is resumed") {
  running at(200);
  CHECK(at.run({"pause", "demo"}).code == 0);
  CHECK(at.test_call().code == 1);
  CHECK(at.bot.requests().empty());
  CHECK(at.run({"resume", "demo"}).code == 0);
  CHECK(at.test_call().code == 0);
  CHECK(at.bot.requests().size() == 3);
}

TEST_CASE("the commands' socket goes with the program") {
  running at(200);
  const auto socket = at.both.program.directory() / "outbox.db.sock";
  CHECK(tests::eventually([&] { return std::filesystem::exists(socket); }));
  CHECK((std::filesystem::status(socket).permissions() & std::filesystem::perms::all) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  CHECK(at.both.program.stop() == 0);
  CHECK_FALSE(std::filesystem::exists(socket));
  CHECK(has(at.run({"list"}).out, "no such events"));
}

}  // namespace ramal::system_tests
