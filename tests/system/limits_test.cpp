// Rules L7, L11, L12 and O7 of http-rules.md: what a request, a crowd or a bad day may cost.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <mutex>

#include "tests/system/hooked_gateway.hpp"
#include "tests/system/process_figures.hpp"
#include "tests/system/spare_pipes.hpp"

namespace ramal::system_tests {
namespace {

std::string repeated(const std::string& part, std::size_t times) {
  std::string all;
  all.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += part;
  return all;
}

// Bodies as large as one may be that are meant to be expensive.
std::vector<std::string> hard_bodies() {
  constexpr std::size_t size = 262'144;
  std::string keys = "{";
  for (int i = 0; i < 900; ++i)
    keys += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":\"" + std::string(250, 'v') + "\"";
  return {std::string(size, '['),
          std::string(size, '{'),
          std::string(size, '"'),
          std::string(size, '\\'),
          std::string(size, '1'),
          std::string(size, ' '),
          repeated("{\"a\":", size / 5),
          repeated("[\"", size / 2),
          "{\"number\":\"" + std::string(size - 13, '9') + "\"}",
          "{\"number\":\"" + repeated("\\u0039", (size - 20) / 6) + "\"}",
          keys + "}",
          "{\"callId\":\"" + repeated(" ", size - 20) + "\"}",
          "{\"a\":[" + repeated("1,", 120'000) + "1]}",
          "{\"a\":\"" + repeated("\xc3\xa9", 130'000) + "\"}"};
}

}  // namespace

TEST_CASE("L7 out of descriptors: no spinning, and it recovers") {
  const spare_pipes for_ubsan;
  gateway both;
  const rlimit few{24, 24};
  REQUIRE(::prlimit(both.program.pid(), RLIMIT_NOFILE, &few, nullptr) == 0);
  std::vector<raw_client> many;
  for (int i = 0; i < 60; ++i) many.push_back(both.connect());  // most wait in the kernel's queue
  REQUIRE(both.program.wait_for_stderr("no new connections for a moment"));
  const auto before = ticks_of(both.program);
  CHECK_FALSE(many.back().is_closed_by_peer(within(std::chrono::milliseconds(500))));
  CHECK(ticks_of(both.program) - before < ::sysconf(_SC_CLK_TCK) / 4);
  const auto said = both.program.stderr_text();
  CHECK(said.find("no new connections for a moment") == said.rfind("no new connections for a moment"));
  both.program.signal(SIGHUP);  // the configuration cannot be opened, perhaps no watch for changes either
  REQUIRE(both.program.wait_for_stderr("the configuration stays as it was"));
  many.clear();
  CHECK(both.ask(get("/server/ok")).status == 200);
}

TEST_CASE("L6 connections beyond the limit wait, and are served when others end") {
  gateway both(with{{"limits.connections", "10"}});
  std::vector<raw_client> first;
  for (int i = 0; i < 10; ++i) {
    first.push_back(both.connect());
    first.back().send(get("/server/ok"));
    CHECK(first.back().read_answer().status == 200);
  }
  auto waiting = both.connect();
  waiting.send(get("/server/ok"));
  CHECK(waiting.read_answer(false, within(std::chrono::milliseconds(250))).status == 0);
  first.pop_back();
  CHECK(waiting.read_answer().status == 200);
}

TEST_CASE("L6 limits.connections counts those of all workers together") {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t now = 0, most = 0;
  // each waits a moment for more than there may be
  gateway both(with{{"limits.connections", "4"}, {"workers", "2"}}, [&](const engine_request& request) {
    std::unique_lock lock(mutex);
    most = std::max(most, ++now);
    changed.notify_all();
    changed.wait_for(lock, std::chrono::milliseconds(400), [&] { return most > 4; });
    --now;
    return success_of(request);
  });
  std::vector<raw_client> clients;
  for (int i = 0; i < 16; ++i) {
    clients.push_back(both.connect());
    clients.back().send(get("/call/list", "Connection: close\r\n"));
  }
  for (auto& each : clients) CHECK(each.read_answer().status == 200);
  CHECK(most <= 4);
  CHECK(most >= 2);
}

TEST_CASE("L6 a limit of open files that is too low for limits.connections lowers it, and the log says so") {
  fake_engine engine(success_of);
  const auto yaml = gateway_yaml(engine.base_url(),
                                 {{"limits.connections", "5000"}, {"limits.in_flight", "16"}, {"log.access", "off"}});
  temporary_directory folder;
  write_file(folder.path() / "ramal.yaml", yaml);
  // by way of a shell, since this process needs its own limit
  const std::string starts = "ulimit -n 400; exec " + std::string(RAMAL_BINARY) + " serve --config " +
                             (folder.path() / "ramal.yaml").string() + " 2>" + (folder.path() / "log").string();
  const pid_t shell = ::fork();
  if (shell == 0) {
    ::execl("/bin/sh", "sh", "-c", starts.c_str(), nullptr);
    ::_exit(127);
  }
  const auto says = [&](const std::string& text) {
    for (const auto until = within(); std::chrono::steady_clock::now() < until; ::poll(nullptr, 0, 1))
      if (read_file(folder.path() / "log").find(text) != std::string::npos) return true;
    return false;
  };
  CHECK(says("limits.connections is 5000, but the limit of open files leaves room for "));
  CHECK(says("listening on"));
  ::kill(shell, SIGTERM);
  int status = 0;
  REQUIRE(::waitpid(shell, &status, 0) == shell);
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("L11 depth, keys and numbers of a body have limits") {
  gateway both;
  const auto ask = [&](const std::string& value) {
    return both.ask(post("/call/start", R"({"number":"5511987654321","x":)" + value + "}"));
  };
  std::string keys = "{";
  for (int i = 0; i < 1'000; ++i) keys += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":1";
  CHECK(ask(std::string(31, '[') + std::string(31, ']')).status == 201);
  CHECK(code_of(ask(std::string(32, '[') + std::string(32, ']'))) == "JSON_TOO_DEEP");
  CHECK(code_of(ask(keys + "}")) == "JSON_TOO_MANY_KEYS");
  CHECK(ask(std::string(64, '1')).status == 201);
  CHECK(code_of(ask(std::string(65, '1'))) == "JSON_NUMBER_TOO_LONG");
  CHECK(both.engine.requests().size() == 2);
}

TEST_CASE("L11 L12 W3 events that are meant to be expensive cost little time and memory") {
  const gateway both(with_hook());
  CHECK(both.ask(event_post(odd_event)).status == 200);
  const auto before = resident_kib(both.program, "VmHWM:");
  const auto ticks = ticks_of(both.program);
  for (std::string body : hard_bodies()) {
    CAPTURE(body.substr(0, 20));
    CHECK(code_of(both.ask(event_post(body))) == "INVALID_JSON");
    if (!body.starts_with("{\"")) continue;
    // now with a name, so that the rest is looked at
    const answer seen = both.ask(event_post(body.insert(1, R"("event":"call.ended",)")));
    CHECK(seen.error == "");
    CHECK((code_of(seen) == "INVALID_JSON" || seen.body == R"({"ok":true,"ignored":"no call id"})"));
  }
  if (is_instrumented()) return;
  CHECK(ticks_of(both.program) - ticks < 2 * ::sysconf(_SC_CLK_TCK));
  CHECK(resident_kib(both.program, "VmHWM:") - before < 100 * 256);
}

TEST_CASE("L11 L12 bodies that are meant to be expensive cost little time and memory") {
  gateway both;
  both.ask(post("/call/start", start_body()));
  const auto before = resident_kib(both.program, "VmHWM:");
  const auto ticks = ticks_of(both.program);
  for (const auto& body : hard_bodies()) {
    CAPTURE(body.substr(0, 20));
    const auto seen = both.ask(post("/call/start", body));
    CHECK(seen.error == "");
    CHECK(seen.status == 400);
  }
  CHECK(both.engine.requests().size() == 1);
  if (is_instrumented()) return;
  CHECK(ticks_of(both.program) - ticks < 2 * ::sysconf(_SC_CLK_TCK));
  CHECK(resident_kib(both.program, "VmHWM:") - before < 100 * 256);
}

TEST_CASE("O7 an access log that cannot be written costs lines, never requests") {
  gateway full(with{{"log.access", "/dev/full"}});
  for (int i = 0; i < 20; ++i) CHECK(full.ask(get("/call/list")).status == 200);
  CHECK(full.program.wait_for_stderr("access log"));
  CHECK(full.ask(get("/call/list")).status == 200);
}

TEST_CASE("O7 a program that was stopped and continued keeps serving") {
  gateway both;
  auto client = both.connect();
  client.send(get("/call/list"));
  CHECK(client.read_answer().status == 200);
  both.program.signal(SIGSTOP);
  siginfo_t stopped{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(both.program.pid()), &stopped, WSTOPPED | WNOWAIT) == 0);
  client.send(post("/call/start", start_body()));
  CHECK(client.read_answer(false, within(std::chrono::milliseconds(100))).status == 0);
  both.program.signal(SIGCONT);
  CHECK(client.read_answer().status == 201);
  CHECK(both.engine.requests().size() == 2);
}

}  // namespace ramal::system_tests
