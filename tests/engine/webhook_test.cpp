#include <catch2/catch.hpp>

#include "engine/server.hpp"
#include "tests/engine/clients.hpp"
#include "tests/engine/hook_receiver.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace json = boost::json;

namespace {

// An engine that runs on a manual clock and sends its webhooks to `hooks`.
struct hooked {
  hook_receiver hooks;
  std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>(*parse_time("2026-01-31T12:00:00Z"));
  server running;
  api_client client;

  explicit hooked(std::vector<unsigned> statuses = {})
      : hooks(std::move(statuses)), running(settings(hooks.url()), time), client(start(running)) {}

  static ramal::config::reference_engine settings(const std::string& url) {
    auto made = test_settings();
    made.webhook_url = url;
    return made;
  }
  static std::uint16_t start(server& one) {
    one.start();
    return one.api_port();
  }
  void pass(milliseconds by) {
    time->advance(by);
    running.wake();
  }
};

std::vector<std::string> names(const std::vector<hook>& hooks) {
  std::vector<std::string> made;
  for (const hook& one : hooks) made.emplace_back(std::string_view(one.body.at("event").as_string()));
  return made;
}

std::vector<std::string> events_of(test_engine& engine) {
  std::vector<std::string> made;
  for (const std::string& body : engine.all.take_webhooks()) {
    made.emplace_back(std::string_view(json::parse(body).at("event").as_string()));
  }
  return made;
}

test_engine with_webhooks() {
  auto settings = test_settings();
  settings.webhook_url = "http://127.0.0.1:1/";
  return test_engine(settings);
}

}  // namespace

TEST_CASE("webhooks tell a call's life with phones that carry a plus") {
  hooked one;
  const reply made = one.client.ask("POST", "/v1/calls", "ps_web", R"({"to":"+5511988880205"})");
  one.pass(milliseconds(1'000));
  one.hooks.wait_for(1);
  one.pass(milliseconds(3'000));
  one.hooks.wait_for(2);
  one.pass(milliseconds(5'000));
  const auto hooks = one.hooks.wait_for(3);
  REQUIRE(names(hooks) == std::vector<std::string>{"call.ringing", "call.connected", "call.ended"});
  CHECK(hooks[0].target == "/hooks?from=engine");
  CHECK(hooks[0].content_type == "application/json");
  const json::object data = hooks[2].body.at("data").as_object();
  CHECK(data.at("id") == json::value(made.text("id")));
  CHECK(data.at("externalCallId") == json::value(made.text("externalCallId")));
  CHECK(data.at("from") == "+5511900000001");
  CHECK(data.at("to") == "+5511988880205");
  CHECK(data.at("status") == "COMPLETED");
  CHECK(data.at("duration") == 5);
  CHECK_FALSE(hooks[0].body.at("data").as_object().contains("duration"));
}

TEST_CASE("a webhook that was not taken is tried again after 1, 5 and 30 seconds and then given up") {
  hooked one({500, 503, 404, 302});
  const std::string path = "/v1/calls/permissions/request";
  one.client.ask("POST", path, "ps_meta", R"({"to":"+5511988880001"})");
  std::size_t count = 0;
  for (const int seconds : {3, 1, 5, 30}) {
    one.pass(std::chrono::seconds(seconds) - milliseconds(1));
    CHECK(one.hooks.wait_for(count).size() == count);
    one.pass(milliseconds(1));
    ++count;
    CHECK(one.hooks.wait_for(count).size() == count);
  }
  one.client.ask("POST", path, "ps_meta", R"({"to":"+5511988880002"})");
  one.pass(std::chrono::hours(1));
  const auto hooks = one.hooks.wait_for(5);
  REQUIRE(hooks.size() == 5);
  CHECK(hooks[3].body == hooks[0].body);
  CHECK(hooks[4].body.at("data").at("from") == "+5511988880002");
}

TEST_CASE("a receiver that takes a webhook late gets it once") {
  hooked one({500});
  one.client.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770408"})");
  one.hooks.wait_for(1);
  one.pass(std::chrono::seconds(1));
  one.hooks.wait_for(2);
  one.pass(std::chrono::seconds(4));
  CHECK(names(one.hooks.wait_for(3)) == std::vector<std::string>{"call.ringing", "call.ringing", "call.missed"});
}

TEST_CASE("an engine stops at once while a receiver does not answer") {
  hooked one({0});
  one.client.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770000"})");
  REQUIRE(one.hooks.wait_for(1).size() == 1);
  const auto begin = std::chrono::steady_clock::now();
  one.running.stop();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(1'900));
}

TEST_CASE("every end of a call has its own webhook") {
  test_engine engine = with_webhooks();
  const std::vector<std::pair<std::string, std::string>> rows{{"5511988880486", "call.ended"},
                                                              {"5511988880404", "call.ended"},
                                                              {"5511988880408", "call.missed"},
                                                              {"5511988880504", "call.ended"}};
  for (const auto& [peer, last] : rows) {
    engine.start(peer);
    engine.pass(std::chrono::minutes(1));
    engine.all.advance(engine.now);
    INFO(peer);
    CHECK(events_of(engine).back() == last);
  }
}

TEST_CASE("a META number also sends Meta's own envelopes") {
  test_engine engine = with_webhooks();
  engine.start("5511988880205", "ps_meta");
  engine.pass(std::chrono::minutes(1));
  engine.all.advance(engine.now);
  CHECK(events_of(engine) == std::vector<std::string>{"call.ringing", "calls", "call.connected", "calls", "calls",
                                                      "call.ended", "calls"});
  engine.ring("5511977770000", "ps_meta");
  const auto bodies = engine.all.take_webhooks();
  REQUIRE(bodies.size() == 2);
  const json::value raw = json::parse(bodies[1]).at("data");
  CHECK(raw.at("object") == "whatsapp_business_account");
  const json::value change = raw.at("entry").at(0).at("changes").at(0);
  CHECK(change.at("field") == "calls");
  CHECK(change.at("value").at("metadata").at("display_phone_number") == "5511900000002");
  const json::value call = change.at("value").at("calls").at(0);
  CHECK(call.at("event") == "connect");
  CHECK(call.at("from") == "5511977770000");
  CHECK(call.at("session").at("sdp_type") == "offer");
  CHECK(change.at("value").at("contacts").at(0).at("wa_id") == "5511977770000");
}

TEST_CASE("the answer to a request for permission is a webhook") {
  test_engine engine = with_webhooks();
  const reply asked =
      engine.ask("POST", "/v1/calls/permissions/request", "ps_meta", R"({"to":"+5511988880403"})");
  engine.pass(milliseconds(3'000));
  engine.all.advance(engine.now);
  const auto bodies = engine.all.take_webhooks();
  REQUIRE(bodies.size() == 1);
  const json::value body = json::parse(bodies[0]);
  CHECK(body.at("event") == "call.permission_updated");
  CHECK(body.at("data").at("id") == json::value(asked.text("messageId")));
  CHECK(body.at("data").at("from") == "+5511988880403");
  CHECK(body.at("data").at("response") == "accept");
  CHECK(body.at("data").at("status") == "temporary");
}

TEST_CASE("no webhooks are kept where no URL is set") {
  test_engine engine;
  engine.ring("5511977770000");
  CHECK(engine.all.take_webhooks().empty());
}

TEST_CASE("a webhook URL that is none or https is refused when the engine is built") {
  for (const char* url : {"nonsense", "https://a.example/", "ftp://a.example/"}) {
    INFO(url);
    CHECK_THROWS_AS(server(hooked::settings(url)), std::system_error);
  }
}
