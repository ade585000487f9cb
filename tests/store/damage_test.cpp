#include <filesystem>
#include <fstream>
#include <random>

#include "tests/store/world.hpp"

namespace ramal::store {
namespace {

namespace fs = std::filesystem;

// Overwrites bytes with what no database has.
void overwrite(const std::string& path, std::streamoff from, std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::string noise(count, '\0');
  for (auto& one : noise) one = static_cast<char>(random());
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(from);
  file.write(noise.data(), static_cast<std::streamsize>(noise.size()));
}

void fill(const std::string& path, int events) {
  world one{"file", open_file_store(options_for(path)).store};
  std::vector<std::string> destinations;
  for (int i = 0; i < events; ++i) destinations.push_back("bot" + std::to_string(i));
  one.put("call", phase::terminate, destinations);
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a damaged file is set aside whole with a time stamp, told, and a new one begins") {
  for (const auto& [from, count] : {std::pair<std::streamoff, std::size_t>{0, 100}, {0, 8'000}, {4'096, 20'000}}) {
    INFO("from " << from);
    const temporary_folder folder;
    const std::string path = folder.file("outbox.db");
    fill(path, 200);
    overwrite(path, from, count, 7);
    const std::string damaged = bytes_of(path);
    auto options = options_for(path);
    std::string told;
    options.notify = [&told](const std::string& text) { told += text; };
    auto opened = open_file_store(options);
    CHECK(opened.problem == "");
    CHECK(told.find("is damaged") != std::string::npos);
    CHECK(told.find(path + ".damaged-20260703T150000Z") != std::string::npos);
    CHECK(bytes_of(path + ".damaged-20260703T150000Z") == damaged);
    CHECK(get(*opened.store, list_events{}).empty());
    CHECK(get(*opened.store, new_event_of("c1", phase::terminate, start)).verdict == put_verdict::stored);
  }
}

TEST_CASE("a second damaged file of the same second does not replace the first") {
  const temporary_folder folder;
  const std::string path = folder.file("outbox.db");
  for (int round = 0; round < 2; ++round) {
    fill(path, 10);
    overwrite(path, 0, 100, 7);
  }
  CHECK(open_file_store(options_for(path)).problem == "");
  CHECK(fs::exists(path + ".damaged-20260703T150000Z"));
  CHECK(fs::exists(path + ".damaged-20260703T150000Z-2"));
}

TEST_CASE("a file that is damaged while it is in use fails what is asked, then is set aside") {
  const temporary_folder folder;
  const std::string path = folder.file("outbox.db");
  fill(path, 10'000);  // more than SQLite caches
  auto options = options_for(path);
  std::string told;
  options.notify = [&told](const std::string& text) { told += text; };
  auto opened = open_file_store(options);
  REQUIRE(told == "");
  overwrite(path, 4'096, fs::file_size(path) - 4'096, 7);
  int failed = 0;
  bool good = false;
  for (int i = 0; i < 100 && !good; ++i) {
    const auto read = ask(*opened.store, list_events{event_state::ready, "", "", i * 100, 100});
    const auto answer = ask(*opened.store, new_event_of("new" + std::to_string(i), phase::terminate, start));
    failed += read.result == status::failed || answer.result == status::failed ? 1 : 0;
    good = told != "" && answer.result == status::ok;
  }
  opened.store.reset();
  CHECK(good);
  CHECK(failed > 0);
  CHECK(told.find("it was set aside as") != std::string::npos);
  CHECK(open_file_store(options_for(path)).problem == "");
}

TEST_CASE("bytes at random places never end in a crash or a wrong answer: the file opens, or it is set aside") {
  const temporary_folder folder;
  const std::string path = folder.file("outbox.db"), good = folder.file("good.db");
  fill(good, 200);
  for (unsigned seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    fs::copy_file(good, path, fs::copy_options::overwrite_existing);
    std::mt19937 random(seed);
    for (int i = 0; i < 5; ++i)
      overwrite(path, static_cast<std::streamoff>(random() % fs::file_size(path)), 16, static_cast<unsigned>(random()));
    auto opened = open_file_store(options_for(path));
    bool stored = false;
    for (int i = 0; i < 3 && !stored; ++i)
      stored = ask(*opened.store, new_event_of("new", phase::terminate, start)).result == status::ok;
    CHECK((stored || opened.problem != ""));
    opened.store->close();
  }
}

TEST_CASE("an empty file becomes an outbox") {
  const temporary_folder folder;
  const std::string path = folder.file("outbox.db");
  std::ofstream(path, std::ios::app);
  auto opened = open_file_store(options_for(path));
  CHECK(opened.problem == "");
  CHECK(get(*opened.store, new_event_of("c1", phase::offer, start)).verdict == put_verdict::stored);
  CHECK(fs::directory_iterator(folder.path()) != fs::directory_iterator());
}

}  // namespace ramal::store
