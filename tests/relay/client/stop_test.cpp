// The end of the program: every attempt is completed, and none after it.
#include "tests/harness/name_server.hpp"
#include "tests/relay/client/client_fixture.hpp"

namespace ramal::relay::tests {

TEST_CASE("a stop completes every attempt before it returns, wherever it is") {
  ramal::tests::name_server names;
  names.keep_silent();
  client_settings settings;
  settings.name_servers = names.address();
  client_fixture fixture(settings);
  stub_bot waiting(fixture.loop), silent(fixture.loop);
  silent.keep_silent();
  waiting.reply({"", bot_end::hold, false});
  std::vector<delivery_result> results;
  const auto done = [&](delivery_result result) { results.push_back(std::move(result)); };
  fixture.client.start(fixture.to("bot.test", 80), nullptr, done);  // waits for its name
  fixture.client.start(fixture.to(silent), nullptr, done);          // for an answer
  fixture.client.start(
      fixture.to(waiting), [&] { ++fixture.sent; }, done);
  CHECK(fixture.wait_for([&] { return fixture.sent == 1 && names.questions() > 0 && silent.connections() == 1; }));
  fixture.client.start(fixture.to(waiting), nullptr, done);  // has not begun
  CHECK(results.empty());
  fixture.client.stop();
  REQUIRE(results.size() == 4);
  for (const auto& one : results) {
    CHECK(one.failure == delivery_failure::stopped);
    fixture.check(one);
  }
  CHECK(results[2].sent);
  CHECK_FALSE(results[0].sent);
  CHECK_FALSE(results[3].sent);
  fixture.client.start(fixture.to(waiting), nullptr, done);
  CHECK(results.size() == 5);
  fixture.client.stop();
  waiting.stop();
  silent.stop();
  fixture.wait_for([&] { return fixture.loop.stopped(); });
  CHECK(results.size() == 5);
  CHECK(waiting.connections() == 1);
}

TEST_CASE("an answer whose head has come when the program ends is an answer") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  bot.reply({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", bot_end::hold, false});
  std::optional<delivery_result> result;
  fixture.client.start(fixture.to(bot), nullptr, [&](delivery_result made) { result = std::move(made); });
  CHECK(fixture.wait_for([&] { return bot.requests().size() == 1; }));
  fixture.loop.run_for(10ms);
  fixture.client.stop();
  REQUIRE(result.has_value());
  CHECK(result->status == 200);
  CHECK(result->answer == "abc");
}

TEST_CASE("a stop from within a completion is fine, and so is the end of the client") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  std::size_t done = 0;
  bot.reply({});
  bot.reply({"", bot_end::hold, false});
  for (int i = 0; i < 2; ++i)
    fixture.client.start(fixture.to(bot), nullptr, [&](const delivery_result&) {
      ++done;
      fixture.client.stop();
    });
  CHECK(fixture.wait_for([&] { return done == 2; }));
  CHECK(fixture.http->in_flight() == 0);
  {
    http_client other(fixture.loop, {});
    http_exchange exchange;
    exchange.what = fixture.to(bot);
    other.start(std::move(exchange), nullptr, [&](const http_outcome&) { ++done; });
  }
  CHECK(done == 3);
}

}  // namespace ramal::relay::tests
