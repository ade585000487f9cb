// Receivers that answer in their own ways: a 2xx takes the webhook once, and the log says why one was not taken.
#include <catch2/catch.hpp>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <thread>

#include "engine/webhook_sender.hpp"
#include "tests/engine/hooked.hpp"
#include "tests/engine/log_lines.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace {

using strings = std::vector<std::string>;

// A call rings and is missed 5 s later; an hour later everything that would be tried again was tried again.
strings deliveries_to(hook_answer first) {
  hooked one({std::move(first)});
  one.client.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770408"})");
  one.hooks.wait_for(1);
  one.pass(std::chrono::seconds(2));  // an attempt that failed is due again
  one.pass(std::chrono::hours(1));
  strings all = names(one.hooks.wait_for(2));
  if (all.back() != "call.missed") all = names(one.hooks.wait_for(3));
  return all;
}

std::string many_headers() {
  std::string head = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 2'000; ++i) head += "X-Header-" + std::to_string(i) + ": some value\r\n";
  return head + "\r\n";
}

}  // namespace

TEST_CASE("a receiver that says 2xx gets the webhook once, however it says it") {
  const std::string open = "HTTP/1.1 200 OK\r\n\r\n";
  const std::string large = "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + std::string(3'000'000, 'x');
  const std::vector<std::pair<std::string, hook_answer>> rows{
      {"plain", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"},
      {"no reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"},
      {"no reason, blank", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"},
      {"100 first", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
      {"103 and 102 first", "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 102\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"},
      {"large body", large},
      {"many headers", many_headers()},
      {"a long header", "HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n"},
      {"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nok"},
      {"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"},
      {"broken chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz"},
      {"kept open without a length", hook_answer(open, true)},
      {"kept open behind the status line", hook_answer("HTTP/1.1 202 Accepted\r\n", true)},
      {"cut behind the status line", "HTTP/1.1 201 Created\r\n"},
      {"bare line ends", "HTTP/1.1 200 OK\n\nok"},
      {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"},
      {"odd header", "HTTP/1.1 200 OK\r\nno colon here\r\n folded\r\n\r\n"},
      {"upgrade offered", "HTTP/1.1 200 OK\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"},
      {"204", "HTTP/1.1 204 No Content\r\n\r\n"},
      {"299", "HTTP/1.1 299 Whatever\r\n\r\n"},
      {"lower case", "http/1.1 200 ok\r\n\r\n"},
  };
  for (const auto& [name, answer] : rows) {
    INFO(name);
    CHECK(deliveries_to(answer) == strings{"call.ringing", "call.missed"});
  }
}

TEST_CASE("a receiver that does not say 2xx gets the webhook again") {
  const std::vector<std::pair<std::string, hook_answer>> rows{
      {"500", "HTTP/1.1 500 Internal Server Error\r\n\r\n"},
      {"no reason", "HTTP/1.1 503\r\n\r\n"},
      {"redirect", "HTTP/1.1 307 Temporary Redirect\r\nLocation: /x\r\n\r\n"},
      {"101", "HTTP/1.1 101 Switching Protocols\r\n\r\n"},
      {"100 and then the end", "HTTP/1.1 100 Continue\r\n\r\n"},
      {"100 and then 400", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n"},
      {"HTTP/0.9", "ok\r\n"},
      {"cut", "HTTP/1.1 200"},
  };
  for (const auto& [name, answer] : rows) {
    INFO(name);
    CHECK(deliveries_to(answer) == strings{"call.ringing", "call.ringing", "call.missed"});
  }
}

TEST_CASE("the log says at info which webhook was not taken, why, and when it is tried again") {
  const log_lines log(spdlog::level::info);
  auto settings = test_settings();
  settings.webhook_secret = ramal::config::secret("canary-secret");
  hooked one({500, 302, "nonsense\r\n", "HTTP/1.1 100 Continue\r\n\r\n"}, settings);
  const std::string id = one.client.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770000"})")
                             .text("id");
  const std::string begin = "info engine: webhook call.ringing of " + id + " to 127.0.0.1 port ";
  CHECK(log.says(" was not taken in attempt 1 of 4: the receiver answered 500; again in 1 s\n"));
  CHECK(log.text().find(begin) == 0);
  one.pass(std::chrono::seconds(1));
  CHECK(log.says("attempt 2 of 4: the receiver answered 302, and redirects are not followed; again in 5 s\n"));
  one.pass(std::chrono::seconds(5));
  CHECK(log.says("attempt 3 of 4: what the receiver answered is no HTTP; again in 30 s\n"));
  one.pass(std::chrono::seconds(30));
  CHECK(log.says("was given up after attempt 4: reading the status line: the receiver closed the connection\n"));
  CHECK(log.text().find("warning engine: webhook call.ringing of " + id) != std::string::npos);
  CHECK(log.text().find("canary") == std::string::npos);
  CHECK(log.text().find("/hooks") == std::string::npos);
}

TEST_CASE("the log says at info that nobody listens where webhooks go") {
  const log_lines log(spdlog::level::info);
  auto settings = test_settings();
  settings.webhook_url = "http://127.0.0.1:1/?token=canary";
  server running(settings);
  running.start();
  api_client(running.api_port()).ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770000"})");
  CHECK(log.says("to 127.0.0.1 port 1 was not taken in attempt 1 of 4: connecting: Connection refused; again in 1 s"));
  CHECK(log.text().find("canary") == std::string::npos);
}

TEST_CASE("a receiver that goes on writing behind its status line is not reset") {
  asio::io_context receivers, context;
  tcp::acceptor acceptor(receivers, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  std::promise<void> judged;
  error_code failed;
  std::thread receiver([&] {
    tcp::socket peer = acceptor.accept();
    std::string request;
    asio::read_until(peer, asio::dynamic_buffer(request), "\r\n\r\n");
    asio::write(peer, asio::buffer(std::string("HTTP/1.1 200 OK\r\n\r\n")));
    judged.get_future().wait();
    const std::string piece(8'192, 'x');
    for (int i = 0; i < 32 && !failed; ++i) asio::write(peer, asio::buffer(piece), failed);
    error_code ended;
    peer.shutdown(tcp::socket::shutdown_send, ended);
    std::array<char, 1> end{};
    if (!failed) peer.read_some(asio::buffer(end), failed);
  });
  open_streams open;
  const auto url = parse_http_url("http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/");
  REQUIRE(url);
  const std::string request = webhook_request(*url, "{}", "");
  unsigned status = 0;
  asio::co_spawn(context, post_webhook(context, open, *url, request),
                 [&](const std::exception_ptr&, const post_result& result) {
                   status = result.status;
                   judged.set_value();
                 });
  context.run();
  receiver.join();
  CHECK(status == 200);
  CHECK(failed == asio::error::eof);
}

TEST_CASE("no more than ten thousand webhooks wait, and the log says which one was dropped") {
  const log_lines log(spdlog::level::info);
  asio::io_context context;
  manual_clock time(*parse_time("2026-01-31T12:00:00Z"));
  world all(test_settings());
  open_streams open;
  webhook_sender sender(context, time, all, open);
  const auto push = [&](const std::string& subject) {
    outgoing_webhook one;
    one.what = {"call.ringing", subject, "{}"};
    sender.push(std::move(one));
  };
  for (std::size_t i = 0; i < most_webhooks; ++i) push("call_waits");
  CHECK(log.text().empty());
  push("call_too_much");
  CHECK(log.text() == "warning engine: webhook call.ringing of call_too_much was dropped, 10000 are waiting\n");
}
