// Floods at a hook (contracts/webhooks.md section 2): what is refused costs the key's calls nothing, and locks nobody out.
#include <catch2/catch.hpp>

#include <atomic>
#include <set>
#include <thread>

#include "tests/harness/eventually.hpp"
#include "tests/system/hooked_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string list = get("/call/list"), start = post("/call/start", start_body());

std::string with_key(std::string request, const std::string& key) {
  const std::string own = std::string("apikey: ") + client_key;
  return request.replace(request.find(own), own.size(), "apikey: " + key);
}

std::string at_wrong_hook(int which) {
  std::string request = event_post(odd_event);
  const std::string other = "guess-" + std::to_string(1'000'000 + which) + "-0123456789";
  return request.replace(request.find(hook), std::string(hook).size(), other);
}

// The hook's events must be signed.
with with_signed_hook(const with& more = {}) {
  with all{{"keys", shop_key("http://127.0.0.1:9/", ", repair: false, native_secrets: [a-native-secret]")},
           {"webhooks.store", "\"${dir}/outbox.db\""}};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

struct flood {
  std::string name;
  with settings;
  std::string request;
  std::set<int> statuses;  // each answer has one of them
  bool close = false;      // they end the connection
};

std::vector<flood> all_floods() {
  const std::string call = native_event("call.ended");
  return {
      {"wrong hooks", with_hook(), at_wrong_hook(0), {404}, true},
      {"bad signatures", with_signed_hook({{"webhooks.hook_rate", "100000"}}), event_post(call), {401}},
      {"bad signatures beyond the rate", with_signed_hook({{"webhooks.hook_rate", "5"}}), event_post(call), {401, 429}},
      {"events beyond the rate", with_hook({{"webhooks.hook_rate", "5"}}), event_post(odd_event), {200, 429}},
      {"the same event", with_hook({{"webhooks.hook_rate", "100000"}}), event_post(call), {200}},
      {"no JSON", with_hook({{"webhooks.hook_rate", "100000"}}), event_post("no json"), {400}},
      {"our own deliveries",
       with_hook({{"webhooks.hook_rate", "100000"}}),
       event_post(odd_event, "X-Ramal-Hop: 1\r\n"),
       {508}},
      {"bodies over the limit",
       with_hook({{"webhooks.body_bytes", "1KiB"}}),
       event_post(std::string(1'025, ' ')),
       {413},
       true},
      {"another method", with_hook(), event_head("GET") + "\r\n", {405}}};
}

// Sends the flood on several connections at once, again and again, until it is destroyed.
class running_flood {
 public:
  running_flood(const gateway& at, const flood& what) {
    for (int i = 0; i < 4; ++i)
      threads_.emplace_back([this, &at, &what] {
        while (!over_) run(at, what);
      });
  }
  ~running_flood() { stop(); }
  void stop() {
    over_ = true;
    for (std::thread& each : threads_)
      if (each.joinable()) each.join();
  }
  std::size_t answers() const { return answers_; }
  std::size_t odd() const { return odd_; }  // of them: with another status

 private:
  void run(const gateway& at, const flood& what) {
    constexpr std::size_t together = 8;
    raw_client client = at.connect();
    do {
      std::string bytes;
      for (std::size_t i = 0; i < (what.close ? 1 : together); ++i) bytes += what.request;
      client.send(bytes);
      for (std::size_t i = 0; i < (what.close ? 1 : together); ++i) {
        const answer seen = client.read_answer();
        ++answers_;
        if (!what.statuses.contains(seen.status) || says_close(seen) != what.close) ++odd_;
      }
    } while (!what.close && !over_);
  }

  std::atomic<bool> over_{false};
  std::atomic<std::size_t> answers_{0}, odd_{0};
  std::vector<std::thread> threads_;
};

}  // namespace

TEST_CASE("W3 W20 while a hook is flooded with whatever it refuses or takes, calls are answered") {
  for (const flood& what : all_floods()) {
    CAPTURE(what.name);
    const gateway both(what.settings);
    running_flood running(both, what);
    REQUIRE(eventually([&] { return running.answers() > 20; }));
    raw_client client = both.connect();
    for (int i = 0; i < 50; ++i) {
      client.send(i % 2 == 0 ? list : start);
      REQUIRE(client.read_answer().status == (i % 2 == 0 ? 200 : 201));
    }
    const std::size_t before = running.answers();
    CHECK(eventually([&] { return running.answers() > before + 20; }));  // it went on until the end
    running.stop();
    CHECK(running.odd() == 0);
    CHECK(both.engine.requests().size() == 50);
  }
}

TEST_CASE("W3 more than the rate of a hook is 429 with Retry-After, on a connection that stays") {
  const gateway both(with_hook({{"webhooks.hook_rate", "1"}, {"limits.key_rate", "1"}, {"limits.key_burst", "1"}}));
  auto client = both.connect();
  int taken = 0, refused = 0;
  for (int i = 0; i < 30; ++i) {
    client.send(event_post(odd_event));
    const answer seen = client.read_answer();
    if (seen.status == 200) ++taken;
    if (seen.status != 429) continue;
    ++refused;
    CHECK(code_of(seen) == "RATE_LIMITED");
    REQUIRE(seen.find("Retry-After") != nullptr);
    CHECK(*seen.find("Retry-After") == "1");
    CHECK_FALSE(says_close(seen));
  }
  CHECK(taken >= 5);
  CHECK(refused >= 3);
  CHECK(taken + refused == 30);
  CHECK(both.ask(list).status == 200);  // no key's rate has counted them
}

TEST_CASE("W3 K10 wrong hooks and wrong signatures lock no address out: the engine may share it with whoever guesses") {
  const gateway both(with_signed_hook({{"limits.unauthorized_per_minute", "3"}, {"webhooks.hook_rate", "1000"}}));
  for (int i = 0; i < 100; ++i) CHECK(both.ask(at_wrong_hook(i)).status == 404);
  auto client = both.connect();
  for (int i = 0; i < 100; ++i) {
    client.send(event_post(odd_event));
    CHECK(client.read_answer().status == 401);
  }
  CHECK(both.ask(with_key(list, "guess-of-a-key")).status == 401);  // the address's first wrong key
  CHECK(both.ask(list).status == 200);
}

TEST_CASE("W3 K10 an address that wrong keys have locked out may still post events") {
  const gateway both(with_hook({{"limits.unauthorized_per_minute", "3"}}));
  for (int i = 0; i < 10; ++i) both.ask(with_key(list, "guess-" + std::to_string(i)));
  CHECK(both.ask(list).status == 429);
  CHECK(both.ask(event_post(odd_event)).status == 200);
}

TEST_CASE("W5 many bad signatures are one line of the program's log, which names the key and no address") {
  gateway both(with_signed_hook({{"webhooks.hook_rate", "1000"}}));
  auto client = both.connect();
  for (int i = 0; i < 200; ++i) {
    client.send(event_post(odd_event));
    REQUIRE(client.read_answer().status == 401);
  }
  const std::string line = "many events at the hook of shop have no signature of native_secrets";
  CHECK(both.program.wait_for_stderr(line));
  CHECK(both.program.stop() == 0);
  const std::string log = both.program.stderr_text();
  CHECK(log.find(line) == log.rfind(line));
  CHECK(log.find(hook) == std::string::npos);
}

TEST_CASE(
    "W1 an event of an engine that goes before it has its answer is kept, and the same one again is a duplicate") {
  bot_stub bot;
  const temporary_directory folder;
  const hooked_gateway both(bot.url(), folder);
  for (int i = 0; i < 20; ++i) {
    raw_client gone(both.program.port());
    gone.send(event_post(native_event("call.ended", std::to_string(i))));
    gone.close();
  }
  CHECK(bot.wait_for(20));
  CHECK(both.post(native_event("call.ended", "7")) == R"(200 {"ok":true,"ignored":"duplicate"})");
}

}  // namespace ramal::system_tests
