// How the program ends: not ready, then no new connections, and its port goes to another process (http-rules.md O4,
// O5).
#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <system_error>
#include <thread>

#include "tests/harness/eventually.hpp"
#include "tests/system/live_gateway.hpp"
#include "tests/system/own_network.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_start = post("/call/start", start_body());

// Starts calls on new and on kept connections until told to end; what went wrong first.
std::string start_calls(std::uint16_t port, const char* from, bool keeps, const std::atomic<bool>& over,
                        std::atomic<std::size_t>& done) {
  while (!over) {
    raw_client client(port, from);
    for (bool again = true; again && !over;) {
      if (!client.send(a_start)) return "not sent";
      const auto seen = client.read_answer();
      if (seen.status != 201) return std::to_string(seen.status) + " " + seen.error + " " + seen.body;
      ++done;
      again = keeps && !says_close(seen);
    }
  }
  return "";
}

// Five processes in turn on one port, each started before the one before it ends; clients come from `from`.
void restart_under_load(std::uint16_t port, const std::string& host, const char* from) {
  fake_engine engine(success_of);
  const std::string address = host + ":" + std::to_string(port);
  const auto yaml = gateway_yaml(engine.base_url(),
                                 {{"listeners", "[{address: \"127.0.0.1:0\"}, {address: \"" + address + "\"}]"},
                                  {"workers", "2"},
                                  {"limits.drain_delay", "200ms"}});
  auto current = std::make_unique<ramal_process>(yaml);
  std::atomic<bool> over{false};
  std::atomic<std::size_t> done{0};
  std::vector<std::string> wrong(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < wrong.size(); ++i)
    threads.emplace_back([&, i] { wrong[i] = start_calls(port, from, i % 2 == 0, over, done); });
  for (int restart = 0; restart < 5; ++restart) {
    auto next = std::make_unique<ramal_process>(yaml);
    CHECK(current->stop() == 0);
    CHECK(current->stderr_text().find("another process listens on these ports") != std::string::npos);
    current = std::move(next);
  }
  over = true;
  for (auto& thread : threads) thread.join();
  for (const auto& each : wrong) CHECK(each == "");
  CHECK(done > 100);
  CHECK(engine.requests().size() == done);
}

// Where it is: the pipe of close_gate.cpp, and its end that holds the program up from hold() to release().
class close_gate {
 public:
  close_gate() { REQUIRE(::mkfifo(path().c_str(), 0600) == 0); }
  ~close_gate() { release(); }
  close_gate(const close_gate&) = delete;
  close_gate& operator=(const close_gate&) = delete;

  std::string path() const { return (folder_.path() / "gate").string(); }
  // Waits until the program is about to close a listener.
  bool hold() {
    return tests::eventually([&] {
      fd_ = ::open(path().c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);  // fails as long as nobody waits there
      return fd_ >= 0;
    });
  }
  void release() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  temporary_directory folder_;
  int fd_ = -1;
};

// Whether the kernel completes a new connection to this port at once, as it does on loopback where somebody listens.
bool connects_at_once(std::uint16_t port) {
  const tests::socket client(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(client.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return true;
  pollfd entry{client.fd(), POLLOUT, 0};
  return ::poll(&entry, 1, 50) == 1;
}

std::string fixed_listeners(std::uint16_t first, std::uint16_t second) {
  return "[{address: \"127.0.0.1:" + std::to_string(first) + "\"}, {address: \"127.0.0.1:" + std::to_string(second) +
         "\"}]";
}

}  // namespace

TEST_CASE("O4 as soon as another process listens on the same ports, it gets every new connection of each of them") {
  const std::uint16_t ports[] = {dead_port(), dead_port()};
  const auto yaml = [&](const fake_engine& engine) {
    return gateway_yaml(
        engine.base_url(),
        {{"listeners", fixed_listeners(ports[0], ports[1])}, {"workers", "2"}, {"limits.drain_delay", "0ms"}});
  };
  fake_engine old_engine(success_of), engine(success_of);
  ramal_process old(yaml(old_engine)), successor(yaml(engine));
  old.signal(SIGTERM);
  REQUIRE(old.wait_for_stderr("another process listens on these ports"));
  old.signal(SIGSTOP);  // what the kernel gives it from now on shows when it goes on
  std::vector<raw_client> clients;
  for (int i = 0; i < 40; ++i) clients.emplace_back(ports[i % 2]);
  old.signal(SIGCONT);
  for (auto& each : clients) {
    each.send(a_start);
    const auto seen = each.read_answer();
    CHECK(seen.status == 201);
    CHECK_FALSE(says_close(seen));
  }
  CHECK(engine.requests().size() == clients.size());
  CHECK(old_engine.requests().empty());
  CHECK(old.wait() == 0);
}

TEST_CASE("O4 no connection comes in between the last one that is accepted and the end of the listener") {
  if (is_instrumented()) return;  // a sanitizer's own library must be loaded first
  close_gate gate;
  fake_engine engine(success_of);
  ramal_process program(gateway_yaml(engine.base_url(), {{"limits.drain_delay", "0ms"}}),
                        {"LD_PRELOAD=" CLOSE_GATE_LIBRARY, "CLOSE_GATE=" + gate.path()});
  CHECK(connects_at_once(program.port()));
  raw_client kept(program.port());
  kept.send(a_start);
  CHECK(kept.read_answer().status == 201);
  program.signal(SIGTERM);
  REQUIRE(gate.hold());
  CHECK_FALSE(connects_at_once(program.port()));  // it would be reset in a moment
  gate.release();
  CHECK(program.wait() == 0);
}

TEST_CASE("O4 limits.drain_delay: not ready, still served, each answer ends its connection, and then nobody new") {
  live_gateway both(with{{"limits.drain_delay", "1s"}});
  const std::string ready = "GET " + std::string(default_mount) + "/server/ok HTTP/1.1\r\nHost: a\r\n\r\n";
  raw_client kept(both.program.port());
  kept.send(ready);
  CHECK(kept.read_answer().status == 200);
  both.program.signal(SIGTERM);
  REQUIRE(both.program.wait_for_stderr("not ready any more"));
  const auto seen = both.ask(ready);
  CHECK(seen.status == 503);
  CHECK(code_of(seen) == "NOT_READY");
  kept.send(a_start);
  const auto last = kept.read_answer();
  CHECK(last.status == 201);
  CHECK(says_close(last));
  CHECK(both.program.wait() == 0);
  CHECK_THROWS(raw_client(both.program.port()));
}

TEST_CASE("O4 a program with the default drain_delay answers everybody who is just asking when it ends") {
  fake_engine engine(success_of);
  std::string yaml = gateway_yaml(engine.base_url(), {{"workers", "2"}});
  const std::string of_tests = "  drain_delay: 0ms\n";
  REQUIRE(yaml.find(of_tests) != std::string::npos);
  yaml.erase(yaml.find(of_tests), of_tests.size());
  ramal_process program(yaml);
  std::atomic<std::size_t> done{0};
  const std::atomic<bool> never{false};
  std::vector<std::string> wrong(24);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < wrong.size(); ++i)
    threads.emplace_back([&, i] {
      try {
        wrong[i] = start_calls(program.port(), nullptr, i % 2 == 0, never, done);
      } catch (const std::system_error& nobody_listens) {
        wrong[i] = nobody_listens.code().value() == ECONNREFUSED ? "" : nobody_listens.what();
      }
    });
  REQUIRE(tests::eventually([&] { return done >= 500; }));
  const std::size_t before = done;
  const auto began = std::chrono::steady_clock::now();
  program.signal(SIGTERM);
  for (auto& thread : threads) thread.join();
  CHECK(std::chrono::steady_clock::now() - began >= std::chrono::milliseconds(950));
  for (const auto& each : wrong) CHECK(each == "");
  CHECK(done > before + wrong.size());
  CHECK(engine.requests().size() == done);
  CHECK(program.wait() == 0);
  CHECK(program.stderr_text().find("not ready any more: listeners close in 1000 ms") != std::string::npos);
}

TEST_CASE("O7b a program that ends does not complain of the one that takes its place") {
  fake_engine engine(success_of);
  const auto port = dead_port();
  const auto yaml = [&](const char* delay) {
    return gateway_yaml(engine.base_url(), {{"listeners", "[{address: \"127.0.0.1:" + std::to_string(port) + "\"}]"},
                                            {"limits.drain_delay", delay}});
  };
  ramal_process old(yaml("2500ms"));
  old.signal(SIGTERM);
  REQUIRE(old.wait_for_stderr("not ready any more"));
  const ramal_process successor(yaml("0ms"));
  CHECK(old.wait() == 0);  // it has had time for two looks
  CHECK(old.stderr_text().find("another process listens on these ports") != std::string::npos);
  CHECK(old.stderr_text().find("gets a part of the connections") == std::string::npos);
}

TEST_CASE("O5 a second signal ends a drain_delay at once") {
  live_gateway both(with{{"limits.drain_delay", "1h"}});
  both.program.signal(SIGTERM);
  REQUIRE(both.program.wait_for_stderr("not ready any more"));
  both.program.signal(SIGTERM);
  CHECK(both.program.wait() == 0);
}

TEST_CASE("O5 a POST in flight at a forced end is logged as unknown, and its client is told") {
  live_gateway both(with{{"limits.drain_timeout", "100ms"}});
  both.engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
  raw_client client(both.program.port());
  client.send(a_start);
  REQUIRE(both.engine.wait_for_requests(1));
  both.program.signal(SIGTERM);
  const auto seen = client.read_answer();
  CHECK(seen.status == 502);
  CHECK(code_of(seen) == "GATEWAY_STOPPED");
  REQUIRE(seen.find("X-Ramal-Upstream") != nullptr);
  CHECK(*seen.find("X-Ramal-Upstream") == "unknown");
  CHECK(both.program.wait() == 0);
  CHECK(both.program.access_log().find(R"("upstream":"unknown","outcome":"GATEWAY_STOPPED")") != std::string::npos);
}

TEST_CASE("O4 restart under load with two processes on one port loses nothing") {
  restart_under_load(tests::dead_port(), "127.0.0.1", nullptr);
}

TEST_CASE("O4 restart under load with two processes on one IPv6 port loses nothing") {
  own_network apart;
  if (!apart.is_there()) {
    WARN("no namespace with IPv6 here: nothing was tested");
    return;
  }
  restart_under_load(tests::dead_port(), "[::1]", "::1");
}

}  // namespace ramal::system_tests
