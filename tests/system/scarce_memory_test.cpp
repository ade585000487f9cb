// L7b: an allocation that fails ends one connection, or one line of a log, and never the program. Tried with an
// allocator that fails one time in some hundreds.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <thread>

#include "tests/harness/eventually.hpp"
#include "tests/system/live_gateway.hpp"
#include "tests/system/tls_engine.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_start = post("/call/start", start_body());
const std::string a_list = get("/call/list");

// How often the program's allocations fail.
class scarcity {
 public:
  scarcity() { set(0); }
  std::vector<std::string> environment() const {
    return {"LD_PRELOAD=" SCARCE_MEMORY_LIBRARY, "SCARCE_MEMORY_FILE=" + file()};
  }
  void set(std::int64_t one_in) const {
    const int fd = ::open(file().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(::write(fd, &one_in, sizeof one_in) == sizeof one_in);
    ::close(fd);
  }

 private:
  std::string file() const { return (folder_.path() / "one_in").string(); }
  temporary_directory folder_;
};

std::size_t open_files(const ramal_process& program) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& each :
       std::filesystem::directory_iterator("/proc/" + std::to_string(program.pid()) + "/fd"))
    ++count;
  return count;
}

bool settles_at(const ramal_process& program, std::size_t files) {
  return tests::eventually([&] { return open_files(program) <= files; });
}

// Whatever a program without memory may say to a good request. A GET may have been sent before there was no room for its
// second attempt.
bool is_allowed(const answer& seen, bool is_get) {
  if (seen.raw.empty() || !seen.error.empty()) return seen.raw.empty() || seen.status == 0;  // the connection was ended
  const auto* sent = seen.find("X-Ramal-Upstream");
  switch (seen.status) {
    case 200:
    case 201: return true;
    case 503: return code_of(seen) == "OVERLOADED" && sent != nullptr && (is_get || *sent == "not-sent");
    case 502: return sent != nullptr;  // a connection of the engine that could not be read on
    case 500: return sent != nullptr && *sent == "unknown";
    default: return false;
  }
}

struct tried {
  std::size_t good = 0;
  std::size_t bad = 0;
  std::string wrong{};
};

// New and kept connections by turns.
tried ask_often(std::uint16_t port, std::size_t times) {
  tried all;
  std::optional<raw_client> client;
  for (std::size_t i = 0; i < times; ++i) {
    try {
      if (!client || i % 3 == 0) client.emplace(port);
      client->send(i % 2 == 0 ? a_start : a_list);
      const auto seen = client->read_answer();
      if (!is_allowed(seen, i % 2 != 0) && all.wrong.empty()) all.wrong = seen.raw + seen.error;
      if (seen.status == 200 || seen.status == 201) {
        ++all.good;
      } else {
        ++all.bad;
        client.reset();
      }
    } catch (const std::exception& gone) {
      all.wrong = gone.what();
      break;
    }
  }
  return all;
}

}  // namespace

TEST_CASE("L7b an allocation that fails ends one connection and not the program") {
  if (is_instrumented()) return;  // a sanitizer has a heap of its own
  const scarcity memory;
  fake_engine engine(success_of);
  ramal_process program(gateway_yaml(engine.base_url(), {{"engine.breaker_failures", "1"}, {"workers", "2"}}),
                        memory.environment());
  CHECK(ask_often(program.port(), 30).bad == 0);
  const auto files = open_files(program);
  for (const std::int64_t one_in : {1'000, 50, 10}) {
    memory.set(one_in);
    const auto seen = ask_often(program.port(), 2'000);
    memory.set(0);
    CAPTURE(one_in, seen.good, seen.bad, program.stderr_text().substr(0, 2000));
    CHECK(seen.wrong == "");
    CHECK(seen.good > 100);
    if (one_in <= 50) CHECK(seen.bad > 0);
    const auto after = ask_often(program.port(), 30);
    CHECK(after.wrong == "");
    CHECK(after.bad == 0);
  }
  CHECK(settles_at(program, files + 4));  // idle connections of the engine
  CHECK(program.stop() == 0);
}

TEST_CASE("L7b the same over TLS on both sides") {
  if (is_instrumented()) return;
  const scarcity memory;
  const auto authority = make_authority();
  fake_engine engine(success_of);
  tls_front front(make_server(authority, "localhost"), engine.port());
  engine.expect_host(front.host_and_port());
  temporary_directory folder;
  write_file(folder.path() / "ca.pem", pem_of(authority));
  const auto pair = write_pair(folder.path(), "localhost", make_server(authority, "localhost"));
  ramal_process program(gateway_yaml(front.base_url(), {{"engine.ca_file", (folder.path() / "ca.pem").string()},
                                                        {"listeners", tls_listeners({pair})},
                                                        {"engine.breaker_failures", "1"}}),
                        memory.environment());
  CHECK(ask_tls(program.port(), a_start).status == 201);
  for (const std::int64_t one_in : {2'000, 500}) {  // a handshake takes some 1,000 allocations
    memory.set(one_in);
    std::size_t good = 0;
    for (int i = 0; i < 150; ++i) {
      const auto seen = ask_tls(program.port(), i % 2 == 0 ? a_start : a_list);
      CAPTURE(seen.raw, seen.error, program.stderr_text().substr(0, 2000));
      CHECK(is_allowed(seen, i % 2 != 0));
      good += seen.status == 200 || seen.status == 201 ? 1 : 0;
    }
    memory.set(0);
    CHECK(good > 0);
    for (int i = 0; i < 5; ++i) CHECK(ask_tls(program.port(), a_start).status == 201);
  }
  CHECK(program.stop() == 0);
}

TEST_CASE("L7b reloads and signals without memory: all of a configuration or none, and none is deaf afterwards") {
  if (is_instrumented()) return;
  const scarcity memory;
  fake_engine engine(success_of);
  engine.expect_keys({"ps_first", "ps_second"});
  const auto yaml_of = [&](const std::string& key) {
    return gateway_yaml(engine.base_url(), {{"keys", key_of("client-key-" + key, "ps_" + key)},
                                            {"workers", "2"},
                                            {"watch_files", "true"},
                                            {"log.access", "off"}});
  };
  ramal_process program(yaml_of("first"), memory.environment());
  const auto ask = [&](const std::string& key) {
    raw_client client(program.port());
    client.send(list_by("client-key-" + key));
    return client.read_answer().status;
  };
  for (int i = 0; i < 60; ++i) {
    const std::string next = i % 2 == 0 ? "second" : "first", before = i % 2 == 0 ? "first" : "second";
    // not more often: the C library itself ends a program that cannot register a thread's destructor
    memory.set(i % 3 == 0 ? 200 : 1'000);
    write_file(program.directory() / "ramal.yaml.new", yaml_of(next));
    std::filesystem::rename(program.directory() / "ramal.yaml.new", program.directory() / "ramal.yaml");
    for (const int number : {SIGHUP, SIGUSR1}) program.signal(number);
    for (int each = 0; each < 20; ++each) ask_often(program.port(), 1);
    memory.set(0);
    program.signal(SIGHUP);
    REQUIRE(tests::eventually([&] { return ask(next) == 200; }));
    CHECK(tests::eventually([&] { return ask(before) == 401; }));  // the other worker may hear of it a moment later
  }
  memory.set(200);
  program.signal(SIGTERM);
  CHECK(program.wait() == 0);
}

}  // namespace ramal::system_tests
