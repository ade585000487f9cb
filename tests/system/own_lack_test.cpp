// U18: what this machine lacks is never the engine's fault. L7 and L7b: nor does it end the program.
#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <fstream>

#include "tests/system/own_network.hpp"
#include "tests/system/spare_pipes.hpp"
#include "tests/system/tls_engine.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_start = post("/call/start", start_body());
const std::string a_list = get("/call/list");
const with easily_opened{
    {"engine.breaker_failures", "2"}, {"engine.breaker_first", "1h"}, {"engine.breaker_longest", "1h"}};

void check_own_lack(const answer& seen) {
  CAPTURE(seen.raw, seen.error);
  CHECK(seen.status == 503);
  CHECK(code_of(seen) == "OVERLOADED");
  for (const auto& [name, value] : {std::pair{"X-Ramal-Upstream", "not-sent"}, {"Retry-After", "1"}}) {
    REQUIRE(seen.find(name) != nullptr);
    CHECK(*seen.find(name) == value);
  }
}

// No descriptor is left for the program from here to its end.
class no_descriptors {
 public:
  explicit no_descriptors(const ramal_process& program) : pid_(program.pid()) {
    REQUIRE(::prlimit(pid_, RLIMIT_NOFILE, nullptr, &before_) == 0);
    const rlimit none{3, before_.rlim_max};
    REQUIRE(::prlimit(pid_, RLIMIT_NOFILE, &none, nullptr) == 0);
  }
  ~no_descriptors() { ::prlimit(pid_, RLIMIT_NOFILE, &before_, nullptr); }

 private:
  pid_t pid_;
  rlimit before_{};
};

bool connect_to(const tests::socket& from, const char* address, std::uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  return ::inet_pton(AF_INET, address, &to.sin_addr) == 1 &&
         ::connect(from.fd(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
}

answer ask_on(raw_client& client, const std::string& request) {
  client.send(request);
  return client.read_answer();
}

// The kernel takes a connection before the program does, and that takes a descriptor.
void wait_until_accepted(raw_client& client) { CHECK(ask_on(client, get("/server/ok")).status == 200); }

// Several times as many as open the breaker; then one that must be served.
template <class Lack>
void check_lack(raw_client& client, const fake_engine& engine, Lack make_lack) {
  wait_until_accepted(client);
  const auto before = engine.requests().size();
  {
    const auto lack = make_lack();
    for (int i = 0; i < 4; ++i)
      for (const auto& request : {a_start, a_list}) check_own_lack(ask_on(client, request));
  }
  CHECK(engine.requests().size() == before);
  CHECK(ask_on(client, a_start).status == 201);
  CHECK(ask_on(client, a_list).status == 200);
}

}  // namespace

TEST_CASE("U18 out of descriptors: 503 and not sent, and the breaker stays closed") {
  const spare_pipes for_ubsan;
  gateway both(easily_opened);
  auto client = both.connect();
  check_lack(client, both.engine, [&] { return std::make_unique<no_descriptors>(both.program); });
  CHECK(both.program.stderr_text().find("Too many open files") != std::string::npos);
}

TEST_CASE("U18 out of descriptors in front of an engine behind TLS") {
  const spare_pipes for_ubsan;
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"), easily_opened);
  check_lack(*both.client, both.engine, [&] { return std::make_unique<no_descriptors>(*both.program); });
}

TEST_CASE("U18 out of local ports: 503 and not sent, and the breaker stays closed") {
  own_network apart;
  const std::string file = "/proc/sys/net/ipv4/ip_local_port_range";
  const auto range = read_file(file);
  const auto set = [&](const std::string& to) { return static_cast<bool>(std::ofstream(file) << to << std::flush); };
  if (!apart.is_there() || !set(range)) {
    WARN("no network namespace with settings of its own here: nothing was tested");
    return;
  }
  gateway both(easily_opened);
  auto client = both.connect();
  const auto port = std::to_string(both.program.port());
  check_lack(client, both.engine, [&] {
    REQUIRE(set(port + " " + port));  // which is taken
    return std::shared_ptr<void>(nullptr, [&](void*) { set(range); });
  });
}

TEST_CASE("U18 an engine that has gone opens the breaker though descriptors were short before") {
  const spare_pipes for_ubsan;
  gateway both(with{{"engine.base_url", "http://127.0.0.1:" + std::to_string(dead_port())},
                    {"engine.breaker_failures", "2"},
                    {"engine.breaker_first", "1h"},
                    {"engine.breaker_longest", "1h"}});
  auto client = both.connect();
  wait_until_accepted(client);
  {
    const no_descriptors lack(both.program);
    for (int i = 0; i < 3; ++i) check_own_lack(ask_on(client, a_start));
  }
  for (int i = 0; i < 2; ++i) CHECK(code_of(ask_on(client, a_start)) == "UPSTREAM_UNREACHABLE");
  CHECK(code_of(ask_on(client, a_start)) == "UPSTREAM_DOWN");
}

TEST_CASE("U18 no local port for one address of the engine, nobody at the other: our own lack counts") {
  own_network apart;
  const std::string file = "/proc/sys/net/ipv4/ip_local_port_range";
  const auto range = read_file(file);
  const auto set = [&](const std::string& to) { return static_cast<bool>(std::ofstream(file) << to << std::flush); };
  if (!apart.is_there() || !set(range)) {
    WARN("no network namespace with settings of its own here: nothing was tested");
    return;
  }
  // one port is left, and one connection to the first address has it: to the other address it may be used again
  temporary_directory folder;
  const tests::listening_socket first("127.0.0.77");
  const auto engine = "engine.test:" + std::to_string(first.port());
  for (const char* hosts :
       {"127.0.0.77 engine.test\n127.0.0.1 engine.test\n", "127.0.0.1 engine.test\n127.0.0.77 engine.test\n"}) {
    write_file(folder.path() / "hosts", hosts);
    ramal_process program(gateway_yaml("http://" + engine, easily_opened),
                          {"CARES_HOSTS=" + (folder.path() / "hosts").string()});
    raw_client client(program.port());
    const auto only = std::to_string(tests::dead_port());
    REQUIRE(set(only + " " + only));
    {
      const tests::socket holder(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      REQUIRE(connect_to(holder, "127.0.0.77", first.port()));
      for (int i = 0; i < 4; ++i) check_own_lack(ask_on(client, a_start));
    }
    REQUIRE(set(range));
  }
}

}  // namespace ramal::system_tests
