// A process that is killed at any moment loses nothing that it has acknowledged, and doubles nothing.
#include <map>
#include <random>
#include <set>

#include "tests/store/child_process.hpp"
#include "tests/store/world.hpp"

namespace ramal::store {
namespace {

struct told {
  std::set<long> put, done;

  void read(const std::string& line) {
    REQUIRE(line != "");
    REQUIRE(line != "wrong body");
    const long number = std::stol(line.substr(line.find(' ') + 1));
    (line.starts_with("put ") ? put : done).insert(number);
  }
};

// How often each event is in the file, and in which state.
std::map<long, std::vector<event_record>> stored(event_store& store) {
  std::map<long, std::vector<event_record>> result;
  std::int64_t after = 0;
  for (;;) {
    const auto page = get(store, list_events{{}, "", "", after, 1000});
    if (page.empty()) return result;
    for (const auto& one : page) result[std::stol(one.webhook_id)].push_back(one);
    after = page.back().seq;
  }
}

void check(event_store& store, const told& all) {
  const auto found = stored(store);
  for (const auto& [number, events] : found) {
    INFO("event " << number);
    REQUIRE(events.size() == 1);
    REQUIRE(events[0].state != event_state::busy);
  }
  for (const long number : all.put) {
    INFO("event " << number);
    REQUIRE(found.contains(number));
  }
  for (const long number : all.done) {
    INFO("event " << number);
    REQUIRE(found.at(number)[0].state == event_state::done);
  }
}

}  // namespace

TEST_CASE(
    "after SIGKILL at 50 random moments everything acknowledged is there, once, and nothing delivered comes again") {
  const temporary_folder folder(temporary_folder::place::disk);
  const std::string path = folder.file("outbox.db");
  std::mt19937 random(2026);
  told all;
  for (int round = 0; round < 50; ++round) {
    INFO("round " << round);
    // The engine sends again what was not acknowledged; some of it is stored already.
    const long first = all.put.empty() ? 0 : std::max(0L, *all.put.rbegin() - 20);
    child_process child({"write", path, std::to_string(first)});
    const int lines = 1 + static_cast<int>(random() % 150);
    for (int i = 0; i < lines; ++i) all.read(child.line());
    child.kill();
    for (std::string line = child.line(); line != ""; line = child.line()) all.read(line);
    auto opened = open_file_store(options_for(path));
    REQUIRE(opened.problem == "");
    check(*opened.store, all);
  }
  CHECK(all.put.size() > 500);
  CHECK(all.done.size() > 50);
}

}  // namespace ramal::store
