#include <filesystem>
#include <fstream>

#include <sys/stat.h>

#include "tests/store/world.hpp"

namespace ramal::store {

namespace fs = std::filesystem;

TEST_CASE("W14 what was stored is there when the file is opened again, and what was under way is ready") {
  const temporary_folder folder;
  const auto options = options_for(folder.file("outbox.db"));
  event_record before;
  {
    world one{"file", open_file_store(options).store};
    one.put("c1", phase::accept);
    one.put("c1", phase::terminate);
    one.put("c2", phase::offer);
    one.end(one.claim(line_order::patient, 1).events.at(0).seq, attempt_verdict::delivered);
    before = one.claim(line_order::patient, 1).events.at(0);
    one.get(pause{"crm", "answered 410", one.now});
  }
  world one{"file", open_file_store(options).store};
  CHECK(one.show("c1/accept/bot").event.state == event_state::done);
  CHECK(one.show("c1/accept/bot").attempts.size() == 1);
  CHECK(one.put("c1", phase::accept).verdict == put_verdict::duplicate);
  CHECK(one.get(summary{}).pending == 2);
  CHECK(one.get(summary{}).destinations.size() == 2);
  const auto again = one.claim(line_order::patient, 1).events.at(0);
  CHECK(again.seq == before.seq);
  CHECK(again.body == before.body);
  CHECK(again.attempts == 2);
}

TEST_CASE("the limit of pending events counts those of the run before") {
  const temporary_folder folder;
  auto options = options_for(folder.file("outbox.db"));
  options.bounds.pending = 2;
  world{"file", open_file_store(options).store}.put("c1", phase::offer, {"bot", "crm"});
  world one{"file", open_file_store(options).store};
  CHECK(ask(*one.store, new_event_of("c2", phase::offer, start)).result == status::full);
}

TEST_CASE("the file and those beside it are for this user alone, whatever they were") {
  const temporary_folder folder;
  const auto path = folder.file("outbox.db");
  for (int round = 0; round < 2; ++round) {
    world one{"file", open_file_store(options_for(path)).store};
    one.put("c" + std::to_string(round), phase::offer);
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      INFO(entry.path().string());
      struct stat found {};
      REQUIRE(::stat(entry.path().c_str(), &found) == 0);
      CHECK((found.st_mode & 077) == 0);
    }
    one.store->close();
    ::chmod(path.c_str(), 0644);
  }
}

TEST_CASE("a directory that is missing is told, and the store works as soon as it is there") {
  const temporary_folder folder;
  fs::create_directory(folder.file("later"));
  fs::remove(folder.file("later"));
  auto opened = open_file_store(options_for(folder.file("later/outbox.db")));
  CHECK(opened.problem.find("its directory does not exist: make it") != std::string::npos);
  CHECK_FALSE(opened.store->state().can_commit);  // before anything was asked of it
  const auto answer = ask(*opened.store, new_event_of("c1", phase::offer, start));
  CHECK(answer.result == status::failed);
  CHECK(answer.why == opened.problem);
  CHECK_FALSE(opened.store->state().can_commit);
  CHECK(opened.store->state().why == answer.why);
  CHECK(ask(*opened.store, summary{}).result == status::failed);
  fs::create_directory(folder.file("later"));
  CHECK(ask(*opened.store, new_event_of("c1", phase::offer, start)).result == status::ok);
  CHECK(opened.store->state().can_commit);
}

TEST_CASE("a path that is no file is refused") {
  const temporary_folder folder;
  fs::create_directory(folder.file("outbox.db"));
  CHECK(open_file_store(options_for(folder.file("outbox.db"))).problem != "");
  REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0666) == 0);
  CHECK(open_file_store(options_for(folder.file("pipe"))).problem.find("is no file") != std::string::npos);
}

TEST_CASE("a file that is removed while it is in use is noticed before anything is acknowledged") {
  const temporary_folder folder;
  auto options = options_for(folder.file("outbox.db"));
  std::string told;
  options.notify = [&told](const std::string& text) { told += text; };
  auto opened = open_file_store(options);
  get(*opened.store, new_event_of("c1", phase::offer, start));
  for (const char* name : {"outbox.db", "outbox.db-wal", "outbox.db-shm"}) fs::remove(folder.file(name));
  CHECK(get(*opened.store, new_event_of("c2", phase::offer, start)).verdict == put_verdict::stored);
  opened.store->close();
  CHECK(told.find("was moved or removed while it was in use") != std::string::npos);
  opened = open_file_store(options);
  CHECK(get(*opened.store, list_events{}).size() == 1);
}

TEST_CASE("the result of an attempt that was under way when a new file began changes no event of the new one") {
  const temporary_folder folder;
  world one{"file", open_file_store(options_for(folder.file("outbox.db"))).store};
  one.put("c0", phase::terminate);
  one.put("c1", phase::terminate);
  const auto under_way = one.claim().events;
  REQUIRE(under_way.size() == 2);
  for (const char* name : {"outbox.db", "outbox.db-wal", "outbox.db-shm"}) fs::remove(folder.file(name));
  const auto put = one.put("c2", phase::terminate);
  one.put("c3", phase::terminate);
  CHECK(put.call.id > under_way[1].call);
  for (const auto& event : under_way) CHECK_FALSE(one.end(event.seq, attempt_verdict::delivered).found);
  CHECK(one.claim_ids() == std::vector<std::string>{"c2/terminate/bot", "c3/terminate/bot"});
}

TEST_CASE("a file of its full size takes no new events, but the results of attempts") {
  const temporary_folder folder;
  auto options = options_for(folder.file("outbox.db"));
  options.bounds.bytes = 1 << 20;
  world one{"file", open_file_store(options).store};
  status last = status::ok;
  int stored = 0;
  for (; stored < 2'000 && last == status::ok; ++stored) {
    auto event = new_event_of("c" + std::to_string(stored), phase::terminate, start);
    event.make = [stored](const call_record&) {
      return std::vector<delivery>{{"bot", std::to_string(stored), std::string(4'000, 'b'), start, start + 24h}};
    };
    last = ask(*one.store, event).result;
  }
  CHECK(last == status::full);
  CHECK(stored > 100);
  CHECK(one.store->state().can_commit);
  CHECK(fs::file_size(folder.file("outbox.db")) <= (1 << 20));
  for (const auto& event : one.claim().events)
    CHECK(one.end(event.seq, attempt_verdict::delivered).state == event_state::done);
  for (int i = 0; i < 200; ++i) {
    one.now += 10min;
    one.get(tidy{one.now});
  }
  CHECK(ask(*one.store, new_event_of("next", phase::terminate, one.now)).result == status::ok);
}

TEST_CASE("what was delivered gives way to new events before the file is full, and nothing else does") {
  const temporary_folder folder;
  auto options = options_for(folder.file("outbox.db"));
  options.bounds.bytes = 1 << 20;
  world one{"file", open_file_store(options).store};
  const auto put = [&](const std::string& call) {
    auto event = new_event_of(call, phase::terminate, one.now);
    event.make = [&](const call_record&) {
      return std::vector<delivery>{{"bot", call, std::string(4'000, 'b'), one.now, one.now + 24h}};
    };
    REQUIRE(ask(*one.store, event).result == status::ok);
    return one.claim().events.at(0).seq;
  };
  one.end(put("dead"), attempt_verdict::give_up);
  put("busy");
  for (int i = 0; i < 1'000; ++i) {
    one.end(put("c" + std::to_string(i)), attempt_verdict::delivered);
    one.now += 1s;
    if (i % 20 == 0) one.get(tidy{one.now});
  }
  CHECK(fs::file_size(folder.file("outbox.db")) <= (1 << 20));
  CHECK(one.show("dead").event.body.size() == 4'000);
  CHECK(one.show("busy").event.state == event_state::busy);
  CHECK(one.show("c999").event.state == event_state::done);
  CHECK_FALSE(one.get(show_event{"c0"}).has_value());
  CHECK(ask(*one.store, new_event_of("c0", phase::terminate, one.now)).value.verdict == put_verdict::duplicate);
}

}  // namespace ramal::store
