// What an operator sees of webhooks (webhooks.md section 13): each number moves when the thing happens, and /readyz tells
// an outbox that cannot commit.
#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>

#include "tests/harness/eventually.hpp"
#include "tests/system/admin_client.hpp"
#include "tests/system/hooked_gateway.hpp"
#include "tests/system/told_number.hpp"

namespace ramal::system_tests {
namespace {

constexpr const char* stored = R"(200 {"ok":true})";

// The same event with a time of the engine.
std::string at_time(std::string event, const std::string& time) {
  return event.insert(event.size() - 1, R"(,"timestamp":")" + time + '"');
}

// A gateway with a bot and an admin interface.
struct watched {
  explicit watched(const std::string& bot_url, const with& more = {}, fake_engine::handler engine = no_calls,
                   std::vector<std::string> environment = {})
      : gateway(bot_url, folder, with_admin(more), std::move(engine), std::move(environment)), admin(gateway.program) {}

  std::string post(std::string_view event, std::string_view call = "01", bool outbound = false) const {
    return gateway.post(native_event(event, call, outbound));
  }
  ramal_process run(std::vector<std::string> words) const {
    words.insert(words.begin(), "webhooks");
    words.insert(words.end(), {"--config", (gateway.program.directory() / "ramal.yaml").string()});
    return ramal_process(words);
  }

  const temporary_directory folder;
  hooked_gateway gateway;
  const admin_client admin;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string received(const std::string& event, const std::string& result) {
  return R"(ramal_webhook_received_total{key="shop",event=")" + event + R"(",result=")" + result + "\"}";
}

}  // namespace

TEST_CASE("webhook metrics: what comes in is counted by event and by how it was answered") {
  bot_stub bot;
  const watched at(bot.url());
  CHECK(at.post("call.ringing") == stored);
  CHECK(has(at.post("call.ringing"), "duplicate"));
  CHECK(at.post("call.connected") == stored);
  CHECK(at.post("call.ended") == stored);
  CHECK(has(at.gateway.post(odd_event), "unknown event"));
  CHECK(has(at.gateway.post("{"), "400 "));
  CHECK(bot.wait_for(3));
  CHECK(at.admin.becomes(received("CallOffer", "stored"), 1));
  CHECK(at.admin.becomes(received("CallOffer", "duplicate"), 1));
  CHECK(at.admin.becomes(received("CallAccept", "stored"), 1));
  CHECK(at.admin.becomes(received("CallTerminate", "stored"), 1));
  CHECK(at.admin.becomes(received("_other", "ignored"), 1));
  CHECK(at.admin.becomes(received("_other", "invalid"), 1));
  CHECK(at.admin.becomes("ramal_webhook_duplicates_total", 1));
}

TEST_CASE("webhook metrics: ring times and durations are those of the engine, each call once, over a restart, too") {
  bot_stub bot;
  const temporary_directory folder;
  const auto ringing = at_time(native_event("call.ringing", "01", true), "2026-07-03T15:00:00.000Z");
  const auto connected = at_time(native_event("call.connected", "01", true), "2026-07-03T15:00:07.250Z");
  const auto ended = at_time(native_event("call.ended", "01", true), "2026-07-03T15:02:07.250Z");
  const std::string rang = R"(ramal_ring_seconds_count{direction="outbound",outcome="answered"})";
  const std::string lasted = R"(ramal_call_duration_seconds_count{direction="outbound"})";
  {
    const hooked_gateway gateway(bot.url(), folder, with_admin());
    const admin_client admin(gateway.program);
    CHECK_FALSE(admin.metrics().has(rang));
    for (const std::string& one : {ringing, connected, connected, ringing}) gateway.post(one);
    CHECK(admin.becomes(rang, 1));
    CHECK(admin.metrics().value(R"(ramal_ring_seconds_sum{direction="outbound",outcome="answered"})") == 7.25);
    gateway.post(ended);
    CHECK(admin.becomes(lasted, 1));
    CHECK(admin.metrics().value(R"(ramal_call_duration_seconds_sum{direction="outbound"})") == 120);
    gateway.post(native_event("call.ringing", "02"));  // no time stands in these
    gateway.post(native_event("call.ended", "02"));
    CHECK(admin.becomes(received("CallTerminate", "stored"), 2));
    CHECK_FALSE(admin.metrics().has(R"(ramal_ring_seconds_count{direction="inbound",outcome="cancelled"})"));
  }
  const hooked_gateway again(bot.url(), folder, with_admin());
  const admin_client admin(again.program);
  for (const std::string& one : {ringing, connected, ended}) again.post(one);
  CHECK(admin.becomes(received("CallTerminate", "duplicate"), 1));
  CHECK_FALSE(admin.metrics().has(rang));
  CHECK_FALSE(admin.metrics().has(lasted));
}

TEST_CASE("webhook metrics: deliveries, attempts, delays and commits are counted") {
  bot_stub bot;
  const watched at(bot.url());
  const double commits = at.admin.metrics().value("ramal_webhook_commit_seconds_count");
  CHECK(at.post("call.ended") == stored);
  CHECK(at.admin.counts(R"(ramal_webhook_delivered_total{key="shop",event="CallTerminate",source="engine"} 1)"));
  const exposition read = at.admin.metrics();
  CHECK(at.admin.becomes(R"(ramal_webhook_attempts_total{key="shop",class="2xx"})", 1));
  CHECK(at.admin.becomes("ramal_webhook_delay_seconds_count", 1));
  CHECK(read.value("ramal_webhook_commit_seconds_count") > commits);
  CHECK(read.value("ramal_webhook_commit_seconds_sum") > 0);
  CHECK(eventually([&] { return at.admin.metrics().value("ramal_webhook_store_bytes") > 0; }));
}

TEST_CASE("webhook metrics: what waits for a bot, and since when, until the bot takes it") {
  bot_stub bot;
  bot.go_away();
  const watched at(bot.url());
  CHECK(at.admin.counts(R"(ramal_webhook_pending{key="shop"} 0)"));
  CHECK(at.admin.counts(R"(ramal_webhook_oldest_seconds{key="shop"} 0)"));
  CHECK(at.post("call.ended", "a") == stored);
  CHECK(at.post("call.ended", "b") == stored);
  CHECK(at.admin.counts(R"(ramal_webhook_pending{key="shop"} 2)"));
  CHECK(eventually([&] { return at.admin.metrics().value(R"(ramal_webhook_oldest_seconds{key="shop"})") > 0; }));
  CHECK(eventually(
      [&] { return at.admin.metrics().value(R"(ramal_webhook_attempts_total{key="shop",class="none"})") >= 1; }));
  CHECK(at.admin.get("/readyz").status == 200);  // a bot that is away is no reason to get no events
  bot.come_back();
  CHECK(at.admin.counts(R"(ramal_webhook_pending{key="shop"} 0)"));
}

TEST_CASE("webhook metrics: an event that a bot refuses for good is a dead letter, and its destination is paused") {
  bot_stub bot([](const bot_delivery&) { return 410; });
  const watched at(bot.url());
  CHECK(at.post("call.ended", "a") == stored);
  CHECK(at.admin.counts("ramal_webhook_dead_total 1"));
  CHECK(at.admin.counts(R"(ramal_webhook_attempts_total{key="shop",class="4xx"} 1)"));
  CHECK(at.admin.counts(R"(ramal_webhook_paused{key="shop"} 1)"));
  CHECK(at.post("call.ended", "b") == stored);  // one that is a dead letter at once
  CHECK(at.admin.counts("ramal_webhook_dead_total 2"));
  CHECK(at.admin.counts(R"(ramal_webhook_dead_letters{key="shop"} 2)"));
  CHECK(at.run({"drop", "--key", "shop"}).wait() == 0);
  CHECK(at.admin.counts(R"(ramal_webhook_dead_letters{key="shop"} 0)"));
  CHECK(at.run({"resume", "shop"}).wait() == 0);
  CHECK(at.admin.counts(R"(ramal_webhook_paused{key="shop"} 0)"));
  CHECK(at.admin.becomes("ramal_webhook_dead_total", 2));  // a counter
}

TEST_CASE("webhook metrics: an offer that is of no use any more has expired") {
  bot_stub bot([](const bot_delivery& one) { return has(one.body, "CallOffer") ? 500 : 200; });
  const watched at(bot.url(), {{"keys", shop_key(bot.url(), ", order: none")}});
  CHECK(at.post("call.ringing") == stored);
  CHECK(bot.wait_for(1));
  CHECK(at.post("call.ended") == stored);
  CHECK(at.admin.counts("ramal_webhook_expired_total 1"));
  CHECK(eventually(
      [&] { return at.admin.metrics().value(R"(ramal_webhook_attempts_total{key="shop",class="5xx"})") >= 1; }));
}

TEST_CASE("webhook metrics: what gap repair finds is delivered with repair as its source") {
  bot_stub bot;
  const auto lists = [](const engine_request&) {
    return json_reply(200, R"({"calls":[{"id":"call_01","externalCallId":"X01","direction":"INBOUND",)"
                           R"("status":"RINGING","peerNumber":"5511977776666"}]})");
  };
  const watched at(bot.url(), {}, lists);
  CHECK(at.admin.counts(R"(ramal_webhook_delivered_total{key="shop",event="CallOffer",source="repair"} 1)"));
}

TEST_CASE("webhook metrics: an outbox that has all it may have refuses, and stays ready") {
  bot_stub bot;
  bot.go_away();
  const watched at(bot.url(), {{"webhooks.pending", "1"}});
  CHECK(at.post("call.ended", "a") == stored);
  CHECK(has(at.post("call.ended", "b"), "OUTBOX_FULL"));
  CHECK(at.admin.becomes(received("CallTerminate", "full"), 1));
  CHECK(at.admin.becomes("ramal_webhook_can_commit", 1));
  CHECK(at.admin.get("/readyz").status == 200);  // it can commit: what waits needs a bot, not another gateway
}

TEST_CASE("readyz fails while the program is about to end, and healthz does not") {
  bot_stub bot;
  watched at(bot.url(), {{"limits.drain_delay", "1h"}});
  CHECK(at.admin.change("/api/drain", "{}").status == 202);
  CHECK(at.admin.becomes_ready(false));
  CHECK(at.admin.get("/readyz").body == "{\"ready\":false,\"reasons\":[\"the program is about to end\"]}\n");
  CHECK(at.admin.get("/healthz").status == 200);
  CHECK(at.post("call.ended") == stored);  // those who do not know yet are served
  at.gateway.program.signal(SIGTERM);      // the second one cuts
}

TEST_CASE("readyz fails while the outbox cannot commit, whether events come or not, and is ready again by itself") {
  if (is_instrumented()) {  // a sanitizer's own library must be loaded first
    WARN("a sanitizer is in the way: nothing was tested");
    return;
  }
  const told_number fault;
  bot_stub bot;
  const watched at(bot.url(), {}, no_calls, {"LD_PRELOAD=" BROKEN_DISK_LIBRARY, "BROKEN_DISK_FILE=" + fault.path()});
  CHECK(at.admin.becomes_ready(true));
  fault.set(ENOSPC);
  CHECK(at.admin.becomes_ready(false));  // no event has come
  CHECK(has(at.admin.get("/readyz").body, "the outbox cannot store events"));
  CHECK(at.admin.get("/healthz").status == 200);  // a restart would mend nothing
  CHECK(at.admin.counts("ramal_webhook_can_commit 0"));
  CHECK(has(at.post("call.ended", "a"), "OUTBOX_FAILED"));
  CHECK(at.admin.becomes(received("CallTerminate", "failed"), 1));
  fault.set(0);
  CHECK(eventually([&] { return at.post("call.ended", "a").starts_with("200 "); }));
  CHECK(at.admin.get("/readyz").status == 200);  // that one was written
  fault.set(-EIO);
  CHECK(at.admin.becomes_ready(false));
  fault.set(0);
  CHECK(at.admin.becomes_ready(true));  // no event has come
  CHECK(at.admin.counts("ramal_webhook_can_commit 1"));
}

TEST_CASE("readyz fails from the start where the outbox is another program's") {
  bot_stub bot;
  const watched first(bot.url());
  fake_engine engine(no_calls);
  const auto outbox = (first.folder.path() / "outbox.db").string();
  const ramal_process second(gateway_yaml(
      engine.base_url(), with_admin({{"keys", shop_key(bot.url())}, {"webhooks.store", "\"" + outbox + "\""}})));
  const admin_client admin(second);
  const answer got = admin.get("/readyz");
  CHECK(got.status == 503);
  CHECK(has(got.body, "the outbox cannot store events"));
  CHECK(first.admin.get("/readyz").status == 200);
}

TEST_CASE("without a webhook there is no outbox, no metric of one, and the program is ready") {
  const gateway both(with_admin());
  const admin_client admin(both.program);
  CHECK(admin.get("/readyz").status == 200);
  for (const auto& [name, kind] : admin.metrics().kinds) {
    INFO(name);
    CHECK_FALSE(name.starts_with("ramal_webhook"));
    CHECK_FALSE(name.starts_with("ramal_ring"));
    CHECK_FALSE(name.starts_with("ramal_call_"));
  }
}

}  // namespace ramal::system_tests
