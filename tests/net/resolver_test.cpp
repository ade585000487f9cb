// When the engine's name is looked up again (http-rules.md U15).
#include <catch2/catch.hpp>

#include <thread>

#include "proxy/net/upstream/resolver.hpp"
#include "tests/harness/name_server.hpp"

namespace ramal::net {
namespace {

using namespace std::chrono_literals;
using tests::name_server;

constexpr auto patience = 20s;

// A resolver on a loop that runs while the test waits.
struct looked_up {
  looked_up(const std::string& host, std::uint16_t port, const std::string& servers)
      : names(resolver::begin(loop, host, port, servers)) {
    REQUIRE(wait_for([&] { return names->has_looked_up(); }));
  }

  template <class Condition>
  bool wait_for(Condition&& condition, std::chrono::milliseconds most = patience) {
    const auto until = std::chrono::steady_clock::now() + most;
    while (!condition() && std::chrono::steady_clock::now() < until) loop.run_one_for(10ms);
    return condition();
  }
  std::string found() const {
    const auto all = names->addresses()->newest();
    return all->empty() ? "" : to_text(all->front());
  }

  boost::asio::io_context loop;
  std::shared_ptr<resolver> names;
};

}  // namespace

TEST_CASE("U15 a name is looked up again when its time to live is over") {
  name_server server;
  server.answer(1, 1);
  looked_up names("engine.test", 8090, server.address());
  CHECK(names.found() == "127.0.0.1:8090");
  server.answer(2, 3'600);
  CHECK(names.wait_for([&] { return names.found() == "127.0.0.2:8090"; }));
  CHECK(server.questions() >= 2);
}

TEST_CASE("U15 a name is not looked up before its time to live is over, unless its addresses led nowhere") {
  name_server server;
  server.answer(1, 3'600);
  looked_up names("engine.test", 80, server.address());
  const auto asked = server.questions();
  CHECK_FALSE(names.wait_for([&] { return server.questions() != asked; }, 1'500ms));
  server.answer(2, 3'600);
  names.names->addresses()->refresh();
  CHECK(names.wait_for([&] { return names.found() == "127.0.0.2:80"; }));
}

TEST_CASE("U15 a look-up that fails keeps the addresses that were known, and is tried again") {
  name_server server;
  server.answer(1, 1);
  looked_up names("engine.test", 80, server.address());
  server.answer(0, 0);
  const auto asked = server.questions();
  CHECK(names.wait_for([&] { return server.questions() > asked + 2; }));
  CHECK(names.found() == "127.0.0.1:80");
  const auto before = server.questions();
  CHECK_FALSE(names.wait_for([&] { return server.questions() >= before + 20; }, 1'500ms));  // with a pause between them
  server.answer(3, 1);
  CHECK(names.wait_for([&] { return names.found() == "127.0.0.3:80"; }));
}

TEST_CASE("U15 a name that is not known at first is found later") {
  name_server server;
  looked_up names("engine.test", 80, server.address());
  CHECK(names.found() == "");
  server.answer(1, 60);
  CHECK(names.wait_for([&] { return names.found() == "127.0.0.1:80"; }));
}

TEST_CASE("U15 many failures at once lead to one more look-up, from whatever thread they come") {
  name_server server;
  server.answer(1, 3'600);
  looked_up names("engine.test", 80, server.address());
  const auto asked = server.questions();
  const auto addresses = names.names->addresses();
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&] {
      for (int j = 0; j < 1'000; ++j) addresses->refresh();
    });
  for (auto& each : workers) each.join();
  CHECK(names.wait_for([&] { return server.questions() == asked + 1; }));
  CHECK_FALSE(names.wait_for([&] { return server.questions() > asked + 1; }, 1'200ms));
}

TEST_CASE("U15 a resolver that ends in the middle of a look-up leaves its addresses and its loop in order") {
  name_server server;
  server.keep_silent();
  boost::asio::io_context loop;
  auto names = resolver::begin(loop, "engine.test", 80, server.address());
  const auto addresses = names->addresses();
  loop.run_for(10ms);
  CHECK_FALSE(names->has_looked_up());
  names.reset();
  addresses->refresh();
  loop.restart();
  CHECK(loop.run_for(patience) > 0);
  CHECK(loop.stopped());  // nothing is left to wait for
  CHECK(addresses->newest()->empty());
  CHECK(addresses->why_none() == routes::reason::name_pending);
}

TEST_CASE("U15 a name server that fails is told from one that is not there") {
  name_server server;
  looked_up failing("engine.test", 80, server.address());
  CHECK(failing.names->addresses()->why_none() == routes::reason::name_server_failed);
  looked_up nobody("engine.test", 80, "127.0.0.1:1");
  CHECK(nobody.names->addresses()->why_none() == routes::reason::no_name_server);
}

TEST_CASE("an address needs no look-up") {
  name_server server;
  looked_up names("127.0.0.9", 80, server.address());
  CHECK(names.found() == "127.0.0.9:80");
  CHECK(server.questions() == 0);
}

}  // namespace ramal::net
