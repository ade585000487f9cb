// When a change of the configuration's files is noticed (http-rules.md O1).
#include "proxy/net/control/file_watch.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ramal::net {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// A folder with a configuration that was loaded, and a watch of it.
struct watched_folder {
  watched_folder() {
    put("ramal.yaml", "keys: [{name: a, client_key: client-of-a, native_key: ps_a1b2c3d4}]\n");
    REQUIRE(source.try_load().has_value());
    watch.begin();
  }
  ~watched_folder() { fs::remove_all(path); }

  static std::string make() {
    char name[] = "/tmp/ramal-watched-XXXXXX";
    return ::mkdtemp(name);
  }
  std::string file(const std::string& name) const { return path + "/" + name; }
  // So old that nobody is seen as its writer.
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(file(name), std::ios::binary) << text;
    fs::permissions(file(name), fs::perms::owner_read | fs::perms::owner_write);
    fs::last_write_time(file(name), fs::file_time_type::clock::now() - 1h);
  }
  bool notices(std::chrono::milliseconds most = 20s) {
    const auto until = std::chrono::steady_clock::now() + most;
    const int before = changes;
    while (changes == before && std::chrono::steady_clock::now() < until) loop.run_one_until(until);
    return changes != before;
  }

  std::string path = make();
  boost::asio::io_context loop;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work = make_work_guard(loop);
  configuration_file source{file("ramal.yaml")};
  int changes = 0;
  file_watch watch{loop, source, [this] { ++changes; }};
};

// What was made just now counts as changed until a load has seen it for a while.
void settle(watched_folder& folder) {
  while (folder.source.has_changed()) {
    folder.loop.run_one_for(10ms);
    REQUIRE(folder.source.try_load().has_value());
  }
  folder.watch.begin();
}

}  // namespace

TEST_CASE("O1 a watch is silent while nothing changes, and says a change once") {
  watched_folder folder;
  settle(folder);
  CHECK_FALSE(folder.notices(1'500ms));
  folder.put("ramal.yaml", "mount: /calls\n");
  CHECK(folder.notices());
  CHECK_FALSE(folder.notices(1'500ms));  // until it begins again
  folder.watch.begin();
  CHECK(folder.notices());
}

TEST_CASE("O1 a watch notices a file that goes, and one that takes its place") {
  watched_folder folder;
  settle(folder);
  fs::remove(folder.file("ramal.yaml"));
  CHECK(folder.notices());
  REQUIRE(folder.source.try_load().has_value());
  folder.watch.begin();
  folder.put("ramal.yaml", "mount: /calls\n");
  CHECK(folder.notices());
}

TEST_CASE("O1 a watch waits until all is quiet, but not for ever") {
  watched_folder folder;
  settle(folder);
  const auto begin = std::chrono::steady_clock::now();
  boost::asio::steady_timer restless(folder.loop);
  int texts = 0;
  const std::function<void()> change = [&] {
    folder.put("ramal.yaml", std::string(static_cast<std::size_t>(++texts), '#') + "\n");
    restless.expires_after(20ms);
    restless.async_wait([&](const auto& error) {
      if (!error) change();
    });
  };
  change();
  CHECK(folder.notices());
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(took >= 1'900ms);  // a look after a second, and a second of unrest
  CHECK(texts > 1);
}

TEST_CASE("O1 a watch that was stopped says nothing") {
  watched_folder folder;
  folder.watch.stop();
  folder.put("ramal.yaml", "mount: /calls\n");
  CHECK_FALSE(folder.notices(1'500ms));
}

}  // namespace ramal::net
