#include "store/sqlite/connection.hpp"

#include <filesystem>

#include <sys/stat.h>

#include "tests/store/child_process.hpp"
#include "tests/store/world.hpp"

namespace ramal::store {
namespace {

bool says(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("W14 an outbox that another process has open is refused, and taken over when that one is gone") {
  const temporary_folder folder;
  const std::string path = folder.file("outbox.db");
  child_process other({"hold", path});
  REQUIRE(other.line() == "open");
  auto opened = open_file_store(options_for(path));
  CHECK(says(opened.problem, "another process has it open: end that one"));
  CHECK(ask(*opened.store, new_event_of("c1", phase::offer, start)).result == status::failed);
  child_process third({"hold", path});
  CHECK(says(third.line(), "another process has it open"));
  other.kill();
  third.kill();
  CHECK(ask(*opened.store, new_event_of("c1", phase::offer, start)).result == status::ok);
}

TEST_CASE("two stores of one process do not share a file") {
  const temporary_folder folder;
  auto first = open_file_store(options_for(folder.file("outbox.db")));
  CHECK(says(open_file_store(options_for(folder.file("outbox.db"))).problem, "another process has it open"));
  first.store.reset();
  CHECK(open_file_store(options_for(folder.file("outbox.db"))).problem == "");
}

TEST_CASE("a program that keeps the file locked is told, and what it wrote does not disturb") {
  const temporary_folder folder;
  const std::string path = folder.file("outbox.db");
  world one{"file", open_file_store(options_for(path)).store};
  one.put("c1", phase::offer);
  connection shell;
  shell.open(path, 0ms);
  shell.execute("BEGIN IMMEDIATE");
  const auto answer = ask(*one.store, new_event_of("c2", phase::offer, start));
  CHECK(answer.result == status::failed);
  CHECK(says(answer.why, "another program keeps it locked"));
  CHECK(one.get(list_events{}).size() == 1);  // reading goes on
  shell.execute("DELETE FROM event");
  shell.execute("COMMIT");
  shell.close();
  CHECK(one.put("c2", phase::offer).verdict == put_verdict::stored);
  one.get(tidy{start});
  CHECK(one.get(summary{}).pending == 1);
}

TEST_CASE("a directory or a file that may not be written is told") {
  const temporary_folder folder;
  const std::string nobody = "65534";
  ::chmod(folder.path().c_str(), 0555);
  child_process in_folder({"try", folder.file("outbox.db"), nobody});
  CHECK(says(in_folder.line(), "cannot be written: let this program's user write the file and its directory"));
  ::chmod(folder.path().c_str(), 0777);
  child_process good({"try", folder.file("outbox.db"), nobody});
  CHECK(good.line() == "ok");
  good.kill();
  ::chmod(folder.file("outbox.db").c_str(), 0444);
  child_process in_file({"try", folder.file("outbox.db"), nobody});
  CHECK(says(in_file.line(), "cannot be written"));
}

}  // namespace ramal::store
