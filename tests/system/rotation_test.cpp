// What is left of a key that is no longer configured (http-rules.md K9).
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "tests/system/live_gateway.hpp"
#include "tests/system/tls_front.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

// How often `text` stands in the memory of a process that may be written to.
std::size_t found_in_memory(pid_t pid, const std::string& text) {
  const std::string folder = "/proc/" + std::to_string(pid);
  std::ifstream maps(folder + "/maps");
  const int memory = ::open((folder + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(memory >= 0);
  std::size_t count = 0;
  std::string line, bytes;
  while (std::getline(maps, line)) {
    std::size_t from = 0, to = 0;
    char rights[5] = {};
    if (std::sscanf(line.c_str(), "%zx-%zx %4s", &from, &to, rights) != 3 || rights[1] != 'w') continue;
    bytes.resize(to - from);
    const auto got = ::pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(from));
    bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    for (auto at = bytes.find(text); at != std::string::npos; at = bytes.find(text, at + 1)) ++count;
  }
  ::close(memory);
  return count;
}

const std::string old_client = "canary-client-5f1d0a97c3e84b62", old_native = "ps_canary_native_8be0416d27f95ac3";

void check_forgotten(pid_t pid) {
  const auto until = within(std::chrono::seconds(5));
  while (found_in_memory(pid, old_native) + found_in_memory(pid, old_client) > 0 &&
         std::chrono::steady_clock::now() < until) {}
  CHECK(found_in_memory(pid, old_native) == 0);
  CHECK(found_in_memory(pid, old_client) == 0);
}

}  // namespace

TEST_CASE("K9 a key that was replaced is nowhere in memory after the last request that used it") {
  if (::geteuid() != 0) return;  // only root may read the program's memory
  live_gateway both(with{{"keys", key_of(old_client, old_native)}});
  raw_client kept(both.program.port()), slow(both.program.port()), waiting(both.program.port());
  for (int i = 0; i < 3; ++i) {
    kept.send(list_by(old_client) + list_by(old_client));
    CHECK(kept.read_answer().status == 200);
    CHECK(kept.read_answer().status == 200);
  }
  const auto request = list_by(old_client);
  slow.send(request.substr(0, request.size() - 2));
  const auto held = both.engine.hold_next(json_reply(200, R"({"calls":[]})"));
  waiting.send(request);
  REQUIRE(both.engine.wait_for_requests(7));
  CHECK(found_in_memory(both.program.pid(), old_native) > 0);
  both.write({{"keys", key_of("new-client", "ps_new_native")}});
  both.reload();
  CHECK(found_in_memory(both.program.pid(), old_native) > 0);
  held->open();
  CHECK(waiting.read_answer().status == 200);
  slow.send(request.substr(request.size() - 2));
  CHECK(slow.read_answer().status == 200);
  CHECK(both.ask(list_by("new-client")).status == 200);
  check_forgotten(both.program.pid());
}

TEST_CASE("K9 a key that came and went over TLS is nowhere in memory after its rotation") {
  if (::geteuid() != 0) return;
  temporary_directory folder;
  const auto authority = make_authority(), server = make_server(authority, "localhost");
  write_file(folder.path() / "ca.pem", pem_of(authority));
  fake_engine engine(success_of);
  tls_front front(server, engine.port());
  engine.expect_host(front.host_and_port());
  live_gateway both(with{{"listeners", tls_listeners({write_pair(folder.path(), "localhost", server)})},
                         {"engine.base_url", "\"" + front.base_url() + "\""},
                         {"engine.ca_file", "\"" + (folder.path() / "ca.pem").string() + "\""},
                         {"keys", key_of(old_client, old_native)}});
  tls_client kept(both.program.port()), slow(both.program.port());
  const auto request = list_by(old_client);
  kept.send_records(request + request, 7);
  for (int i = 0; i < 2; ++i) CHECK(kept.read_answer().status == 200);
  kept.send(request);
  CHECK(kept.read_answer().status == 200);
  slow.send(request.substr(0, request.size() - 2));
  both.write({{"keys", key_of("new-client", "ps_new_native")}});
  both.reload();
  slow.send(request.substr(request.size() - 2));
  CHECK(slow.read_answer().status == 200);  // it had begun
  kept.send(list_by("new-client"));
  CHECK(kept.read_answer().status == 200);
  CHECK(engine.requests().size() == 5);
  check_forgotten(both.program.pid());
}

}  // namespace ramal::system_tests
