// Names, and the addresses that they lead to (webhooks.md section 12).
#include "tests/harness/name_server.hpp"
#include "tests/harness/socket.hpp"
#include "tests/relay/client/client_fixture.hpp"

namespace ramal::relay::tests {
namespace {

using ramal::tests::name_server;

const name_server::addresses here{{127, 0, 0, 1}}, metadata{{169, 254, 169, 254}};

client_settings with_names(const name_server& names) {
  client_settings made;
  made.name_servers = names.address();
  made.idle.longest_life = 0ms;  // every delivery dials
  return made;
}

}  // namespace

TEST_CASE("W16 the address that was judged is dialled, whatever the name server says next") {
  name_server names;
  names.answer_with(here, 1);
  names.then(metadata);
  client_fixture fixture(with_names(names));
  stub_bot bot(fixture.loop);
  const auto request = fixture.to("bot.test", bot.port());
  CHECK(fixture.deliver(request).status == 200);
  CHECK(names.questions() == 1);
  delivery_result result;
  CHECK(fixture.wait_for([&] {
    result = fixture.deliver(request);  // of the same answer, until its time to live is over
    return result.status == 0;
  }));
  CHECK(names.questions() >= 2);
  CHECK(result.failure == delivery_failure::address);
  CHECK(says(result, "its address 169.254.169.254 is link-local, where no delivery may go"));
  REQUIRE_FALSE(bot.requests().empty());
  CHECK(bot.requests().at(0).find("\r\nHost: bot.test:" + std::to_string(bot.port()) + "\r\n") != std::string::npos);
}

TEST_CASE("W16 of several addresses those that are refused are skipped, and the others are tried in order") {
  name_server names;
  client_fixture fixture(with_names(names));
  stub_bot bot(fixture.loop, "127.0.0.1");
  const auto request = fixture.to("bot.test", bot.port());
  names.answer_with({{169, 254, 169, 254}, {127, 0, 0, 9}, {127, 0, 0, 1}}, 60);  // nobody listens at 127.0.0.9
  CHECK(fixture.deliver(request).status == 200);
  CHECK(bot.connections() == 1);
}

TEST_CASE("W16 a name whose addresses are all refused is a failure that names one") {
  name_server names;
  client_fixture fixture(with_names(names));
  names.answer_with({{0, 0, 0, 0}, {255, 255, 255, 255}}, 60);
  const auto result = fixture.deliver(fixture.to("bot.test", 80));
  CHECK(result.failure == delivery_failure::address);
  CHECK(says(result, "bot.test port 80: its address "));
}

TEST_CASE("W16 a literal is judged like a name's address, and our own listener is refused") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  CHECK(fixture.deliver(fixture.to("169.254.169.254", 80)).failure == delivery_failure::address);
  CHECK(fixture.deliver(fixture.to("::ffff:169.254.169.254", 80)).failure == delivery_failure::address);
  for (const char* own : {"127.0.0.1", "0.0.0.0", "::"}) {
    fixture.http->own_listeners({tcp::endpoint(asio::ip::make_address(own), bot.port())});
    const auto result = fixture.deliver(fixture.to(bot));
    CHECK(result.failure == delivery_failure::address);
    CHECK(says(result, "is a listener of this gateway itself"));
  }
  CHECK(bot.connections() == 0);
  fixture.http->own_listeners({});
  CHECK(fixture.deliver(fixture.to(bot)).status == 200);
}

TEST_CASE("a name that leads nowhere, a name server that fails and one that is silent are told apart") {
  name_server names;
  client_fixture fixture(with_names(names));
  names.fail_with(name_server::no_such_name);
  CHECK(says(fixture.deliver(fixture.to("a.test", 80)), "a.test port 80: the name server knows no address"));
  names.fail_with(2);
  const auto failing = fixture.deliver(fixture.to("b.test", 80));
  CHECK(failing.failure == delivery_failure::name);
  CHECK(says(failing, "cannot look this name up"));
  names.keep_silent();
  auto request = fixture.to("c.test", 80);
  request.connect_timeout = 30ms;
  const auto silent = fixture.deliver(request);
  CHECK(silent.failure == delivery_failure::name);
  CHECK(says(silent, "no name server answers"));
}

TEST_CASE("deliveries that need one name at a time ask once") {
  name_server names;
  names.answer_with(here, 60);
  client_fixture fixture(with_names(names));
  stub_bot bot(fixture.loop);
  std::size_t done = 0;
  for (int i = 0; i < 8; ++i)
    fixture.client.start(fixture.to("bot.test", bot.port()), nullptr,
                         [&](const delivery_result& result) { done += result.status == 200; });
  CHECK(fixture.wait_for([&] { return done == 8; }));
  CHECK(names.questions() == 1);
}

TEST_CASE("addresses that lead nowhere are looked up again") {
  name_server names;
  names.answer_with({{127, 0, 0, 9}}, 3'600);
  client_fixture fixture(with_names(names));
  stub_bot bot(fixture.loop);
  const auto request = fixture.to("bot.test", bot.port());
  CHECK(fixture.deliver(request).failure == delivery_failure::connect);
  names.answer_with(here, 3'600);
  CHECK(fixture.deliver(request).status == 200);
  CHECK(names.questions() == 2);
}

}  // namespace ramal::relay::tests
