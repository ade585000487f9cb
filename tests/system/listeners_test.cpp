// Where the program listens: every address, the same one twice, and none.
#include <catch2/catch.hpp>

#include <sys/prctl.h>
#include <unistd.h>

#include <linux/capability.h>

#include <thread>

#include "tests/system/own_network.hpp"
#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

const std::string list = get("/call/list");

std::string listeners(const std::vector<std::string>& addresses) {
  std::string text = "[{address: \"127.0.0.1:0\"}";
  for (const auto& address : addresses) text += ", {address: \"" + address + "\"}";
  return text + "]";
}

int status_of(std::uint16_t port, const char* from = nullptr) {
  raw_client client(port, from);
  client.send(list);
  return client.read_answer().status;
}

// How a program ends that cannot listen there, and what it says.
struct ending {
  int code = 0;
  std::string said;
};
ending end_of(const std::string& command, const std::string& address) {
  temporary_directory folder;
  const auto file = folder.path() / "ramal.yaml";
  const std::string of_engine =
      "numbers: [{name: a, number: 5511999990009, key: a1b2c3}]\nmedia: 127.0.0.1:0\napi: \"" + address + "\"\n";
  const with settings{{"listeners", "[{address: \"" + address + "\"}]"}, {"log.access", "off"}};
  write_file(file, command == "serve" ? gateway_yaml("http://127.0.0.1:1", settings) : of_engine);
  ramal_process program(std::vector<std::string>{command, "--config", file.string()});
  ending seen;
  seen.code = program.wait();
  seen.said = program.stderr_text();
  return seen;
}

bool says(const std::string& all, const std::string& text) { return all.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("A listener on [::] takes IPv4, too, and logs and counts such a client by its IPv4 address") {
  own_network apart;
  if (!apart.is_there()) {
    WARN("no namespace with IPv6 here: nothing was tested");
    return;
  }
  const auto port = tests::dead_port();
  gateway both(
      with{{"listeners", listeners({"[::]:" + std::to_string(port)})}, {"limits.connections_per_address", "2"}});
  CHECK(status_of(port, "::1") == 200);
  CHECK(status_of(port, "127.0.0.7") == 200);
  raw_client first(port, "127.0.0.9"), second(both.program.port(), "127.0.0.9");
  for (auto* each : {&first, &second}) {
    each->send(list);
    CHECK(each->read_answer().status == 200);
  }
  CHECK(raw_client(port, "127.0.0.9").is_closed_by_peer());
  CHECK(both.program.stop() == 0);
  const auto log = both.program.access_log();
  CHECK(says(log, R"("client":"127.0.0.7:)"));
  CHECK(says(log, R"("client":"[::1]:)"));
  CHECK_FALSE(says(log, "ffff"));
}

TEST_CASE("Listeners on [::] and on 0.0.0.0 share a port, in either order") {
  own_network apart;
  if (!apart.is_there()) {
    WARN("no namespace with IPv6 here: nothing was tested");
    return;
  }
  const auto port = tests::dead_port();
  const std::string six = "[::]:" + std::to_string(port), four = "0.0.0.0:" + std::to_string(port),
                    one = "127.0.0.5:" + std::to_string(port);
  for (const auto& order : {std::vector{six, four}, {four, six}, {six, one}, {one, six, four}}) {
    gateway both(with{{"listeners", listeners(order)}, {"workers", "2"}});
    for (int i = 0; i < 4; ++i) {
      CHECK(status_of(port, "::1") == 200);
      CHECK(status_of(port, "127.0.0.3") == 200);
    }
    CHECK(both.program.stderr_text().find("another process") == std::string::npos);
    CHECK(both.program.stop() == 0);
  }
}

TEST_CASE("The reference engine on [::] takes IPv4, too, and its two listeners may share a port") {
  own_network apart;
  if (!apart.is_there()) {
    WARN("no namespace with IPv6 here: nothing was tested");
    return;
  }
  const auto port = std::to_string(tests::dead_port());
  const std::string numbers = "numbers: [{name: a, number: 5511999990009, key: a1b2c3}]\n";
  const std::string api = "[::]:" + port;
  for (const std::string& media : {std::string("127.0.0.1:0"), "0.0.0.0:" + port}) {
    temporary_directory folder;
    write_file(folder.path() / "engine.yaml", numbers + "api: \"" + api + "\"\nmedia: \"" + media + "\"\n");
    ramal_process program(std::vector<std::string>{"engine", "--config", (folder.path() / "engine.yaml").string()});
    REQUIRE(program.wait_for_stderr("engine listening on port " + port));
    for (const char* from : {"::1", "127.0.0.1"}) {
      raw_client client(static_cast<std::uint16_t>(std::stoi(port)), from);
      client.send("GET /_engine/health HTTP/1.1\r\nHost: a\r\n\r\n");
      CHECK(client.read_answer().status == (media.starts_with("0") && from[0] != ':' ? 404 : 200));
    }
    CHECK(program.stop() == 0);
  }
}

TEST_CASE("O7b a second process on the same address is told by both, and so is its end") {
  const auto port = std::to_string(tests::dead_port());
  const std::string here = "127.0.0.1:" + port, everywhere = "0.0.0.0:" + port;
  for (const auto& [one, other] : {std::pair{here, here}, {everywhere, here}, {here, everywhere}}) {
    gateway first(with{{"listeners", listeners({one})}, {"workers", "2"}});
    CHECK_FALSE(says(first.program.stderr_text(), "another process"));
    {
      gateway second(with{{"listeners", listeners({other})}, {"workers", "2"}});
      CHECK(second.program.wait_for_stderr("another process listens on " + other + ", too"));
      CHECK(first.program.wait_for_stderr("another process listens on " + one + ", too"));
    }
    CHECK(first.program.wait_for_stderr("no other process listens on " + one + " any more"));
  }
}

TEST_CASE("A process on another port of the same address is nobody's concern") {
  gateway first, second;
  CHECK(first.ask(list).status == 200);
  CHECK(second.program.stop() == 0);
  CHECK(first.program.stop() == 0);
  for (const auto* each : {&first, &second}) CHECK_FALSE(says(each->program.stderr_text(), "another process"));
}

TEST_CASE("An address that this machine does not have ends the program with 69 and says so") {
  for (const std::string command : {"serve", "engine"}) {
    for (const std::string address : {"203.0.113.7:8080", "[2001:db8::7]:8080"}) {
      const auto seen = end_of(command, address);
      INFO(seen.said);
      CHECK(seen.code == 69);
      CHECK(says(seen.said, address + ": this machine has no such address"));
      CHECK_FALSE(says(seen.said, "stop the program"));
    }
  }
}

TEST_CASE("A port that is taken ends the program with 69 and says what to do") {
  const listening_socket taken;
  for (const std::string command : {"serve", "engine"}) {
    const std::string address = "127.0.0.1:" + std::to_string(taken.port());
    const auto seen = end_of(command, address);
    INFO(seen.said);
    CHECK(seen.code == 69);
    CHECK(says(seen.said, address + ": stop the program that listens there (ss -ltnp shows it), or choose another"));
  }
}

TEST_CASE("A port below 1024 without the right to it ends the program with 69 and says which right it is") {
  if (std::stoi(read_file("/proc/sys/net/ipv4/ip_unprivileged_port_start")) <= 999) {
    WARN("every port is free here: nothing was tested");
    return;
  }
  ending of_serve, of_engine;
  std::thread([&] {  // what it gives up is its own, and lost to what it starts
    ::prctl(PR_CAPBSET_DROP, CAP_NET_BIND_SERVICE);
    of_serve = end_of("serve", "127.0.0.1:999");
    of_engine = end_of("engine", "127.0.0.1:999");
  })
      .join();
  for (const auto* seen : {&of_serve, &of_engine}) {
    INFO(seen->said);
    CHECK(seen->code == 69);
    CHECK(says(seen->said, "127.0.0.1:999: ports below 1024 need a right"));
    CHECK_FALSE(says(seen->said, "stop the program"));
  }
}

}  // namespace ramal::system_tests
