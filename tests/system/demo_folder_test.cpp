// `ramal demo` keeps its events in a folder of its own, and removes those of demos that were killed.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <memory>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

namespace fs = std::filesystem;

const std::string begins = (fs::temp_directory_path() / "ramal-demo-").string();

std::unique_ptr<ramal_process> start_demo() {
  auto demo = std::make_unique<ramal_process>(std::vector<std::string>{"demo", "--port", "0"});
  REQUIRE(demo->wait_for_stderr("listening on"));
  return demo;
}

// The folder that the process has open.
fs::path folder_of(const ramal_process& demo) {
  for (const auto& one : fs::directory_iterator("/proc/" + std::to_string(demo.pid()) + "/fd")) {
    std::error_code gone;
    const fs::path target = fs::read_symlink(one.path(), gone);
    if (target.string().starts_with(begins) && fs::is_directory(target)) return target;
  }
  return {};
}

// What a killed demo leaves, with a file in it.
fs::path make_leftover(const std::string& ends = "XXXXXX") {
  std::string path = begins + "XXXXXX";
  REQUIRE(::mkdtemp(path.data()) != nullptr);
  const fs::path named = ends == "XXXXXX" ? path : path + ends;
  if (named != path) fs::rename(path, named);
  write_file(named / "outbox.db", "events");
  return named;
}

struct held_lock {
  explicit held_lock(const fs::path& path) : fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    REQUIRE(::flock(fd, LOCK_EX | LOCK_NB) == 0);
  }
  ~held_lock() { ::close(fd); }
  const int fd;
};

}  // namespace

TEST_CASE("a demo removes the folder of one that was killed, and leaves that of one that lives") {
  const auto living = start_demo();
  const auto killed = start_demo();
  const fs::path left = folder_of(*killed), used = folder_of(*living);
  REQUIRE(!left.empty());
  REQUIRE(!used.empty());
  killed->signal(SIGKILL);
  CHECK(killed->wait() == -SIGKILL);
  CHECK(fs::exists(left / "outbox.db"));
  const auto next = start_demo();
  CHECK_FALSE(fs::exists(left));
  CHECK(fs::exists(used / "outbox.db"));
  const fs::path own = folder_of(*next);
  CHECK(fs::exists(own));
  CHECK(next->stop() == 0);
  CHECK_FALSE(fs::exists(own));
}

TEST_CASE("a demo leaves folders that are in use or none of its own") {
  const temporary_directory elsewhere;
  write_file(elsewhere.path() / "kept", "text");
  const fs::path gone = make_leftover(), locked = make_leftover(), in_use = make_leftover(), shared = make_leftover(),
                 longer = make_leftover("-mine"), others = make_leftover(), link = make_leftover();
  const held_lock folder(locked);
  write_file(in_use / "outbox.db.lock", "");
  const held_lock outbox(in_use / "outbox.db.lock");
  fs::permissions(shared, fs::perms::owner_all | fs::perms::group_read);
  const bool is_root = ::chown(others.c_str(), 65'534, 65'534) == 0;
  fs::remove_all(link);
  fs::create_directory_symlink(elsewhere.path(), link);
  CHECK(start_demo()->stop() == 0);
  CHECK_FALSE(fs::exists(gone));
  for (const fs::path& one : {locked, in_use, shared, longer}) {
    INFO(one);
    CHECK(fs::exists(one / "outbox.db"));
  }
  if (is_root) CHECK(fs::exists(others / "outbox.db"));
  else WARN("another user's folder takes root: not tested");
  CHECK(fs::is_symlink(link));
  CHECK(fs::exists(elsewhere.path() / "kept"));
  for (const fs::path& one : {locked, in_use, shared, longer, others, link}) fs::remove_all(one);
}

}  // namespace ramal::system_tests
