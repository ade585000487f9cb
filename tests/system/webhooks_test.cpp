// The engine posts events, and a bot gets Evolution GO's (webhooks.md), through the real binary.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>

#include "tests/harness/eventually.hpp"
#include "tests/system/hooked_gateway.hpp"
#include "tests/system/live_gateway.hpp"

namespace ramal::system_tests {
namespace {

constexpr const char* stored = R"(200 {"ok":true})";

// Of the one time in it, which is that of the receipt.
std::string without_time(std::string body) {
  const auto at = body.find(R"("Timestamp":")");
  if (at != std::string::npos) body.erase(at, 35);
  return body;
}

}  // namespace

TEST_CASE("W12 an inbound call reaches the bot as offer, accept and terminate, in order and byte for byte") {
  bot_stub bot;
  const temporary_directory folder;
  const hooked_gateway gateway(bot.url(), folder);
  for (const char* event : {"call.ringing", "call.connected", "call.ended"})
    CHECK(gateway.post(native_event(event)) == stored);
  CHECK(gateway.post(native_event("call.connected")) == R"(200 {"ok":true,"ignored":"duplicate"})");
  REQUIRE(bot.wait_for(3));
  const auto seen = bot.deliveries();
  CHECK(seen[0].head.start_line == "POST /hook HTTP/1.1");
  CHECK(seen[0].header("Content-Type") == "application/json");
  CHECK(seen[0].header("X-Ramal-Event") == "call.ringing");
  CHECK(seen[0].header("X-Ramal-Hop") == "1");
  CHECK(seen[0].id().starts_with("rml_"));
  const std::string shared = R"("GroupJID":"",)",
                    of_call = R"("CallCreator":"5511977776666@s.whatsapp.net","CallCreatorAlt":"","CallID":"X01",)";
  const std::string attrs = R"("Attrs":{"call-creator":"5511977776666@s.whatsapp.net","call-id":"X01"},)";
  const std::string from = R"({"data":{"From":"5511977776666@s.whatsapp.net",)";
  CHECK(
      without_time(seen[0].body) ==
      from + of_call + shared + R"("RemotePlatform":"","RemoteVersion":"","Data":{"Tag":"offer",)" + attrs +
          R"("Content":[{"Tag":"audio","Attrs":{"enc":"opus","rate":"16000"},"Content":null}]}},"event":"CallOffer",)" +
          R"("instanceId":"f8803261-af3e-534c-9baa-ae57946c8f0c","instanceName":"shop"})");
  CHECK(seen[1].body.find(R"("event":"CallAccept")") != std::string::npos);
  CHECK(without_time(seen[2].body).starts_with(from + of_call + shared + R"("Reason":"","Data":{"Tag":"terminate",)"));
  CHECK(bot.deliveries().size() == 3);
}

TEST_CASE("W6 W8 a bot that answers 500 first gets the same bytes again, and the next event only then") {
  std::atomic<int> left = 1;
  bot_stub bot([&left](const bot_delivery&) { return left-- > 0 ? 500 : 200; });
  const temporary_directory folder;
  const hooked_gateway gateway(bot.url(), folder);
  CHECK(gateway.post(native_event("call.ringing")) == stored);
  CHECK(gateway.post(native_event("call.ended")) == stored);
  REQUIRE(bot.wait_for(3));
  const auto seen = bot.deliveries();
  CHECK(seen[0].id() == seen[1].id());
  CHECK(seen[0].body == seen[1].body);
  CHECK(seen[1].header("X-Ramal-Attempt") == "2");
  CHECK(seen[2].id() != seen[1].id());
  CHECK(seen[2].header("X-Ramal-Event") == "call.ended");
}

TEST_CASE("W1 W14 SIGKILL between an event's receipt and its delivery loses nothing") {
  const temporary_directory folder;
  gate release;
  bot_stub bot([&release](const bot_delivery&) {
    release.wait();
    return 200;
  });
  {
    hooked_gateway gateway(bot.url(), folder);
    CHECK(gateway.post(native_event("call.ringing")) == stored);
    CHECK(gateway.post(native_event("call.ended")) == stored);
    REQUIRE(bot.wait_for(1));
    gateway.program.signal(SIGKILL);
    CHECK(gateway.program.wait() == -SIGKILL);
  }
  release.open();
  hooked_gateway again(bot.url(), folder);
  REQUIRE(bot.wait_for(3));
  const auto seen = bot.deliveries();
  CHECK(seen[1].id() == seen[0].id());
  CHECK(seen[1].body == seen[0].body);
  CHECK(seen[2].header("X-Ramal-Event") == "call.ended");
  CHECK(again.post(native_event("call.ended")) == R"(200 {"ok":true,"ignored":"duplicate"})");
}

TEST_CASE("an offer that an accept has passed does not come again behind SIGKILL") {
  const temporary_directory folder;
  bot_stub bot([](const bot_delivery& seen) {
    return seen.header("X-Ramal-Event") == "call.ringing" ? bot_stub::silence : 200;
  });
  const with impatient{{"keys", shop_key(bot.url(), ", order_patience: 50ms")}};
  const auto list = [](const hooked_gateway& gateway) {
    ramal_process command({"webhooks", "list", "--config", (gateway.program.directory() / "ramal.yaml").string()});
    CHECK(command.wait() == 0);
    return command.stdout_text();
  };
  {
    hooked_gateway gateway(bot.url(), folder, impatient);
    CHECK(gateway.post(native_event("call.ringing")) == stored);
    REQUIRE(bot.wait_for(1));
    CHECK(gateway.post(native_event("call.connected")) == stored);
    REQUIRE(bot.wait_for(2));
    CHECK(tests::eventually([&] { return list(gateway).find("1 wait") != std::string::npos; }));
    gateway.program.signal(SIGKILL);
    CHECK(gateway.program.wait() == -SIGKILL);
  }
  hooked_gateway again(bot.url(), folder, impatient);
  CHECK(again.post(native_event("call.ended")) == stored);
  REQUIRE(bot.wait_for(3));
  CHECK(tests::eventually([&] { return list(again).starts_with("0 events wait"); }));
  const auto seen = bot.deliveries();
  REQUIRE(seen.size() == 3);
  CHECK(seen[2].header("X-Ramal-Event") == "call.ended");
}

TEST_CASE("W14 SIGTERM lets an attempt finish, and what waits is delivered by the next start") {
  const temporary_directory folder;
  gate release;
  bot_stub bot([&release](const bot_delivery&) {
    release.wait();
    return 200;
  });
  {
    hooked_gateway gateway(bot.url(), folder);
    CHECK(gateway.post(native_event("call.ringing")) == stored);
    CHECK(gateway.post(native_event("call.ended")) == stored);
    REQUIRE(bot.wait_for(1));
    gateway.program.signal(SIGTERM);
    REQUIRE(gateway.program.wait_for_stderr("draining"));
    release.open();
    CHECK(gateway.program.wait() == 0);
  }
  CHECK(bot.deliveries().size() == 1);
  const hooked_gateway again(bot.url(), folder);
  REQUIRE(bot.wait_for(2));
  CHECK(bot.deliveries()[1].header("X-Ramal-Event") == "call.ended");
  CHECK(bot.deliveries()[1].header("X-Ramal-Attempt") == "1");
}

TEST_CASE("W1 W14 an outbox that another process has is said in the log, and events are refused until it is free") {
  bot_stub bot;
  const temporary_directory folder;
  auto first = std::make_unique<hooked_gateway>(bot.url(), folder);
  hooked_gateway second(bot.url(), folder);
  CHECK(second.program.wait_for_stderr("events cannot be stored and are refused"));
  CHECK(second.post(native_event("call.ringing")).starts_with("503 "));
  CHECK(bot.deliveries().empty());
  first.reset();
  CHECK(tests::eventually([&] { return second.post(native_event("call.ringing")) == stored; }));
  CHECK(bot.wait_for(1));
}

TEST_CASE("a reload sends what waits to the new place, and a key without a webhook gets one") {
  bot_stub refusing([](const bot_delivery&) { return 500; }), bot;
  const temporary_directory folder;
  const std::string store = "\"" + (folder.path() / "outbox.db").string() + "\"";
  live_gateway gateway({{"webhooks.store", store}}, no_calls);
  CHECK(gateway.ask(event_post(native_event("call.ringing"))).status == 404);
  gateway.write({{"keys", shop_key(refusing.url())}});
  gateway.reload();
  CHECK(gateway.ask(event_post(native_event("call.ended"))).status == 200);
  REQUIRE(refusing.wait_for(1));
  gateway.write({{"keys", shop_key(bot.url())}});
  gateway.reload();
  REQUIRE(bot.wait_for(1));
  CHECK(bot.deliveries()[0].id() == refusing.deliveries()[0].id());
  CHECK(bot.deliveries()[0].body == refusing.deliveries()[0].body);
}

TEST_CASE("W18 the access log has a line for each receipt and for each attempt, without hook, number and token") {
  std::atomic<int> left = 1;
  bot_stub bot([&left](const bot_delivery&) { return left-- > 0 ? 503 : 200; });
  const temporary_directory folder;
  hooked_gateway gateway(bot.url(), folder,
                         {{"keys", shop_key(bot.url(), ", instance_token: token-of-the-bot-0123456789")}});
  CHECK(gateway.post(native_event("call.ended")) == stored);
  REQUIRE(bot.wait_for(2));
  CHECK(bot.deliveries()[0].body.find("token-of-the-bot-0123456789") != std::string::npos);
  CHECK(tests::eventually(
      [&] { return gateway.program.access_log().find(R"("outcome":"delivered")") != std::string::npos; }));
  CHECK(gateway.program.stop() == 0);
  const std::string log = gateway.program.access_log() + gateway.program.stderr_text();
  CHECK(log.find("/hooks/native/{hook}") != std::string::npos);
  CHECK(log.find(R"("status":503,)") != std::string::npos);
  for (const char* secret : {hook, "5511977776666", "token-of-the-bot-0123456789", "/hook\"", native_key})
    CHECK(log.find(secret) == std::string::npos);
}

}  // namespace ramal::system_tests
