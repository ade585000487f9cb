// When the engine's name is looked up again (http-rules.md U15).
#include <catch2/catch.hpp>

#include "proxy/net/upstream/resolver.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/name_server.hpp"

namespace ramal::net {
namespace {

using namespace std::chrono_literals;
using tests::eventually;
using tests::name_server;

constexpr auto patience = 20s;

std::string found(const resolver& names) {
  const auto all = names.addresses();
  return all->empty() ? "" : to_text(all->front());
}

}  // namespace

TEST_CASE("U15 a name is looked up again when its time to live is over") {
  name_server server;
  server.answer(1, 1);
  resolver names("engine.test", 8090, server.address());
  names.wait_first(patience);
  CHECK(found(names) == "127.0.0.1:8090");
  server.answer(2, 3'600);
  CHECK(eventually([&] { return found(names) == "127.0.0.2:8090"; }));
  CHECK(server.questions() >= 2);
}

TEST_CASE("U15 a name is not looked up before its time to live is over, unless its addresses led nowhere") {
  name_server server;
  server.answer(1, 3'600);
  resolver names("engine.test", 80, server.address());
  names.wait_first(patience);
  const auto asked = server.questions();
  tests::let_pass(1'500ms);
  CHECK(server.questions() == asked);
  server.answer(2, 3'600);
  names.refresh();
  CHECK(eventually([&] { return found(names) == "127.0.0.2:80"; }));
}

TEST_CASE("U15 a look-up that fails keeps the addresses that were known, and is tried again") {
  name_server server;
  server.answer(1, 1);
  resolver names("engine.test", 80, server.address());
  names.wait_first(patience);
  server.answer(0, 0);
  const auto asked = server.questions();
  CHECK(eventually([&] { return server.questions() > asked + 2; }));
  CHECK(found(names) == "127.0.0.1:80");
  const auto before = server.questions();
  tests::let_pass(1'500ms);
  CHECK(server.questions() < before + 20);  // with a pause between them
  server.answer(3, 1);
  CHECK(eventually([&] { return found(names) == "127.0.0.3:80"; }));
}

TEST_CASE("U15 a name that is not known at first is found later") {
  name_server server;
  resolver names("engine.test", 80, server.address());
  names.wait_first(patience);
  CHECK(found(names) == "");
  server.answer(1, 60);
  CHECK(eventually([&] { return found(names) == "127.0.0.1:80"; }));
}

TEST_CASE("an address needs no look-up") {
  name_server server;
  resolver names("127.0.0.9", 80, server.address());
  names.wait_first(patience);
  CHECK(found(names) == "127.0.0.9:80");
  CHECK(server.questions() == 0);
}

}  // namespace ramal::net
