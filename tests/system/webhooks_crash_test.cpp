// Events of many calls through a bot that fails in every way, while the program is killed again and again, and the
// engine repeats and reorders. How much: CRASH_CALLS, CRASH_POSTS (of one call), CRASH_KILLS and CRASH_SEED in the
// environment.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <thread>

#include "store/open_store.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/system/crash_checks.hpp"

namespace ramal::system_tests {
namespace {

using store::event_state;

unsigned from_environment(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

struct scale {
  unsigned seed = from_environment("CRASH_SEED", 1), calls = from_environment("CRASH_CALLS", 12),
           posts = from_environment("CRASH_POSTS", 8), kills = from_environment("CRASH_KILLS", 4);
  // Of an event's attempts that may fail. The waits behind the first ones are short.
  int failing() const { return calls > 100 ? 4 : 2; }
};

// Waits until so much is posted; the operator resumes what a 410 has paused.
void wait_for(const crashing_gateway& gateway, moody_bot& bot, const std::atomic<unsigned>& posted, unsigned count) {
  CHECK(tests::eventually(
      [&] {
        if (bot.was_gone()) gateway.resume();
        return posted >= count;
      },
      within(std::chrono::minutes(5))));
}

// Kills at random moments until all is posted. Now and then the bot is away meanwhile, or the start is cut as well.
void kill_some(crashing_gateway& gateway, moody_bot& bot, const scale& much, const std::atomic<unsigned>& posted) {
  std::mt19937 random(much.seed + 1);
  const unsigned all = much.calls * much.posts, each = all / (much.kills + 1);
  while (gateway.kills() < much.kills) {
    const unsigned due = std::min(gateway.kills() * each + static_cast<unsigned>(random()) % each, all);
    wait_for(gateway, bot, posted, due);
    if (random() % 3 == 0) bot.go_away();
    gateway.kill();
    if (random() % 4 == 0 && gateway.kills() < much.kills) gateway.kill();
    wait_for(gateway, bot, posted, std::min(due + 3, all));
    bot.come_back();
  }
  wait_for(gateway, bot, posted, all);
}

// What `ramal webhooks list` says once nothing waits any more.
std::string settle(const crashing_gateway& gateway) {
  std::string summary;
  CHECK(tests::eventually(
      [&] {
        gateway.resume();
        summary = gateway.run({"list"});
        return summary.starts_with("0 events wait");
      },
      within(std::chrono::minutes(30))));  // the last of the retry table's pauses is 10 minutes
  return summary;
}

// Whether the bot knows the end of each call of which the list alone told it.
bool has_repaired(const std::vector<call>& calls, const std::vector<bot_note>& notes) {
  return std::all_of(calls.begin(), calls.end(), [&](const call& one) {
    return !one.silent || std::any_of(notes.begin(), notes.end(), [&](const bot_note& note) {
      return note.call == one.id && note.event == phases[ended];
    });
  });
}

long long seconds_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun).count();
}

void print(const std::array<unsigned, moods>& counts) {
  constexpr const char* names[] = {"good",  "slow",      "hang", "no answer", "cut",
                                   "moved", "not found", "gone", "failed",    "busy"};
  for (std::size_t i = 0; i < moods; ++i) std::printf("  %s: %u\n", names[i], counts[i]);
}

}  // namespace

TEST_CASE("SIGKILL at any moment loses and doubles no event, and keeps the order of each call") {
  const scale much;
  INFO("seed " << much.seed);
  const auto begun = std::chrono::steady_clock::now();
  std::mt19937 random(much.seed);
  std::vector<call> calls;
  for (unsigned i = 0; i < much.calls; ++i) calls.push_back(make_call(i, much.posts, random));
  call_list list(calls);
  moody_bot bot(much.seed, much.failing());
  crashing_gateway gateway(bot, std::ref(list));
  std::atomic<unsigned> posted{0};
  std::vector<std::jthread> engine;
  for (unsigned i = 0; i < posters; ++i) engine.emplace_back([&, i] { post_some(gateway, calls, i, posted); });
  kill_some(gateway, bot, much, posted);
  for (std::jthread& one : engine) one.join();
  for (call& one : calls) check_answers(one);

  bot.be_good();
  settle(gateway);
  list.tell();
  gateway.kill();  // the next start reads the list
  for (call& one : calls)
    if (one.silent) one.stored.insert(ended);
  CHECK(tests::eventually([&] { return has_repaired(calls, bot.notes()); }, within(std::chrono::minutes(1))));
  const std::string summary = settle(gateway);
  CHECK(gateway.stop() == 0);

  const auto notes = bot.notes();
  check_attempts(notes, calls);
  store::file_options options;
  options.path = gateway.outbox();
  const auto opened = store::open_file_store(options);
  REQUIRE(opened.problem == "");
  const ends all = check_ends(*opened.store, calls, notes);
  const auto dead = all.of(event_state::dead), done = all.of(event_state::done);
  INFO(summary);
  CHECK((dead == 0 || summary.find(std::to_string(dead) + " dead letters") != std::string::npos));
  CHECK(gateway.kills() > much.kills);
  CHECK(all.unknown <= gateway.kills() * 2 * 8);  // those that were under way then: eight at each of two addresses
  CHECK(done > calls.size());
  if (std::getenv("CRASH_CALLS") == nullptr) return;
  std::printf("seed %u: %u posts of %u calls, %u kills, %lld s; %u delivered, %u dead, %u expired, %u attempts more\n",
              much.seed, posted.load(), much.calls, gateway.kills(), seconds_since(begun), done, dead,
              all.of(event_state::expired), all.repeats);
  print(bot.counts());
}

}  // namespace ramal::system_tests
