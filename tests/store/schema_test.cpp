#include "store/sqlite/schema.hpp"

#include <filesystem>
#include <fstream>

#include "tests/store/world.hpp"

namespace ramal::store {
namespace {

void run_sql(const std::string& path, const char* sql) {
  std::ofstream(path, std::ios::app);
  connection file;
  file.open(path, 0ms);
  file.execute(sql);
}

bool says(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("an older file takes the steps that it lacks, each once, and keeps what it holds") {
  const temporary_folder folder;
  const std::string path = folder.file("outbox.db");
  std::ofstream(path, std::ios::app);
  connection file;
  file.open(path, 0ms);
  const char* const first[] = {"CREATE TABLE a(x)"};
  CHECK(bring_up_to_date(file, path, first).before == 0);
  file.execute("INSERT INTO a VALUES(7)");
  const char* const both[] = {first[0], "ALTER TABLE a ADD COLUMN y DEFAULT 8"};
  CHECK(bring_up_to_date(file, path, both).before == 1);
  CHECK(file.number("SELECT x + y FROM a") == 15);
  CHECK(bring_up_to_date(file, path, both).before == 2);
  const char* const broken[] = {both[0], both[1], "CREATE TABLE b(z)", "no SQL"};
  CHECK_THROWS_AS(bring_up_to_date(file, path, broken), problem);
  file.execute("ROLLBACK");
  CHECK(file.number("PRAGMA user_version") == 2);
  CHECK(file.number("SELECT count(*) FROM sqlite_schema WHERE name = 'b'") == 0);
  CHECK_THROWS_AS(bring_up_to_date(file, path, first), problem);
}

TEST_CASE("a file of version 1 keeps what waits, and counts the days of a failing destination from then on") {
  const temporary_folder folder;
  const std::string path = folder.file("outbox.db");
  {
    std::ofstream(path, std::ios::app);
    connection file;
    file.open(path, 0ms);
    bring_up_to_date(file, path, schema_steps().first(1));
    file.execute("INSERT INTO destination(name, failing_since) VALUES('bot', 1000)");
  }
  auto opened = open_file_store(options_for(path));
  CHECK(opened.problem.empty());
  get(*opened.store, new_event_of("c1", phase::terminate, start));
  attempt_result failed;
  failed.seq = get(*opened.store, list_events{}).at(0).seq;
  failed.now = start;
  const recorded answer = get(*opened.store, failed);
  CHECK(answer.failing_since == instant(1s));
  CHECK(answer.failing_days == 1);
}

TEST_CASE("a file of a newer Ramal is refused and left as it is") {
  const temporary_folder folder;
  const std::string path = folder.file("outbox.db");
  get(*open_file_store(options_for(path)).store, new_event_of("c1", phase::offer, start));
  run_sql(path, "PRAGMA user_version = 99");
  const auto opened = open_file_store(options_for(path));
  CHECK(says(opened.problem, "was written by a newer Ramal (version 99 of its tables"));
  CHECK(ask(*opened.store, new_event_of("c2", phase::offer, start)).result == status::failed);
  run_sql(path, ("PRAGMA user_version = " + std::to_string(schema_steps().size())).c_str());
  CHECK(ask(*opened.store, new_event_of("c2", phase::offer, start)).result == status::ok);
  CHECK(get(*opened.store, list_events{}).size() == 2);
}

TEST_CASE("a database of another program is refused and left as it is") {
  const temporary_folder folder;
  const std::string path = folder.file("other.db");
  run_sql(path, "CREATE TABLE theirs(x); INSERT INTO theirs VALUES(1)");
  CHECK(says(open_file_store(options_for(path)).problem, "is a database of another program"));
  connection file;
  file.open(path, 0ms);
  CHECK(file.number("SELECT x FROM theirs") == 1);
  CHECK(file.number("SELECT count(*) FROM sqlite_schema") == 1);
}

TEST_CASE("each commit is synchronised: write-ahead log with synchronous=FULL") {
  const temporary_folder folder;
  const std::string path = folder.file("outbox.db");
  auto opened = open_file_store(options_for(path));
  get(*opened.store, new_event_of("c1", phase::offer, start));
  CHECK(std::filesystem::exists(path + "-wal"));
  opened.store->close();
  connection file;
  file.open(path, 0ms);
  auto row = file.ask("PRAGMA journal_mode");
  REQUIRE(row.next());
  CHECK(row.text(0) == "wal");
}

}  // namespace ramal::store
