// A client on the loop of the test. What it says of a failure is looked through for secrets each time.
#pragma once

#include <catch2/catch.hpp>

#include <memory>
#include <optional>

#include "proxy/relay/client/http_client.hpp"
#include "tests/relay/client/stub_bot.hpp"

namespace ramal::relay::tests {

using namespace std::chrono_literals;

inline constexpr auto patience = 20s;

struct client_fixture {
  explicit client_fixture(const client_settings& settings = {})
      : http(std::make_shared<http_client>(loop, settings)), client(http) {}

  template <class Condition>
  bool wait_for(Condition&& condition, std::chrono::milliseconds most = patience) {
    const auto until = std::chrono::steady_clock::now() + most;
    while (!condition() && std::chrono::steady_clock::now() < until) {
      if (loop.stopped()) loop.restart();
      loop.run_one_for(10ms);
    }
    return condition();
  }

  // To `host`; nothing passes a limit that the test does not set.
  static delivery_request to(const std::string& host, std::uint16_t port) {
    delivery_request made;
    made.destination = "canary-destination";
    made.url = {false, host, port, "/canary-path?token=canary"};
    made.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer canary"}};
    made.body = R"({"event":"CallOffer"})";
    made.connect_timeout = made.timeout = made.body_timeout = 1h;
    return made;
  }
  static delivery_request to(const stub_bot& bot) { return to("127.0.0.1", bot.port()); }

  delivery_result deliver(delivery_request what) {
    std::optional<delivery_result> result;
    client.start(
        std::move(what), [&] { ++sent; }, [&](delivery_result made) { result = std::move(made); });
    CHECK_FALSE(result.has_value());
    REQUIRE(wait_for([&] { return result.has_value(); }));
    check(*result);
    return *result;
  }
  static void check(const delivery_result& result) {
    CAPTURE(result.error);
    CHECK(result.error.find("canary") == std::string::npos);
    CHECK((result.status == 0) == !result.error.empty());
    CHECK((result.status == 0) == (result.failure != delivery_failure::none));
  }

  asio::io_context loop;
  std::shared_ptr<http_client> http;
  http_delivery_client client;
  int sent = 0;  // calls of on_sent
};

inline bool says(const delivery_result& result, const std::string& words) {
  return result.error.find(words) != std::string::npos;
}

}  // namespace ramal::relay::tests
