// Rule O1 of http-rules.md: a file that is being written is not read.
#include "proxy/net/control/configuration_file.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "proxy/net/control/file_writer.hpp"

namespace ramal::net {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const std::string engine_line = "engine: {base_url: 'http://127.0.0.1:1'}\n";
const std::string keys = "keys: [{name: a, client_key: client-of-a, native_key: ps_a1b2c3d4}]\n";
const std::string whole = engine_line + keys;

struct written_folder {
  written_folder() {
    char name[] = "/tmp/ramal-written-XXXXXX";
    path = ::mkdtemp(name);
    put("ramal.yaml", whole);
  }
  ~written_folder() { fs::remove_all(path); }
  std::string file(const std::string& name) const { return path + "/" + name; }
  // Writes a file in place, and lets its last change lie back by so much.
  void put(const std::string& name, const std::string& text, std::chrono::milliseconds age = 1h) const {
    std::ofstream(file(name), std::ios::binary) << text;
    ::chmod(file(name).c_str(), 0600);
    grow_old(name, age);
  }
  void grow_old(const std::string& name, std::chrono::milliseconds age) const {
    fs::last_write_time(file(name), fs::file_time_type::clock::now() - age);
  }
  std::string path;
};

}  // namespace

TEST_CASE("O1 a file that is open for writing has a writer") {
  const written_folder folder;
  CHECK(find_writer(folder.file("ramal.yaml")) == file_writer::none);
  {
    const std::ofstream open(folder.file("ramal.yaml"), std::ios::app);
    CHECK(find_writer(folder.file("ramal.yaml")) == file_writer::some);
    const std::ifstream reader(folder.file("ramal.yaml"));
  }
  const std::ifstream reader(folder.file("ramal.yaml"));
  CHECK(find_writer(folder.file("ramal.yaml")) == file_writer::none);
  CHECK(find_writer(folder.file("not-there")) == file_writer::unknown);
  CHECK(find_writer(folder.path) == file_writer::unknown);
}

TEST_CASE("O1 a file that has been quiet for a while is read at once, one that changed just now is not") {
  const written_folder folder;
  configuration_file source(folder.file("ramal.yaml"));
  auto read = source.try_load();
  REQUIRE(read.has_value());
  CHECK(read->has_value());
  folder.put("ramal.yaml", whole, 10ms);
  CHECK_FALSE(source.try_load().has_value());
  CHECK(source.has_changed());
  CHECK(config::to_text(source.write_problem()) ==
        folder.file("ramal.yaml") +
            ": is being written at this moment, and is read once it is whole: close it, or put "
            "a finished file in its place (mv)");
  folder.grow_old("ramal.yaml", 200ms);
  CHECK(source.try_load().has_value());
}

TEST_CASE("O1 a file that was put in the place of the one before is whole") {
  const written_folder folder;
  configuration_file source(folder.file("ramal.yaml"));
  REQUIRE(source.try_load().has_value());
  folder.put("new", whole, 0ms);
  fs::rename(folder.file("new"), folder.file("ramal.yaml"));
  CHECK(source.try_load().has_value());
  folder.put("new", whole, 0ms);
  std::ofstream open(folder.file("new"), std::ios::app);
  fs::rename(folder.file("new"), folder.file("ramal.yaml"));
  CHECK_FALSE(source.try_load().has_value());
}

TEST_CASE("O1 a file that somebody has open for writing is left alone for longer") {
  const written_folder folder;
  configuration_file source(folder.file("ramal.yaml"));
  const std::ofstream open(folder.file("ramal.yaml"), std::ios::app);
  folder.grow_old("ramal.yaml", 1s);
  CHECK_FALSE(source.try_load().has_value());
  folder.grow_old("ramal.yaml", 3s);  // it was forgotten to be closed
  CHECK(source.try_load().has_value());
}

TEST_CASE("O1 a file that was emptied is about to be written") {
  const written_folder folder;
  folder.put("ramal.yaml", "");
  configuration_file source(folder.file("ramal.yaml"));
  CHECK(source.try_load().has_value());  // all may come from the environment
  folder.put("ramal.yaml", whole);
  CHECK(source.try_load().has_value());
  folder.put("ramal.yaml", "");
  CHECK_FALSE(source.try_load().has_value());
}

TEST_CASE("O1 a secret's file that is being written is waited for, too") {
  const written_folder folder;
  folder.put("native", "ps_a1b2c3d4");
  folder.put("ramal.yaml",
             "keys: [{name: a, client_key: client-of-a, native_key_file: " + folder.file("native") + "}]\n");
  configuration_file source(folder.file("ramal.yaml"));
  CHECK(source.try_load().has_value());
  std::ofstream open(folder.file("native"), std::ios::app);
  open << "e5" << std::flush;
  CHECK_FALSE(source.try_load().has_value());
  CHECK(source.write_problem().file == folder.file("native"));
  open << "f6" << std::flush;
  open.close();
  folder.grow_old("native", 1s);
  const auto read = source.try_load();
  REQUIRE(read.has_value());
  CHECK((*read)->settings.keys[0].native_key.reveal() == "ps_a1b2c3d4e5f6");
}

TEST_CASE("O1 a start waits until a file is whole, and gives up where that does not come") {
  const written_folder folder;
  std::ofstream open(folder.file("ramal.yaml"), std::ios::trunc);
  open << engine_line << std::flush;
  folder.grow_old("ramal.yaml", 0ms);
  std::thread writer([&] {
    open << keys << std::flush;
    open.close();
  });
  configuration_file source(folder.file("ramal.yaml"));
  const auto read = source.load();
  writer.join();
  REQUIRE(read.has_value());
  CHECK(read->settings.keys.size() == 1);

  std::ofstream stays(folder.file("ramal.yaml"), std::ios::app);  // open, and changed just now: being written
  folder.grow_old("ramal.yaml", 0ms);
  std::atomic<bool> over{false};
  std::thread restless([&] {
    while (!over) folder.grow_old("ramal.yaml", 0ms);
  });
  const auto refused = source.load();
  over = true;
  restless.join();
  REQUIRE(refused.has_error());
  CHECK(config::to_text(refused.error().front()).find("is being written at this moment") != std::string::npos);
}

TEST_CASE("a file that is not there needs no waiting") {
  configuration_file source("/does/not/exist.yaml");
  const auto read = source.try_load();
  REQUIRE(read.has_value());
  CHECK(config::to_text(read->error()).find("cannot open") != std::string::npos);
}

}  // namespace ramal::net
