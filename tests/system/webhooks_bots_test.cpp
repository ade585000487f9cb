// Bots that hang or are not there, and events that nobody posted, by the real binary (rules W15, W16 and W20 of
// http-rules.md).
#include <catch2/catch.hpp>
#include <chrono>
#include <ctime>

#include "tests/harness/eventually.hpp"
#include "tests/system/hooked_gateway.hpp"

namespace ramal::system_tests {
namespace {

constexpr const char* stored = R"(200 {"ok":true})";

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000Z", &parts));
}

struct opens_at_end {
  explicit opens_at_end(gate& what) : what_(what) {}
  ~opens_at_end() { what_.open(); }

 private:
  gate& what_;
};

}  // namespace

TEST_CASE("W20 a bot that hangs delays neither the key's other bot nor requests") {
  gate release;
  bot_stub hangs([&release](const bot_delivery&) {
    release.wait();
    return 200;
  });
  bot_stub good;
  const temporary_directory folder;
  const std::string more = ", more: [{name: crm, url: \"" + good.url() + "\"}]";
  const hooked_gateway both(hangs.url(), folder, {{"keys", shop_key(hangs.url(), more)}});
  const opens_at_end opens(release);  // or the end would wait for the attempts
  constexpr int calls = 30;           // more than one destination's attempts at once
  for (int i = 0; i < calls; ++i) REQUIRE(both.post(native_event("call.ended", std::to_string(i))) == stored);
  CHECK(good.wait_for(calls));
  CHECK(hangs.wait_for(8));
  for (int i = 0; i < 20; ++i) {
    raw_client client(both.program.port());
    client.send(get("/call/list"));
    CHECK(client.read_answer().status == 200);
  }
  CHECK(hangs.deliveries().size() == 8);
}

TEST_CASE("W15 what the engine did not post while the program was down is made of its list of calls") {
  bot_stub bot;
  const temporary_directory folder;
  const std::string now = utc_now();
  const auto call = [&now](const std::string& id, const std::string& status, const std::string& times) {
    return R"({"id":"call_)" + id + R"(","externalCallId":"X)" + id + R"(","direction":"INBOUND","status":")" + status +
           R"(","peerNumber":"5511977776666","fromNumber":"5511900000001","startedAt":")" + now + "\"" + times + "}";
  };
  fake_engine engine([&](const engine_request&) {
    return json_reply(200, R"({"calls":[)" + call("01", "RINGING", "") + "," +
                               call("02", "MISSED", R"(,"endedAt":")" + now + "\"") + "]}");
  });
  ramal_process program(gateway_yaml(
      engine.base_url(),
      {{"keys", shop_key(bot.url())}, {"webhooks.store", "\"" + (folder.path() / "outbox.db").string() + "\""}}));
  REQUIRE(bot.wait_for(2));
  std::string names;
  for (const bot_delivery& one : bot.deliveries()) names += one.header("X-Ramal-Event") + " " + one.body + "\n";
  CHECK(names.find(R"("CallID":"X01")") != std::string::npos);
  CHECK(names.find(R"("event":"CallOffer")") != std::string::npos);
  CHECK(names.find(R"("CallID":"X02","GroupJID":"","Reason":"timeout")") != std::string::npos);
  // what the engine posts of them now is known
  raw_client client(program.port());
  client.send(event_post(native_event("call.ringing", "01")));
  CHECK(client.read_answer().body == R"({"ok":true,"ignored":"duplicate"})");
}

TEST_CASE("W16 a bot's URL that leads to an address where no bot is gets nothing, and the access log says why") {
  const std::pair<std::string, std::string> rows[] = {{"169.254.169.254", "is link-local"},
                                                      {"0.0.0.0", "is no address of a host"},
                                                      {"[::ffff:169.254.169.254]", "is link-local"},
                                                      {"[ff02::1]", "is a multicast address"},
                                                      {"100.100.100.200", "belongs to the metadata of a cloud"}};
  for (const auto& [address, why] : rows) {
    CAPTURE(address);
    const temporary_directory folder;
    const hooked_gateway both("http://" + address + "/latest", folder);
    CHECK(both.post(native_event("call.ended")) == stored);
    CHECK(eventually([&, said = &why] { return both.program.access_log().find(*said) != std::string::npos; }));
  }
}

}  // namespace ramal::system_tests
