// U15, U2: an engine of several addresses, of which one swallows what is sent there.
#include <catch2/catch.hpp>

#include "tests/system/engine_failures.hpp"
#include "tests/system/silent_listener.hpp"

namespace ramal::system_tests {
namespace {

constexpr std::chrono::milliseconds patience{600};  // of the gateway, for a connection

std::string line(const char* address) { return std::string(address) + " engine.test\n"; }

}  // namespace

TEST_CASE("U15 U2 an address that keeps silent has its share of the connect time, and the next one answers") {
  fake_engine engine(success_of);
  const std::string name = "engine.test:" + std::to_string(engine.port());
  engine.expect_host(name);
  const silent_listener first("127.0.0.77", engine.port()), other("127.0.0.78", engine.port());
  temporary_directory folder;
  std::size_t requests = 0;
  for (const auto& hosts :
       {line("127.0.0.77") + line("127.0.0.1"), line("127.0.0.77") + line("127.0.0.78") + line("127.0.0.1")}) {
    write_file(folder.path() / "hosts", hosts);
    ramal_process program(gateway_yaml("http://" + name, {{"engine.connect_timeout", "600ms"}}),
                          {"CARES_HOSTS=" + (folder.path() / "hosts").string()});
    for (const auto& request : {a_start, a_list}) {
      raw_client client(program.port());
      const auto began = std::chrono::steady_clock::now();
      client.send(request);
      const auto seen = client.read_answer();
      CAPTURE(hosts, seen.raw, seen.error);
      CHECK(seen.status / 100 == 2);
      CHECK(engine.requests().size() == ++requests);
      // it was tried first, and the first request found no connection that was idle
      if (request == a_start) CHECK(std::chrono::steady_clock::now() - began >= patience / 3);
    }
  }
}

TEST_CASE("U2 addresses that keep silent take no more than the connect time together") {
  const silent_listener first("127.0.0.77"), second("127.0.0.78", first.port()), third("127.0.0.79", first.port());
  temporary_directory folder;
  write_file(folder.path() / "hosts", line("127.0.0.77") + line("127.0.0.78") + line("127.0.0.79"));
  ramal_process program(
      gateway_yaml("http://engine.test:" + std::to_string(first.port()), {{"engine.connect_timeout", "1s"}}),
      {"CARES_HOSTS=" + (folder.path() / "hosts").string()});
  raw_client client(program.port());
  const auto began = std::chrono::steady_clock::now();
  client.send(a_start);
  check_failure(client.read_answer(), 504, "UPSTREAM_TIMEOUT", "not-sent");
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::milliseconds(2'900));
}

}  // namespace ramal::system_tests
