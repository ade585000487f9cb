// Disks that fail while events come (webhooks.md sections 1, 2 and 8): the engine is told 503, what was acknowledged is
// delivered once, and events flow again without a restart.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <map>
#include <set>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/harness/eventually.hpp"
#include "tests/system/hooked_gateway.hpp"
#include "tests/system/small_disk.hpp"
#include "tests/system/told_number.hpp"

namespace ramal::system_tests {
namespace {

constexpr const char* stored = R"(200 {"ok":true})";
constexpr const char* known = R"(200 {"ok":true,"ignored":"duplicate"})";

// Ends of calls: what was acknowledged, and what was not.
struct posted_calls {
  std::set<std::string> kept, refused;

  std::string post(std::uint16_t port, const std::string& call) {
    raw_client client(port);
    client.send(event_post(native_event("call.ended", call)));
    const answer seen = client.read_answer();
    if (seen.status == 200) kept.insert(call);
    if (seen.status != 200) {
      CHECK(seen.status == 503);
      CHECK(code_of(seen) == "OUTBOX_FAILED");
      const std::string* again = seen.find("Retry-After");
      CHECK((again != nullptr && *again == "5"));
      refused.insert(call);
    }
    return std::to_string(seen.status) + " " + seen.body;
  }
  // Until the disk refuses so many in a row.
  void fill(std::uint16_t port, int in_a_row) {
    int refusals = 0;
    for (int i = 0; refusals < in_a_row && i < 2'000; ++i)
      refusals = post(port, std::to_string(kept.size() + refused.size())).starts_with("503 ") ? refusals + 1 : 0;
    CHECK(refusals == in_a_row);
    CHECK_FALSE(kept.empty());
  }
  // The engine comes again with what was refused.
  void post_refused(std::uint16_t port) {
    for (const std::string& call : std::exchange(refused, {}))
      CHECK(tests::eventually([&] { return post(port, call).starts_with("200 "); }));
  }
};

// Every acknowledged event, and how often the bot got it.
bool has_all(const bot_stub& bot, const posted_calls& calls) {
  const auto seen = bot.deliveries();
  return std::all_of(calls.kept.begin(), calls.kept.end(), [&](const std::string& call) {
    const std::string id = R"("CallID":"X)" + call + "\"";
    return std::any_of(seen.begin(), seen.end(),
                       [&](const auto& one) { return one.body.find(id) != std::string::npos; });
  });
}

void check_once(const bot_stub& bot) {
  std::map<std::string, int> times;
  for (const bot_delivery& one : bot.deliveries()) ++times[one.id()];
  for (const auto& [id, count] : times) {
    INFO(id);
    CHECK(count == 1);
  }
}

std::string list(const ramal_process& gateway) {
  ramal_process command({"webhooks", "list", "--config", (gateway.directory() / "ramal.yaml").string()});
  CHECK(command.wait() == 0);
  return command.stdout_text();
}

bool nothing_waits(const ramal_process& gateway) {
  return tests::eventually([&] { return list(gateway).starts_with("0 events wait"); });
}

}  // namespace

TEST_CASE(
    "a disk that gets full refuses events with 503, keeps what was acknowledged, and serves on once there is room") {
  const small_disk disk("400k");
  if (!disk.is_there()) {
    WARN("no mount of its own here, which takes root: nothing was tested");
    return;
  }
  bot_stub bot;
  posted_calls calls;
  const temporary_directory unused;
  hooked_gateway gateway(bot.url(), unused, {{"webhooks.store", "\"" + (disk.path() / "outbox.db").string() + "\""}});
  calls.fill(gateway.program.port(), 5);
  CHECK(calls.refused.size() >= 5);
  REQUIRE(disk.resize("64m"));
  calls.post_refused(gateway.program.port());
  CHECK(tests::eventually([&] { return has_all(bot, calls); }));
  CHECK(nothing_waits(gateway.program));
  check_once(bot);
}

TEST_CASE("SIGKILL on a full disk loses nothing: the next start refuses with 503 until there is room, and delivers") {
  const small_disk disk("400k");
  if (!disk.is_there()) {
    WARN("no mount of its own here, which takes root: nothing was tested");
    return;
  }
  const with settings{{"webhooks.store", "\"" + (disk.path() / "outbox.db").string() + "\""}};
  bot_stub bot;
  bot.go_away();
  posted_calls calls;
  const temporary_directory unused;
  {
    hooked_gateway gateway(bot.url(), unused, settings);
    calls.fill(gateway.program.port(), 5);
    gateway.program.signal(SIGKILL);
    CHECK(gateway.program.wait() == -SIGKILL);
  }
  hooked_gateway again(bot.url(), unused, settings);
  for (int i = 0; i < 3; ++i) calls.post(again.program.port(), "again" + std::to_string(i));
  bot.come_back();
  REQUIRE(disk.resize("64m"));
  calls.post_refused(again.program.port());
  CHECK(tests::eventually([&] { return has_all(bot, calls); }, within(std::chrono::seconds(60))));
}

TEST_CASE("an outbox with as many events as may wait refuses more with 503, until the bot takes them") {
  bot_stub bot;
  bot.go_away();
  const temporary_directory folder;
  const hooked_gateway gateway(bot.url(), folder, {{"webhooks.pending", "2"}});
  for (const char* call : {"a", "b"}) CHECK(gateway.post(native_event("call.ended", call)) == stored);
  for (int i = 0; i < 3; ++i) {
    const std::string said = gateway.post(native_event("call.ended", "c"));
    CHECK(said.starts_with("503 "));
    CHECK(said.find("OUTBOX_FULL") != std::string::npos);
  }
  CHECK(gateway.post(native_event("call.ended", "a")) == known);
  bot.come_back();
  CHECK(tests::eventually([&] { return gateway.post(native_event("call.ended", "c")) == stored; }));
  CHECK(bot.wait_for(3));
}

TEST_CASE("a file that may not grow refuses events with 503, and serves on once it may") {
  bot_stub bot;
  posted_calls calls;
  const temporary_directory folder;
  hooked_gateway gateway(bot.url(), folder);
  calls.post(gateway.program.port(), "first");
  const auto limit = [&](rlim_t bytes) {
    rlimit now{};
    REQUIRE(::prlimit(gateway.program.pid(), RLIMIT_FSIZE, nullptr, &now) == 0);
    now.rlim_cur = std::min(bytes, now.rlim_max);
    REQUIRE(::prlimit(gateway.program.pid(), RLIMIT_FSIZE, &now, nullptr) == 0);
  };
  limit(rlim_t{200} * 1024);
  calls.fill(gateway.program.port(), 5);
  limit(RLIM_INFINITY);
  calls.post_refused(gateway.program.port());
  CHECK(tests::eventually([&] { return has_all(bot, calls); }));
  CHECK(nothing_waits(gateway.program));
  check_once(bot);
}

TEST_CASE("errors of the disk are 503 and lose nothing, and the result of an attempt is written once they are over") {
  if (is_instrumented()) {  // a sanitizer's own library must be loaded first
    WARN("a sanitizer is in the way: nothing was tested");
    return;
  }
  struct row {
    std::int64_t fault;
    const char* text;
  };
  for (const row& one : {row{ENOSPC, "the disk is full"}, row{EROFS, "the disk fails"}, row{EIO, "the disk fails"},
                         row{-EIO, "the disk fails"}}) {
    INFO("fault " << one.fault);
    const temporary_directory folder;
    const told_number fault;
    gate release;
    bot_stub bot([&release](const bot_delivery&) {
      release.wait();
      return 200;
    });
    posted_calls calls;
    hooked_gateway gateway(bot.url(), folder, {}, no_calls,
                           {"LD_PRELOAD=" BROKEN_DISK_LIBRARY, "BROKEN_DISK_FILE=" + fault.path()});
    CHECK(calls.post(gateway.program.port(), "held") == stored);
    REQUIRE(bot.wait_for(1));
    fault.set(one.fault);
    for (const char* call : {"a", "b", "c"}) CHECK(calls.post(gateway.program.port(), call).starts_with("503 "));
    release.open();  // the bot has the first one
    CHECK(gateway.program.wait_for_stderr("the result of a delivery cannot be stored and is written again and again"));
    CHECK(gateway.program.stderr_text().find(one.text) != std::string::npos);
    CHECK(calls.post(gateway.program.port(), "d").starts_with("503 "));
    CHECK(bot.deliveries().size() == 1);
    fault.set(0);
    calls.post_refused(gateway.program.port());
    CHECK(tests::eventually([&] { return has_all(bot, calls); }));
    CHECK(nothing_waits(gateway.program));
    check_once(bot);
    CHECK(gateway.post(native_event("call.ended", "held")) == known);
  }
}

TEST_CASE("an outbox that may not be locked is told at the start, refuses with 503, and serves once it may") {
  constexpr uid_t nobody = 65'534;
  const bool is_root = ::geteuid() == 0;  // who may write everywhere
  bot_stub bot;
  fake_engine engine(no_calls);
  const temporary_directory folder;
  const auto outbox = folder.path() / "outbox.db", lock = folder.path() / "outbox.db.lock";
  const auto yaml = gateway_yaml(engine.base_url(),
                                 {{"keys", shop_key(bot.url())}, {"webhooks.store", "\"" + outbox.string() + "\""}});
  {
    bot_stub refusing([](const bot_delivery&) { return 500; });
    hooked_gateway before(refusing.url(), folder);
    CHECK(before.post(native_event("call.ended", "before")) == stored);
    CHECK(before.program.stop() == 0);
  }
  const uid_t user = is_root ? nobody : 0;
  for (const auto& path : {folder.path(), outbox, lock})
    if (is_root) REQUIRE(::chown(path.c_str(), nobody, nobody) == 0);
  std::filesystem::permissions(outbox, std::filesystem::perms::owner_read);  // then it does not even start
  CHECK_THROWS_WITH(ramal_process(yaml, {}, user), Catch::Contains("(78)") && Catch::Contains("cannot be written"));
  std::filesystem::permissions(outbox, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::permissions(lock, std::filesystem::perms::owner_read);
  ramal_process program(yaml, {}, user);
  CHECK(program.wait_for_stderr("events cannot be stored and are refused"));
  CHECK(program.stderr_text().find("cannot be written: let this program's user write") != std::string::npos);
  posted_calls calls;
  for (const char* call : {"a", "b"}) CHECK(calls.post(program.port(), call).starts_with("503 "));
  CHECK(bot.deliveries().empty());
  std::filesystem::permissions(lock, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  calls.post_refused(program.port());
  calls.kept.insert("before");
  CHECK(tests::eventually([&] { return has_all(bot, calls); }));
  check_once(bot);
}

}  // namespace ramal::system_tests
