// One attempt to deliver an event (webhooks.md section 6).
#include <boost/asio/post.hpp>

#include "tests/harness/socket.hpp"
#include "tests/relay/client/client_fixture.hpp"

namespace ramal::relay::tests {
namespace {

bot_reply reply(std::string text, bot_end end = bot_end::keep) { return {std::move(text), end, false}; }

}  // namespace

TEST_CASE("a delivery is one POST with the headers that it was given, and its answer is handed on") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  bot.reply(reply("HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 9\r\n\r\nnot today"));
  const auto result = fixture.deliver(fixture.to(bot));
  CHECK(result.status == 503);
  CHECK(result.retry_after == "120");
  CHECK(result.answer == "not today");
  CHECK(result.sent);
  CHECK(fixture.sent == 1);
  REQUIRE(bot.requests().size() == 1);
  CHECK(bot.requests().at(0) ==
        "POST /canary-path?token=canary HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(bot.port()) +
            "\r\nContent-Type: application/json\r\nAuthorization: Bearer canary\r\n"
            "Content-Length: 21\r\n\r\n{\"event\":\"CallOffer\"}");
}

TEST_CASE("the last byte is said to be written before the answer comes") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  bot.reply(reply("", bot_end::hold));
  bool done = false;
  fixture.client.start(
      fixture.to(bot), [&] { ++fixture.sent; }, [&](const delivery_result&) { done = true; });
  CHECK(fixture.wait_for([&] { return fixture.sent == 1; }));
  CHECK_FALSE(done);
  fixture.client.stop();
  CHECK(done);
}

TEST_CASE("W8 a redirect is an answer, and nobody follows it") {
  client_fixture fixture;
  stub_bot bot(fixture.loop), elsewhere(fixture.loop);
  for (const std::string status : {"301 Moved", "307 Temporary", "308 Permanent"}) {
    bot.reply(reply("HTTP/1.1 " + status + "\r\nLocation: http://127.0.0.1:" + std::to_string(elsewhere.port()) +
                    "/\r\nContent-Length: 0\r\n\r\n"));
    CHECK(fixture.deliver(fixture.to(bot)).status == std::stoul(status));
  }
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("answers in front of the final one are skipped") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  bot.reply(
      reply("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"));
  CHECK(fixture.deliver(fixture.to(bot)).status == 202);
}

TEST_CASE("of the answer's body 512 bytes are kept, and a body over 4 KiB ends the connection") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  const auto answer_of = [](std::size_t size) {
    return reply("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x'));
  };
  bot.reply(answer_of(4'096));
  bot.reply(answer_of(4'097));
  CHECK(fixture.deliver(fixture.to(bot)).answer == std::string(512, 'x'));
  CHECK(fixture.http->idle() == 1);
  CHECK(fixture.deliver(fixture.to(bot)).answer == std::string(512, 'x'));
  CHECK(bot.connections() == 1);
  CHECK(fixture.http->idle() == 0);
  CHECK(fixture.deliver(fixture.to(bot)).status == 200);
  CHECK(bot.connections() == 2);
}

TEST_CASE("a body without an end is cut, and the answer counts") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
  auto request = fixture.to(bot);
  bot.reply(reply(head, bot_end::hold));
  request.body_timeout = 20ms;
  const auto by_body = fixture.deliver(request);
  CHECK(by_body.status == 200);
  CHECK(by_body.answer == "abc");
  CHECK(fixture.wait_for([&] { return bot.closed() == 1; }));
  bot.reply(reply(head, bot_end::hold));
  request.body_timeout = 1h;
  request.timeout = 100ms;
  CHECK(fixture.deliver(request).status == 200);
  CHECK(fixture.wait_for([&] { return bot.closed() == 2; }));
}

TEST_CASE("an answer that does not come in time is a failure that says so") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  auto request = fixture.to(bot);
  request.timeout = 50ms;
  for (const std::string part : {"", "HTTP/1.1 200 OK\r\nContent-"}) {
    bot.reply(reply(part, bot_end::hold));
    const auto result = fixture.deliver(request);
    CHECK(result.failure == delivery_failure::timeout);
    CHECK(result.sent);
    CHECK(says(result, "127.0.0.1 port " + std::to_string(bot.port()) + ": no answer in time"));
    CHECK(result.took >= 50ms);
  }
  CHECK(fixture.wait_for([&] { return bot.closed() == 2; }));
}

TEST_CASE("an answer that comes before the request was read is an answer") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  bot.reply({"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n", bot_end::hold, true});
  auto request = fixture.to(bot);
  request.body.assign(std::size_t(64) << 20, 'x');  // more than sockets take
  const auto result = fixture.deliver(std::move(request));
  CHECK(result.status == 413);
  CHECK_FALSE(result.sent);
  CHECK(fixture.sent == 0);
  CHECK(fixture.http->idle() == 0);
}

TEST_CASE("a connection that ends before an answer is a failure, on a new connection without a second try") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  for (const std::string part : {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-"}) {
    for (const bot_end end : {bot_end::close, bot_end::reset}) {
      bot.reply(reply(part, end));
      const auto result = fixture.deliver(fixture.to(bot));
      CAPTURE(part, result.error);
      CHECK(result.failure == delivery_failure::closed);
      CHECK(result.sent);
    }
  }
  CHECK(bot.requests().size() == 6);
}

TEST_CASE("an answer whose body breaks off counts, and one that ends with its connection does") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  bot.reply(reply("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", bot_end::close));
  bot.reply(reply("HTTP/1.1 200 OK\r\n\r\nabc", bot_end::close));
  bot.reply(reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n"));
  CHECK(fixture.deliver(fixture.to(bot)).answer == "abc");
  CHECK(fixture.deliver(fixture.to(bot)).answer == "abc");
  CHECK(fixture.deliver(fixture.to(bot)).status == 200);
  CHECK(fixture.http->idle() == 0);
}

TEST_CASE("what is no HTTP, or has a head without end, is a failure") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  for (const std::string& text :
       {std::string("SSH-2.0-OpenSSH_9.2\r\n"), "HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x')}) {
    bot.reply(reply(text, bot_end::hold));
    const auto result = fixture.deliver(fixture.to(bot));
    CHECK(result.failure == delivery_failure::malformed);
    CHECK(says(result, "does not speak HTTP"));
  }
}

TEST_CASE("a host where nobody listens is a failure that says so") {
  client_fixture fixture;
  const std::uint16_t port = ramal::tests::dead_port();
  const auto result = fixture.deliver(fixture.to("127.0.0.1", port));
  CHECK(result.failure == delivery_failure::connect);
  CHECK(says(result, "127.0.0.1 port " + std::to_string(port) + ": nothing listens there"));
  CHECK_FALSE(result.sent);
}

TEST_CASE("W6 a header that would begin another one sends nothing") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  auto request = fixture.to(bot);
  request.headers.emplace_back("X-Canary", "a\r\nX-Other: b");
  const auto result = fixture.deliver(request);
  CHECK(result.failure == delivery_failure::malformed);
  CHECK(bot.connections() == 0);
}

TEST_CASE("a delivery that has ended may start the next one") {
  client_fixture fixture;
  stub_bot bot(fixture.loop);
  std::vector<unsigned> seen;
  std::function<void(delivery_result)> again = [&](const delivery_result& result) {
    seen.push_back(result.status);
    if (seen.size() < 3) fixture.client.start(fixture.to(bot), nullptr, again);
  };
  fixture.client.start(fixture.to(bot), nullptr, again);
  CHECK(fixture.wait_for([&] { return seen.size() == 3; }));
  CHECK(seen == std::vector<unsigned>{200, 200, 200});
  CHECK(bot.connections() == 1);
}

}  // namespace ramal::relay::tests
