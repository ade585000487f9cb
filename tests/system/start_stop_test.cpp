// How the program starts, drains and ends (http-rules.md O4, O5).
#include <catch2/catch.hpp>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

// The exit code of `ramal serve` with this configuration and these arguments behind it.
int exit_code_of(const std::string& yaml, std::string& errors, std::vector<std::string> more = {}) {
  temporary_directory folder;
  write_file(folder.path() / "ramal.yaml", yaml);
  std::vector<std::string> words{"serve", "--config", (folder.path() / "ramal.yaml").string()};
  words.insert(words.end(), more.begin(), more.end());
  ramal_process program(words);
  const int code = program.wait();
  errors = program.stderr_text();
  return code;
}

// A request that waits in the engine until `release` opens.
struct held_request {
  explicit held_request(gateway& of)
      : release(of.engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"))), client(of.connect()) {
    const auto before = of.engine.requests().size();
    client.send(post("/call/start", start_body()));
    REQUIRE(of.engine.wait_for_requests(before + 1));
  }
  std::shared_ptr<gate> release;
  raw_client client;
};

}  // namespace

TEST_CASE("The program says where it listens and serves there") {
  gateway both;
  CHECK(both.program.port() != 0);
  CHECK(both.program.stderr_text().find("listening on 127.0.0.1:" + std::to_string(both.program.port())) !=
        std::string::npos);
  CHECK(both.ask(get("/call/list")).status == 200);
}

TEST_CASE("O4 SIGTERM and SIGINT end an idle program with 0 and close idle connections at once") {
  for (const int number : {SIGTERM, SIGINT}) {
    gateway both(with{{"workers", "2"}, {"limits.drain_timeout", "1h"}, {"limits.idle_timeout", "1h"}});
    auto silent = both.connect();
    auto kept = both.connect();
    kept.send(get("/call/list"));
    CHECK(kept.read_answer().status == 200);
    both.program.signal(number);
    CHECK(kept.is_closed_by_peer());
    CHECK(silent.is_closed_by_peer());
    CHECK(both.program.wait() == 0);
    CHECK(both.program.stderr_text().find("draining") != std::string::npos);
  }
}

TEST_CASE("O4 a request in flight finishes after SIGTERM, and its answer ends the connection") {
  for (const int number : {SIGTERM, SIGINT}) {
    gateway both(with{{"workers", "2"}});  // one of them has nothing to do
    held_request held(both);
    auto idle = both.connect();
    both.program.signal(number);
    CHECK(idle.is_closed_by_peer());
    CHECK_THROWS(both.connect());
    CHECK_FALSE(both.program.wait_for_stderr("\"stopped\"", within(std::chrono::milliseconds(300))));
    held.release->open();
    const auto seen = held.client.read_answer();
    CHECK(seen.status == 201);
    CHECK(says_close(seen));
    CHECK(held.client.is_closed_by_peer());
    CHECK(both.program.wait() == 0);
  }
}

TEST_CASE("O4 a head that began before SIGTERM is served") {
  gateway both;
  auto client = both.connect();
  auto idle = both.connect();
  const auto request = get("/call/list");
  client.send(request.substr(0, 40));
  both.ask(get("/server/ok"));  // one worker: by now it has read the 40 bytes
  both.program.signal(SIGTERM);
  REQUIRE(idle.is_closed_by_peer());  // by now it drains
  client.send(request.substr(40));
  const auto seen = client.read_answer();
  CHECK(seen.status == 200);
  CHECK(says_close(seen));
  CHECK(both.program.wait() == 0);
}

TEST_CASE("O4 who waits in the kernel's queue because every place is taken is served when the program ends") {
  gateway both(with{{"limits.connections", "2"}});
  held_request first(both), second(both);
  std::vector<raw_client> waiting;
  for (int i = 0; i < 5; ++i) {
    waiting.push_back(both.connect());
    waiting.back().send(get("/call/list"));
  }
  both.program.signal(SIGTERM);
  REQUIRE(both.program.wait_for_stderr("draining"));
  for (held_request* each : {&first, &second}) {
    each->release->open();
    CHECK(each->client.read_answer().status == 201);
  }
  for (auto& each : waiting) {
    const auto seen = each.read_answer();
    CHECK(seen.error == "");
    CHECK(seen.status == 200);
    CHECK(says_close(seen));
  }
  CHECK(both.program.wait() == 0);
}

TEST_CASE("O5 the deadline ends the program though others wait in the kernel's queue") {
  gateway both(with{{"limits.connections", "1"}, {"limits.drain_timeout", "200ms"}});
  held_request held(both);
  auto waiting = both.connect();
  waiting.send(get("/call/list"));
  both.program.signal(SIGTERM);
  CHECK(both.program.wait() == 0);
  CHECK(held.client.read_answer().status == 502);
  CHECK(waiting.is_closed_by_peer());
}

TEST_CASE("O5 a second signal ends what is in flight") {
  gateway both(with{{"limits.drain_timeout", "1h"}});
  held_request held(both);
  both.program.signal(SIGTERM);
  REQUIRE(both.program.wait_for_stderr("draining"));
  both.program.signal(SIGTERM);
  CHECK(both.program.wait() == 0);
  CHECK(both.engine.requests().size() == 1);
}

TEST_CASE("O5 the deadline ends what is in flight, and the log says what became of it") {
  gateway both(with{{"limits.drain_timeout", "200ms"}});
  held_request held(both);
  both.program.signal(SIGTERM);
  CHECK(both.program.wait() == 0);
  CHECK(both.engine.requests().size() == 1);
  const auto log = both.program.access_log();
  CAPTURE(log);
  CHECK(log.find(R"("operation":"start")") != std::string::npos);
  CHECK(log.find(R"("upstream":"unknown","outcome":"GATEWAY_STOPPED")") != std::string::npos);
}

TEST_CASE("A port that is taken ends the program with 69") {
  const listening_socket taken;
  std::string errors;
  const std::string address = "127.0.0.1:" + std::to_string(taken.port());
  CHECK(exit_code_of(gateway_yaml("http://127.0.0.1:1",
                                  {{"listeners", "[{address: \"" + address + "\"}]"}, {"log.access", "off"}}),
                     errors) == 69);
  CHECK(errors.find(address) != std::string::npos);
}

TEST_CASE("serve --require-engine ends the program with 69 when the engine is dead, and only then") {
  std::string errors;
  const auto dead = "http://127.0.0.1:" + std::to_string(dead_port());
  CHECK(exit_code_of(gateway_yaml(dead, {{"log.access", "off"}}), errors, {"--require-engine"}) == 69);
  CHECK(errors.find("engine") != std::string::npos);
  ramal_process without(gateway_yaml(dead));
  CHECK(without.port() != 0);
}

TEST_CASE("A configuration with mistakes ends the program with 78 and names them all") {
  std::string errors;
  CHECK(exit_code_of("keys: [{name: a, client_key: client-b, native_key: c}]\nworkes: 1\nmount: calls\n", errors) ==
        78);
  CHECK(errors.find("did you mean workers") != std::string::npos);
  CHECK(errors.find("mount") != std::string::npos);
}

TEST_CASE("A configuration file that is not there ends the program with 78") {
  ramal_process program(std::vector<std::string>{"serve", "--config", "/nonexistent/ramal.yaml"});
  CHECK(program.wait() == 78);
}

TEST_CASE("A wrong command line ends the program with 64") {
  for (const char* word : {"", "--no-such-option", "engine", "nothing"}) {
    std::vector<std::string> words;
    if (*word != '\0') words.emplace_back(word);
    ramal_process program(words);
    CHECK(program.wait() == 64);
  }
}

TEST_CASE("K8 a secret's file that everybody may read is refused") {
  temporary_directory folder;
  const auto path = folder.path() / "key";
  write_file(path, "ps_a_secret_in_a_file");
  std::filesystem::permissions(path, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  std::string errors;
  CHECK(exit_code_of("keys: [{name: a, client_key: client-b, native_key_file: " + path.string() + "}]\n", errors) ==
        78);
  CHECK(errors.find("keys[0].native_key_file") != std::string::npos);
  CHECK(errors.find("ps_a_secret") == std::string::npos);
}

TEST_CASE("K9 the program leaves no core file") {
  gateway both;
  const auto limits = read_file("/proc/" + std::to_string(both.program.pid()) + "/limits");
  const auto line = limits.find("Max core file size");
  REQUIRE(line != std::string::npos);
  CHECK(limits.substr(line, 60).find("Max core file size        0                    0") == 0);
}

TEST_CASE("L6 the program takes as many descriptors as the system lets it have") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit low{200, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
  {
    gateway both;
    rlimit its{};
    REQUIRE(::prlimit(both.program.pid(), RLIMIT_NOFILE, nullptr, &its) == 0);
    CHECK(its.rlim_cur == before.rlim_max);
  }
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}

TEST_CASE("O4b signals that come while the program ends, up to its last moment, do not end it in another way") {
  for (int i = 0; i < 5; ++i) {
    gateway both(with{{"workers", "2"}});
    const tests::socket program(static_cast<int>(::syscall(SYS_pidfd_open, both.program.pid(), 0)));
    REQUIRE(program.is_open());
    both.program.signal(SIGTERM);
    std::atomic<bool> over{false};
    std::thread knocker([&] {
      while (!over)
        for (const int number : {SIGUSR1, SIGHUP, SIGUSR2})
          ::syscall(SYS_pidfd_send_signal, program.fd(), number, nullptr, 0);
    });
    const int code = both.program.wait();
    over = true;
    knocker.join();
    CHECK(code == 0);
  }
}

}  // namespace ramal::system_tests
