#include "tests/store/failing_disk.hpp"
#include "tests/store/world.hpp"

namespace ramal::store {

TEST_CASE("an answer comes only when the disk has synchronised the event") {
  failing_disk disk;
  const temporary_folder folder;
  world one{"file", open_file_store(options_for(folder.file("outbox.db"))).store};
  for (int i = 0; i < 5; ++i) {
    const int before = disk.syncs();
    one.put("c" + std::to_string(i), phase::offer);
    CHECK(disk.syncs() > before);
  }
}

TEST_CASE("a disk that fails is told, nothing is acknowledged meanwhile, and all is well once the cause is gone") {
  struct row {
    disk_fault fault;
    const char* text;
  };
  for (const row& one :
       {row{disk_fault::full, "the disk is full: make room"}, row{disk_fault::read_only, "cannot be written"},
        row{disk_fault::broken_write, "the disk fails"}, row{disk_fault::broken_sync, "the disk fails"}}) {
    INFO(one.text);
    failing_disk disk;
    const temporary_folder folder;
    const auto options = options_for(folder.file("outbox.db"));
    {
      world file{"file", open_file_store(options).store};
      file.put("c1", phase::terminate);
      const auto busy = file.claim().events.at(0);
      disk.fail_with(one.fault);
      for (int i = 0; i < 3; ++i) {
        const auto answer = ask(*file.store, new_event_of("c2", phase::terminate, start));
        CHECK(answer.result == status::failed);
        CHECK(answer.why.find(one.text) != std::string::npos);
      }
      CHECK(ask(*file.store, attempt_result{busy.seq, attempt_verdict::delivered, start, 0ms, 200, "", "", start})
                .result == status::failed);
      CHECK(ask(*file.store, tidy{start}).result == status::failed);
      CHECK_FALSE(file.store->state().can_commit);
      disk.fail_with(disk_fault::none);
      file.get(tidy{start});
      CHECK(file.store->state().can_commit);
      CHECK(file.store->state().why == "");
      CHECK(file.show("c1/terminate/bot").event.state == event_state::busy);  // its attempt goes on
      // What a disk that cannot synchronise has written may turn up: then the engine's second try is a duplicate.
      const auto again = file.put("c2", phase::terminate).verdict;
      CHECK((again == put_verdict::stored || one.fault == disk_fault::broken_sync));
      CHECK(file.end(busy.seq, attempt_verdict::delivered).state == event_state::done);
      CHECK(file.get(summary{}).pending == 1);
    }
    world again{"file", open_file_store(options).store};
    CHECK(again.get(list_events{}).size() == 2);
    CHECK(again.get(list_events{event_state::done, "", "", 0, 10}).size() == 1);
  }
}

TEST_CASE("a disk that is full at the start is told, and the store begins once there is room") {
  failing_disk disk;
  const temporary_folder folder;
  disk.fail_with(disk_fault::full);
  auto opened = open_file_store(options_for(folder.file("outbox.db")));
  CHECK(opened.problem.find("the disk is full") != std::string::npos);
  CHECK(ask(*opened.store, new_event_of("c1", phase::offer, start)).result == status::failed);
  disk.fail_with(disk_fault::none);
  CHECK(ask(*opened.store, new_event_of("c1", phase::offer, start)).result == status::ok);
}

}  // namespace ramal::store
