// Rule L6 of http-rules.md: more connections than there is room for, whatever path they are for.
#include <catch2/catch.hpp>

#include <sys/resource.h>

#include "tests/system/hooked_gateway.hpp"
#include "tests/system/own_network.hpp"

namespace ramal::system_tests {
namespace {

const std::string list = get("/call/list");
const std::string half = list.substr(0, 40);

std::vector<raw_client> several(const gateway& at, int count, const char* from = nullptr) {
  std::vector<raw_client> made;
  for (int i = 0; i < count; ++i) made.push_back(at.connect(from));
  return made;
}

bool is_served(raw_client& client, const std::string& request = list) {
  client.send(request);
  return client.read_answer().status == 200;
}

const std::string event = event_post(odd_event);

}  // namespace

TEST_CASE("L6 an address with as many connections as it may have gets no more, others do, and each end makes room") {
  for (const std::string& request : {list, event}) {
    gateway both(with_hook({{"limits.connections_per_address", "3"}, {"workers", "2"}}));
    auto mine = several(both, 3);
    for (auto& each : mine) CHECK(is_served(each, request));
    for (int i = 0; i < 3; ++i) {
      auto refused = both.connect();
      CHECK(refused.is_closed_by_peer());
    }
    auto other = both.connect("127.0.0.2");
    CHECK(is_served(other, request));
    CHECK(both.engine.requests().size() == (request == list ? 4 : 0));
    mine.pop_back();
    const auto until = within();
    bool again = false;
    while (!again && std::chrono::steady_clock::now() < until) {
      auto next = both.connect();
      again = is_served(next, request);
    }
    CHECK(again);
  }
}

TEST_CASE("L6 an address that loses connections is named once in the program's log, and so are others") {
  gateway both(with{{"limits.connections_per_address", "2"}, {"workers", "2"}});
  for (const char* address : {"127.0.0.1", "127.0.0.2"}) {
    auto mine = several(both, 2, address);
    for (auto& each : mine) CHECK(is_served(each));
    for (int i = 0; i < 10; ++i) CHECK(both.connect(address).is_closed_by_peer());
    CHECK(both.program.wait_for_stderr(std::string(address) + " has as many connections as one address may have "
                                                              "(limits.connections_per_address: 2)"));
  }
  CHECK(both.program.stop() == 0);
  const std::string log = both.program.stderr_text(), line = "has as many connections";
  std::size_t lines = 0;
  for (auto at = log.find(line); at != std::string::npos; at = log.find(line, at + 1)) ++lines;
  CHECK(lines == 2);
}

TEST_CASE("L6 a trusted proxy's connections are its clients': they have no limit, those of others have") {
  gateway both(with{
      {"limits.connections_per_address", "2"}, {"trusted_proxies", "[127.0.0.9, 127.1.0.0/16]"}, {"workers", "2"}});
  for (const char* proxy : {"127.0.0.9", "127.1.2.3"}) {
    auto many = several(both, 20, proxy);
    for (auto& each : many) CHECK(is_served(each));
  }
  auto mine = several(both, 2, "127.0.0.8");
  for (auto& each : mine) CHECK(is_served(each));
  CHECK(both.connect("127.0.0.8").is_closed_by_peer());
  CHECK(both.engine.requests().size() == 42);
}

TEST_CASE("L6 the connections from one IPv6 /64 count as those of one address") {
  own_network apart;
  if (!apart.is_there()) {
    WARN("no namespace with IPv6 here: nothing was tested");
    return;
  }
  const auto first = "fd00:1:0:1::1", second = "fd00:1:0:1:ffff:ffff:ffff:ffff", other = "fd00:1:0:2::1";
  for (const char* address : {first, second, other}) REQUIRE(apart.add_address(address));
  const auto port = tests::dead_port();
  const std::string listeners = "[{address: \"127.0.0.1:0\"}, {address: \"[::1]:" + std::to_string(port) + "\"}]";
  gateway both(with{{"limits.connections_per_address", "2"}, {"listeners", listeners}});
  raw_client one(port, first), two(port, second);
  CHECK(is_served(one));
  CHECK(is_served(two));
  for (const char* full : {first, second}) CHECK(raw_client(port, full).is_closed_by_peer());
  raw_client elsewhere(port, other);
  CHECK(is_served(elsewhere));
  CHECK(is_served(one));
  CHECK(both.engine.requests().size() == 4);
}

TEST_CASE("L6 above 80 % heads have crowded_head_timeout, silent connections too, and others are served on") {
  for (const bool silent : {true, false}) {
    gateway both(with{{"limits.connections", "10"}, {"limits.crowded_head_timeout", "300ms"}});
    auto good = both.connect();
    CHECK(is_served(good));
    auto others = several(both, 8);  // the first is the oldest: it goes if anybody does
    if (!silent)
      for (auto& each : others) each.send(half);
    CHECK(is_served(good));
    if (!silent) {
      const auto seen = others.front().read_answer();
      CHECK(seen.status == 408);
      CHECK(code_of(seen) == "REQUEST_TIMEOUT");
    }
    CHECK(others.front().is_closed_by_peer());
    CHECK(is_served(good));
    CHECK(both.engine.requests().size() == 3);
  }
}

TEST_CASE("L6 with no room left the oldest incomplete head goes, and a waiting connection is accepted") {
  gateway both(with{{"limits.connections", "10"}});
  auto slow = several(both, 10);
  for (auto& each : slow) each.send(half);
  auto good = both.connect();
  CHECK(is_served(good));
  const auto seen = slow.front().read_answer();
  CHECK(seen.status == 408);
  CHECK(slow.front().is_closed_by_peer());
  CHECK(both.engine.requests().size() == 1);
}

TEST_CASE("L6 good clients are served while a crowd that says nothing whole takes every place again and again") {
  const std::string unknown =
      "POST /api/layer/evolution-go/call/start HTTP/1.1\r\nHost: a\r\napikey: not-a-key\r\n"
      "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
  std::string wrong_hook = event_head() + "Content-Length: 1000\r\n\r\n{";
  wrong_hook.insert(wrong_hook.find(" HTTP"), "x");
  for (const std::string& said : {std::string(), half, unknown, event_head(), wrong_hook}) {
    CAPTURE(said);
    // an hour between ticks' effects: nothing but making room at once lets anybody in
    gateway both(with_hook({{"limits.connections", "16"}, {"limits.crowded_head_timeout", "1h"}}));
    std::vector<raw_client> crowd;
    const auto come = [&] {
      crowd.push_back(both.connect());
      if (!said.empty()) crowd.back().send(said);
    };
    for (int i = 0; i < 40; ++i) come();
    for (int i = 0; i < 20; ++i) {
      auto good = both.connect();
      CHECK(is_served(good, i % 2 == 0 ? list : event));
      for (int each = 0; each < 4; ++each) come();
    }
    CHECK(both.engine.requests().size() == 10);
  }
}

TEST_CASE("L6 too few descriptors: it does not start, and says what to raise") {
  gateway working;
  tests::temporary_directory folder;
  tests::write_file(folder.path() / "ramal.yaml",
                    gateway_yaml("http://127.0.0.1:1", {{"limits.in_flight", "1000000"}, {"log.access", "off"}}));
  ramal_process program(std::vector<std::string>{"serve", "--config", (folder.path() / "ramal.yaml").string()});
  CHECK(program.wait() == 78);
  CHECK(program.stderr_text().find("raise it (ulimit -n") != std::string::npos);
}

}  // namespace ramal::system_tests
