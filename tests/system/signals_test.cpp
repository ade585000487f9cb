// What signals do, and what they do not (http-rules.md O4b), whichever command runs.
#include <catch2/catch.hpp>


#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iterator>

#include "tests/harness/eventually.hpp"
#include "tests/system/live_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_start = post("/call/start", start_body());

std::vector<int> harmless_signals() {
  return {SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF,  SIGIO,    SIGPWR,
          SIGXFSZ, SIGHUP,  SIGCONT, SIGCHLD, SIGURG,    SIGWINCH, SIGRTMIN, SIGRTMAX};
}

}  // namespace

TEST_CASE("O4b signals that mean nothing end neither the program nor a request in flight") {
  live_gateway both;
  const auto release = both.engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
  raw_client client(both.program.port());
  client.send(a_start);
  REQUIRE(both.engine.wait_for_requests(1));
  for (const int number : harmless_signals()) both.program.signal(number);
  REQUIRE(both.program.wait_for_stderr("configuration reloaded"));  // SIGHUP
  release->open();
  CHECK(client.read_answer().status == 201);
  CHECK(both.ask(a_start).status == 201);
  CHECK(both.program.stop() == 0);
}

TEST_CASE("O4b signals that mean nothing do not end the reference engine and the demo either") {
  temporary_directory folder;
  write_file(folder.path() / "engine.yaml",
             "api: 127.0.0.1:0\nmedia: 127.0.0.1:0\nnumbers: [{name: web, number: \"5511999990001\", key: ps_web}]\n");
  const std::vector<std::string> engine{"engine", "--config", (folder.path() / "engine.yaml").string()};
  for (const auto& words : {engine, {"demo", "--port", "0"}}) {
    ramal_process program(words);
    REQUIRE(program.wait_for_stderr("listening on"));
    for (const int number : harmless_signals()) program.signal(number);
    CHECK(program.wait_for_stderr("there is no configuration file to load again"));
    CHECK(program.stop() == 0);
  }
}

TEST_CASE("O4 who says that it listens ends in order from that moment on, whichever command runs") {
  temporary_directory folder;
  write_file(folder.path() / "engine.yaml",
             "api: 127.0.0.1:0\nmedia: 127.0.0.1:0\nnumbers: [{name: web, number: \"5511999990001\", key: ps_web}]\n");
  write_file(folder.path() / "ramal.yaml", gateway_yaml("http://127.0.0.1:1", {{"log.access", "off"}}));
  const std::vector<std::vector<std::string>> commands{{"engine", "--config", (folder.path() / "engine.yaml").string()},
                                                       {"serve", "--config", (folder.path() / "ramal.yaml").string()}};
  for (int i = 0; i < 10; ++i)
    for (const auto& words : commands)
      for (const int number : {SIGTERM, SIGINT, SIGQUIT}) {
        ramal_process program(words);
        REQUIRE(program.wait_for_stderr("listening on"));
        program.signal(number);
        CHECK(program.wait() == 0);
      }
}

TEST_CASE("O4b SIGQUIT drains like SIGTERM, and ends the reference engine and the demo in order") {
  live_gateway both;
  const auto release = both.engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
  raw_client client(both.program.port());
  client.send(a_start);
  REQUIRE(both.engine.wait_for_requests(1));
  both.program.signal(SIGQUIT);
  REQUIRE(both.program.wait_for_stderr("draining"));
  release->open();
  const auto seen = client.read_answer();
  CHECK(seen.status == 201);
  CHECK(says_close(seen));
  CHECK(both.program.wait() == 0);
  ramal_process demo(std::vector<std::string>{"demo", "--port", "0"});
  REQUIRE(demo.wait_for_stderr("listening on"));
  demo.signal(SIGQUIT);
  CHECK(demo.wait() == 0);
}

TEST_CASE("O4b SIGUSR1 opens the access log's file again and loads nothing") {
  live_gateway both;
  const auto log = both.program.directory() / "access.log";
  CHECK(both.ask(a_start).status == 201);
  REQUIRE(tests::eventually([&] { return !read_file(log).empty(); }));
  std::filesystem::rename(log, both.program.directory() / "access.log.1");
  both.write({{"keys", key_of("another-client-key", "ps_another")}});
  both.program.signal(SIGUSR1);
  REQUIRE(both.wait_until_told("SIGUSR1", 0));
  CHECK(both.ask(a_start).status == 201);
  CHECK(both.told("configuration reloaded") == 0);
  CHECK(both.program.stop() == 0);
  const auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
  CHECK(lines(read_file(both.program.directory() / "access.log.1")) == 1);
  CHECK(lines(read_file(log)) == 1);
}

TEST_CASE("O4b a log that is opened again a hundred times takes no more descriptors") {
  live_gateway both;
  const auto count = [&] {
    const std::filesystem::directory_iterator open("/proc/" + std::to_string(both.program.pid()) + "/fd");
    return std::distance(begin(open), end(open));
  };
  const auto opens = [&](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
      const auto before = both.told("SIGUSR1");
      both.program.signal(SIGUSR1);
      REQUIRE(both.wait_until_told("SIGUSR1", before));
    }
  };
  opens(1);
  const auto first = count();
  opens(100);
  CHECK(tests::eventually([&] { return count() <= first; }));  // its thread closes the one before
}

TEST_CASE("O4b SIGUSR1 whose file cannot be opened leaves the old one, and the next one is heard") {
  temporary_directory above;
  const auto folder = above.path() / "logs", moved = above.path() / "moved";
  std::filesystem::create_directory(folder);
  live_gateway both(with{{"log.access", (folder / "access.log").string()}});
  std::filesystem::rename(folder, moved);
  both.program.signal(SIGUSR1);
  REQUIRE(both.wait_until_told("log.access: cannot open", 0));
  CHECK(both.ask(a_start).status == 201);
  REQUIRE(tests::eventually([&] { return !read_file(moved / "access.log").empty(); }));
  std::filesystem::create_directory(folder);
  both.program.signal(SIGUSR1);
  REQUIRE(both.wait_until_told("SIGUSR1", 1));
  CHECK(both.ask(a_start).status == 201);
  CHECK(both.program.stop() == 0);
  CHECK_FALSE(read_file(moved / "access.log").empty());
  CHECK_FALSE(read_file(folder / "access.log").empty());
}

}  // namespace ramal::system_tests
