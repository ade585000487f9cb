// An outbox that is damaged or goes away: it is set aside, or a new one begins, the log says so, and what the engine's list of
// calls tells reaches the bot (webhooks.md sections 8 and 9).
#include <algorithm>
#include <catch2/catch.hpp>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "tests/harness/eventually.hpp"
#include "tests/system/hooked_gateway.hpp"

namespace ramal::system_tests {
namespace {

namespace fs = std::filesystem;

constexpr const char* stored = R"(200 {"ok":true})";

std::string now_text() {
  char text[32];
  const std::time_t seconds = std::time(nullptr);
  std::tm parts{};
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", ::gmtime_r(&seconds, &parts))};
}

// An engine that knows three calls: one that is over, one that goes on, one that rings.
engine_reply three_calls(const engine_request&) {
  const std::string now = now_text(),
                    started = R"(","direction":"INBOUND","peerNumber":"5511977776666","startedAt":")" + now + "\"";
  const auto call = [&](const std::string& id, const std::string& more) {
    return R"({"id":"call_)" + id + R"(","externalCallId":"X)" + id + started + more + "}";
  };
  const std::string connected = R"(,"connectedAt":")" + now + "\"";
  return json_reply(200, R"({"calls":[)" +
                             call("over", R"(,"status":"COMPLETED","endedAt":")" + now + "\"" + connected) + "," +
                             call("open", R"(,"status":"ACCEPTED")" + connected) + "," +
                             call("rings", R"(,"status":"RINGING")") + "]}");
}

std::vector<std::string> events_of(const bot_stub& bot, const std::string& call) {
  std::vector<std::string> events;
  for (const bot_delivery& one : bot.deliveries())
    if (one.body.find(R"("CallID":"X)" + call + "\"") != std::string::npos)
      events.push_back(one.header("X-Ramal-Event"));
  return events;
}

// The bot has of each of the three calls what can be known of it.
bool is_repaired(const bot_stub& bot) {
  return tests::eventually([&] {
    return events_of(bot, "over") == std::vector<std::string>{"call.connected", "call.ended"} &&
           events_of(bot, "open") == std::vector<std::string>{"call.connected"} &&
           events_of(bot, "rings") == std::vector<std::string>{"call.ringing"};
  });
}

void overwrite(const fs::path& path, std::streamoff from, std::size_t count) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(from);
  file << std::string(count, '\x5a');
}

bool has_set_aside(const fs::path& folder) {
  return std::any_of(fs::directory_iterator(folder), {},
                     [](const auto& one) { return one.path().filename().string().starts_with("outbox.db.damaged-"); });
}

}  // namespace

TEST_CASE("a damaged outbox is set aside at the start, and the bot gets what the engine's list of calls can tell") {
  for (const std::streamoff from : {0, 4'096}) {
    INFO("from " << from);
    const temporary_directory folder;
    const auto outbox = folder.path() / "outbox.db";
    {
      bot_stub refusing([](const bot_delivery&) { return 500; });
      hooked_gateway before(refusing.url(), folder);
      for (const char* call : {"over", "lost"}) CHECK(before.post(native_event("call.ringing", call)) == stored);
      CHECK(before.post(native_event("call.ended", "over")) == stored);
      CHECK(before.program.stop() == 0);
    }
    overwrite(outbox, from, 12'000);
    bot_stub bot;
    hooked_gateway again(bot.url(), folder, {}, three_calls);
    CHECK(again.program.wait_for_stderr("is damaged"));
    CHECK(again.program.wait_for_stderr("it was set aside as " + outbox.string() + ".damaged-"));
    CHECK(has_set_aside(folder.path()));
    CHECK(is_repaired(bot));
    CHECK(again.post(native_event("call.ended", "open")) == stored);
    CHECK(again.post(native_event("call.ended", "over")) == R"(200 {"ok":true,"ignored":"duplicate"})");
    CHECK(again.post(native_event("call.ringing", "over")) == R"(200 {"ok":true,"ignored":"late"})");
    CHECK(tests::eventually([&] { return events_of(bot, "open").size() == 2; }));
    CHECK(events_of(bot, "over").size() == 2);
    CHECK(events_of(bot, "lost").empty());  // the engine knows no such call
  }
}

TEST_CASE("an outbox that is removed while it is in use is told, and begins anew without a restart") {
  bot_stub bot;
  const temporary_directory folder;
  hooked_gateway gateway(bot.url(), folder);
  CHECK(gateway.post(native_event("call.ended", "before")) == stored);
  REQUIRE(bot.wait_for(1));
  fs::rename(folder.path() / "outbox.db", folder.path() / "moved.db");
  CHECK(tests::eventually([&] { return gateway.post(native_event("call.ended", "after")) == stored; }));
  CHECK(gateway.program.wait_for_stderr("was moved or removed while it was in use: a new one begins"));
  CHECK(tests::eventually([&] { return events_of(bot, "after").size() == 1; }));
  CHECK(fs::exists(folder.path() / "outbox.db"));
}

}  // namespace ramal::system_tests
