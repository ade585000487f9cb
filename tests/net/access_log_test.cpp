// The access log's file, and how lines are written.
#include "proxy/net/log/access_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "proxy/net/log/program_log.hpp"
#include "proxy/net/loop/socket.hpp"
#include "proxy/net/tls/file_stamp.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/ramal_process.hpp"

namespace ramal::net {
namespace {

using namespace std::chrono_literals;
using tests::read_file;

bool wait_for_size(const std::string& file, std::uintmax_t size) {
  std::error_code none;
  tests::eventually([&] { return std::filesystem::file_size(file, none) >= size; });
  return std::filesystem::file_size(file, none) == size;
}

void submit(access_log& log, std::string lines) { log.submit(lines); }

// A pipe with room for four pages, whose reader takes only what it is told to.
struct small_pipe {
  small_pipe() {
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    REQUIRE(::fcntl(ends[1], F_SETPIPE_SZ, 16'384) == 16'384);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  }
  ~small_pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  std::string read() const {
    std::string all(64 * 1024, '\0');
    const auto got = ::read(ends[0], all.data(), all.size());
    all.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return all;
  }
  int ends[2];
};

}  // namespace

TEST_CASE("the access log's file is appended to, and only its owner and group may read it") {
  const tests::temporary_directory folder;
  const std::string file = (folder.path() / "access.log").string();
  for (const int runs : {1, 2}) {
    access_log log(file);
    submit(log, "one\n");
    REQUIRE(wait_for_size(file, static_cast<std::uintmax_t>(runs * 12 - 8)));
    log.reopen(file);
    submit(log, "two\n");
    submit(log, "end\n");
    REQUIRE(wait_for_size(file, static_cast<std::uintmax_t>(runs * 12)));
  }
  CHECK(read_file(file) == "one\ntwo\nend\none\ntwo\nend\n");
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 07) == 0);
}

TEST_CASE("what is handed over right before the access log ends is written, too") {
  const tests::temporary_directory folder;
  const std::string file = (folder.path() / "access.log").string();
  for (std::uintmax_t runs = 1; runs <= 300; ++runs) {
    {
      access_log log(file);
      submit(log, "last\n");
    }
    REQUIRE(std::filesystem::file_size(file) == runs * 5);
  }
}

TEST_CASE("an access log whose file keeps up has no bound of its own") {
  const tests::temporary_directory folder;
  const std::string file = (folder.path() / "access.log").string();
  access_log log(file);
  const std::string lines = std::string(1024 * 1024 - 1, 'x') + "\n";
  for (std::uintmax_t i = 1; i <= 20; ++i) {
    submit(log, lines);
    REQUIRE(wait_for_size(file, i * lines.size()));
  }
}

TEST_CASE("O7 L12 no more than 16 MiB wait for a pipe that nobody reads") {
  const tests::temporary_directory folder;
  const std::string file = (folder.path() / "pipe").string();
  REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  const owned_descriptor reader(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  access_log log(file);
  int left_out = 0;
  for (int i = 0; i < 40; ++i) {
    std::string lines(1024 * 1024 - 1, 'x');
    lines += '\n';
    log.submit(lines);
    left_out += lines.capacity() >= 1024 * 1024;  // what is taken leaves an empty buffer
  }
  CHECK(left_out >= 40 - 2 * 16);
}

TEST_CASE("O7 behind a line that was cut off the next one begins a line of its own") {
  const small_pipe full;
  line_writer writer(full.ends[1], 0);
  CHECK_FALSE(writer.write(std::string(20'000, 'x') + "\n"));
  CHECK(full.read() == std::string(16'384, 'x'));
  CHECK(writer.write("whole\n"));
  CHECK(writer.write("next\n"));
  CHECK(full.read() == "\nwhole\nnext\n");
}

TEST_CASE("O7 a pipe that nobody reads is waited for once, not for each line") {
  const small_pipe full;
  line_writer writer(full.ends[1], 200);
  CHECK(writer.write(std::string(16'383, 'x') + "\n"));
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i) CHECK_FALSE(writer.write("lost\n"));
  const auto took = std::chrono::steady_clock::now() - began;
  CHECK(took >= 190ms);
  CHECK(took < 5s);
}

TEST_CASE("O1 two stamps of a file that was written just now are never the same") {
  const tests::temporary_directory folder;
  const std::string file = (folder.path() / "ramal.yaml").string();
  tests::write_file(file, "a");
  const file_stamp first(file);
  CHECK_FALSE(first.same_as(file_stamp(file)));
  CHECK(first.same_state(file_stamp(file)));
  CHECK(tests::eventually([&] { return file_stamp(file).same_as(file_stamp(file)); }));
  const file_stamp settled(file);
  std::filesystem::permissions(file, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  CHECK_FALSE(settled.same_state(file_stamp(file)));  // who may read it is a part of what it is
}

TEST_CASE("O7 a line of the program's log has a bound, and is JSON still") {
  const tests::temporary_directory folder;
  const std::string file = (folder.path() / "stderr").string();
  const auto before = spdlog::default_logger();
  const owned_descriptor stderr_before(::dup(STDERR_FILENO));
  {
    const owned_descriptor to(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    REQUIRE(::dup2(to.get(), STDERR_FILENO) == STDERR_FILENO);
  }
  set_up_program_log(config::log_level::info);
  spdlog::info("{}", std::string(100'000, 'x'));
  spdlog::set_default_logger(before);
  ::dup2(stderr_before.get(), STDERR_FILENO);
  const std::string line = read_file(file);
  CHECK(line.size() > 4'096);
  CHECK(line.size() < 4'300);
  CHECK(line.ends_with("x\"}\n"));
}

}  // namespace ramal::net
