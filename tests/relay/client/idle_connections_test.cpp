// Connections that are used again (webhooks.md section 6).
#include "tests/relay/client/client_fixture.hpp"

namespace ramal::relay::tests {
namespace {

client_settings with_bounds(idle_bounds bounds) {
  client_settings made;
  made.idle = bounds;
  return made;
}

// As many deliveries at a time, each with a connection of its own.
void deliver_at_once(client_fixture& fixture, const delivery_request& what, std::size_t count) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < count; ++i)
    fixture.client.start(what, nullptr, [&](const delivery_result& result) { done += result.status == 200; });
  REQUIRE(fixture.wait_for([&] { return done == count; }));
}

}  // namespace

TEST_CASE("deliveries of one destination use its connection again, those of another one do not") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  auto other = fixture.to(bot);
  other.destination = "other";
  for (int i = 0; i < 3; ++i) CHECK(fixture.deliver(fixture.to(bot)).status == 200);
  CHECK(bot.connections() == 1);
  CHECK(fixture.deliver(other).status == 200);
  CHECK(bot.connections() == 2);
  CHECK(fixture.http->idle() == 2);
}

TEST_CASE("a connection that says it ends is not used again") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  for (const std::string head : {"HTTP/1.1 200 OK\r\nConnection: close\r\n", "HTTP/1.0 200 OK\r\n"}) {
    bot.reply({head + "Content-Length: 2\r\n\r\nok", bot_end::hold, false});
    CHECK(fixture.deliver(fixture.to(bot)).status == 200);
    CHECK(fixture.http->idle() == 0);
  }
}

TEST_CASE("bytes behind the answer end the connection") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  bot.reply(
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 Once too often\r\n\r\n", bot_end::hold, false});
  CHECK(fixture.deliver(fixture.to(bot)).status == 200);
  CHECK(fixture.http->idle() == 0);
}

TEST_CASE("an idle connection is closed after its time") {
  idle_bounds bounds;
  bounds.time = 20ms;
  client_fixture fixture(with_bounds(bounds));
  stub_bot bot(fixture.loop);
  CHECK(fixture.deliver(fixture.to(bot)).status == 200);
  CHECK(fixture.wait_for([&] { return fixture.http->idle() == 0 && bot.closed() == 1; }));
}

TEST_CASE("an idle connection that the bot ends is let go") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  bot.reply({"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", bot_end::close, false});
  CHECK(fixture.deliver(fixture.to(bot)).status == 200);
  CHECK(fixture.wait_for([&] { return fixture.http->idle() == 0; }));
}

TEST_CASE("idle connections are bounded for a destination, and for all together") {
  idle_bounds bounds;
  bounds.most_of_one = 2;
  bounds.most = 3;
  client_fixture fixture(with_bounds(bounds));
  stub_bot bot(fixture.loop);
  auto what = fixture.to(bot);
  deliver_at_once(fixture, what, 4);
  CHECK(bot.connections() == 4);
  CHECK(fixture.http->idle() == 2);
  what.destination = "other";
  deliver_at_once(fixture, what, 4);
  CHECK(fixture.http->idle() <= 3);
  CHECK(fixture.wait_for([&] { return bot.closed() >= 5; }));
}

TEST_CASE("a connection that has lived long is not kept") {
  idle_bounds bounds;
  bounds.longest_life = 0ms;
  client_fixture fixture(with_bounds(bounds));
  stub_bot bot(fixture.loop);
  CHECK(fixture.deliver(fixture.to(bot)).status == 200);
  CHECK(fixture.http->idle() == 0);
}

TEST_CASE("an idle connection that the bot closes at the next request is tried again once, on a new connection") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  for (const bot_end end : {bot_end::close, bot_end::reset}) {
    CHECK(fixture.deliver(fixture.to(bot)).status == 200);
    const auto before = bot.connections();
    bot.reply({"", end, false});
    fixture.sent = 0;
    CHECK(fixture.deliver(fixture.to(bot)).status == 200);
    CHECK(fixture.sent == 1);
    CHECK(bot.connections() == before + 1);
  }
  CHECK(bot.requests().size() == 6);
  for (const std::string& request : bot.requests()) CHECK(request == bot.requests().front());
}

TEST_CASE("the second try is the last one, and there is none once an answer has begun or the time is over") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  CHECK(fixture.deliver(fixture.to(bot)).status == 200);
  bot.reply({"", bot_end::close, false});
  bot.reply({"", bot_end::close, false});
  CHECK(fixture.deliver(fixture.to(bot)).failure == delivery_failure::closed);
  CHECK(bot.requests().size() == 3);
  CHECK(fixture.deliver(fixture.to(bot)).status == 200);
  bot.reply({"H", bot_end::close, false});
  CHECK(fixture.deliver(fixture.to(bot)).failure == delivery_failure::closed);
  CHECK(bot.requests().size() == 5);
  CHECK(fixture.deliver(fixture.to(bot)).status == 200);
  bot.reply({"", bot_end::hold, false});
  auto hurried = fixture.to(bot);
  hurried.timeout = 50ms;
  CHECK(fixture.deliver(hurried).failure == delivery_failure::timeout);
  CHECK(bot.requests().size() == 7);
}

}  // namespace ramal::relay::tests
