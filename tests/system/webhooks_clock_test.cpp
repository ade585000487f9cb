// A wall clock that jumps by hours and days while events wait. What is due and what is old follow the wall clock; timers
// do not. tests/store and tests/relay have the rest, with a clock of their own.
#include <atomic>
#include <catch2/catch.hpp>

#include "tests/harness/eventually.hpp"
#include "tests/system/hooked_gateway.hpp"
#include "tests/system/told_number.hpp"

namespace ramal::system_tests {
namespace {

constexpr const char* stored = R"(200 {"ok":true})";
constexpr std::int64_t hour = 3'600, day = 24 * hour;

// A bot that says 503 as long as it is told to, and the program with a clock that can be moved. The call "before" is
// taken with its third attempt.
struct moved_clock {
  std::atomic<bool> fails{true};
  std::atomic<int> attempts_before{0};
  bot_stub bot{[this](const bot_delivery& seen) {
    const bool taken = seen.body.find("Xbefore") != std::string::npos && ++attempts_before > 2;
    return fails && !taken ? 503 : 200;
  }};
  const told_number shift;
  const temporary_directory folder;
  hooked_gateway gateway{
      bot.url(), folder, {}, no_calls, {"LD_PRELOAD=" CLOCK_SHIFT_LIBRARY, "CLOCK_SHIFT_FILE=" + shift.path()}};

  // The wall clock is wrong by so many seconds, and the worker, which reads it now and then, knows it.
  void move(std::int64_t seconds) const {
    const std::string before = hour();
    shift.set(seconds);
    REQUIRE(tests::eventually([&] { return hour() != before; }));
  }
  // "28 Nov 2026 18", by an answer's Date.
  std::string hour() const {
    raw_client client(gateway.program.port());
    client.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
    const answer seen = client.read_answer();
    const std::string* date = seen.find("Date");
    REQUIRE(date != nullptr);
    return date->substr(5, 14);
  }

  std::string run(std::vector<std::string> words) const {
    words.insert(words.begin(), "webhooks");
    words.insert(words.end(), {"--config", (gateway.program.directory() / "ramal.yaml").string()});
    ramal_process command(words);
    CHECK(command.wait() == 0);
    return command.stdout_text();
  }
  // Of deliveries that name this call.
  std::size_t times(const std::string& call) const {
    std::size_t count = 0;
    for (const bot_delivery& one : bot.deliveries())
      count += one.body.find(R"("CallID":"X)" + call + "\"") != std::string::npos ? 1 : 0;
    return count;
  }
  bool list_has(const std::string& text) const {
    return tests::eventually([&] { return run({"list"}).find(text) != std::string::npos; });
  }
};

bool cannot_move_clock() {
  if (is_instrumented()) WARN("a sanitizer's own library must be loaded first: nothing was tested");
  return is_instrumented();
}

}  // namespace

TEST_CASE("a wall clock that jumps ahead by hours and back again holds no event up and loses none") {
  if (cannot_move_clock()) return;
  moved_clock at;
  CHECK(at.gateway.post(native_event("call.ended", "before")) == stored);
  REQUIRE(tests::eventually([&] { return at.times("before") >= 2; }));  // the next attempt is due in 5 s
  at.move(6 * hour);
  CHECK(at.gateway.post(native_event("call.ended", "ahead")) == stored);
  REQUIRE(tests::eventually([&] { return at.times("ahead") >= 2 && at.times("before") >= 3; }));
  at.fails = false;
  at.move(-6 * hour);
  CHECK(at.gateway.post(native_event("call.ended", "behind")) == stored);
  CHECK(at.list_has("0 events wait"));
  CHECK(at.run({"list", "--state", "done"}).find("dead letters") == std::string::npos);
  for (const char* call : {"before", "ahead", "behind"}) CHECK(at.times(call) >= 1);
  CHECK(at.gateway.post(native_event("call.ended", "ahead")) == R"(200 {"ok":true,"ignored":"duplicate"})");
}

TEST_CASE("a wall clock that is a month ahead for a while ends lives, and forgets neither events nor calls") {
  if (cannot_move_clock()) return;
  moved_clock at;
  CHECK(at.gateway.post(native_event("call.ended", "01")) == stored);
  REQUIRE(at.bot.wait_for(1));
  at.move(30 * day);
  CHECK(at.list_has("1 dead letters"));
  at.fails = false;
  CHECK(at.gateway.post(native_event("call.ended", "02")) == stored);
  CHECK(tests::eventually([&] { return at.times("02") == 1; }));
  at.move(0);
  CHECK(at.gateway.post(native_event("call.ended", "01")) == R"(200 {"ok":true,"ignored":"duplicate"})");
  CHECK(at.gateway.post(native_event("call.ringing", "02")) == R"(200 {"ok":true,"ignored":"late"})");
  const std::size_t before = at.times("01");
  at.run({"replay", "--key", "shop"});
  CHECK(tests::eventually([&] { return at.times("01") == before + 1; }));
  CHECK(at.bot.deliveries().front().id() == at.bot.deliveries().back().id());
  CHECK(at.bot.deliveries().front().body == at.bot.deliveries().back().body);
  CHECK(at.times("02") == 1);
}

}  // namespace ramal::system_tests
