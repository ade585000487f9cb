// O7: a log pipe that is closed or that nobody reads, and a wall clock that jumps. limits_test.cpp has the full disk.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/harness/eventually.hpp"
#include "tests/harness/contract_names.hpp"
#include "tests/system/requests.hpp"
#include "tests/system/told_number.hpp"

namespace ramal::system_tests {
namespace {

// A named pipe with somebody at its reading end, who may go.
struct log_pipe {
  log_pipe() {
    REQUIRE(::mkfifo(path().c_str(), 0600) == 0);
    reader = ::open(path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    REQUIRE(reader >= 0);
  }
  ~log_pipe() { close(); }
  void close() {
    if (reader >= 0) ::close(reader);
    reader = -1;
  }
  std::string path() const { return (folder.path() / "pipe").string(); }
  // What is in it now.
  std::string read() const {
    std::string bytes(1024 * 1024, '\0');
    const auto got = ::read(reader, bytes.data(), bytes.size());
    bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return bytes;
  }

  temporary_directory folder;
  int reader = -1;
};

bool is_json_lines(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    if (end == std::string::npos) return true;  // the last line is still being written
    std::string error;
    if (!parse_json(text.substr(at, end - at), error)) return false;
    at = end + 1;
  }
  return true;
}

}  // namespace

TEST_CASE("O7 a log pipe that is closed costs lines, never requests") {
  log_pipe pipe;
  gateway both(with{{"log.access", pipe.path()}});
  CHECK(both.ask(get("/call/list")).status == 200);
  pipe.close();
  for (int i = 0; i < 20; ++i) CHECK(both.ask(post("/call/start", start_body())).status == 201);
  CHECK(both.program.wait_for_stderr("the access log cannot be written"));
  CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(both.engine.requests().size() == 22);
}

TEST_CASE("O7 a log pipe that nobody reads holds up neither requests nor the end") {
  log_pipe pipe;
  gateway both(with{{"log.access", pipe.path()}});
  auto client = both.connect();
  for (int i = 0; i < 1'000; ++i) {  // far more lines than a pipe holds
    client.send(get("/call/list"));
    REQUIRE(client.read_answer().status == 200);
  }
  CHECK(both.program.wait_for_stderr("the access log cannot be written"));
  CHECK(is_json_lines(pipe.read()));
  client.send(get("/call/list"));
  CHECK(client.read_answer().status == 200);
  CHECK(both.program.stop() == 0);
}

TEST_CASE("O7 a wall clock that jumps moves no deadline") {
  if (is_instrumented()) return;  // a sanitizer's own library must be loaded first
  const told_number shift;
  fake_engine engine(success_of);
  ramal_process program(gateway_yaml(engine.base_url()),
                        {"LD_PRELOAD=" CLOCK_SHIFT_LIBRARY, "CLOCK_SHIFT_FILE=" + shift.path()});
  raw_client idle(program.port()), held(program.port());
  const auto serves = [&] {
    idle.send(get("/call/list"));
    const auto seen = idle.read_answer();
    CHECK(seen.status == 200);
    return *seen.find("Date");
  };
  const auto today = serves();
  // "2026-01-31", of the newest line
  const auto logged_day = [&] {
    const auto log = program.access_log();
    const auto at = log.rfind("{\"time\":\"");
    return at == std::string::npos ? std::string() : log.substr(at + 9, 10);
  };
  const auto comes_to_log = [&](const std::string& other) {
    return tests::eventually([&] {
      serves();
      return !logged_day().empty() && logged_day() != other;
    });
  };
  REQUIRE(comes_to_log(""));
  const auto first_day = logged_day();
  for (const std::int64_t day : {86'400, -2 * 86'400}) {
    const auto late = engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
    const auto before = engine.requests().size();
    held.send(post("/call/start", start_body()));
    REQUIRE(engine.wait_for_requests(before + 1));
    shift.set(day);
    CHECK(serves() != today);
    late->open();
    CHECK(held.read_answer().status == 201);
    CHECK(comes_to_log(first_day));
  }
  CHECK(program.stop() == 0);
}

}  // namespace ramal::system_tests
