// What webhooks say, and when they are tried again.
#include <catch2/catch.hpp>

#include "engine/signature.hpp"
#include "tests/engine/hooked.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace json = boost::json;
using ramal::config::webhook_form;

namespace {

std::vector<std::string> events_of(test_engine& engine) {
  std::vector<std::string> made;
  for (const outgoing_webhook& one : engine.all.take_webhooks()) {
    made.emplace_back(std::string_view(json::parse(one.what.body).at("event").as_string()));
  }
  return made;
}

std::vector<json::object> bodies_of(test_engine& engine) {
  std::vector<json::object> made;
  for (const outgoing_webhook& one : engine.all.take_webhooks()) made.push_back(json::parse(one.what.body).as_object());
  return made;
}

ramal::config::reference_engine with_webhooks(webhook_form form = webhook_form::flat) {
  auto settings = test_settings();
  settings.webhook_url = "http://127.0.0.1:1/";
  settings.webhook_body = form;
  return settings;
}

std::vector<std::string> keys_of(const json::object& body) {
  std::vector<std::string> made;
  for (const auto& member : body) made.emplace_back(std::string_view(member.key()));
  return made;
}

}  // namespace

TEST_CASE("webhooks tell a call's life in the flat form of the vendor's SDK") {
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
  CHECK(hooks[0].signature.empty());
  const std::string ids = R"("callId":")" + made.text("id") + R"(","externalCallId":")" + made.text("externalCallId") +
                          '"';
  const std::string ends = R"(,"from":"5511900000001","to":"5511988880205","timestamp":"2026-01-31T12:00:0)";
  CHECK(hooks[0].raw ==
        R"({"event":"call.ringing",)" + ids + R"(,"direction":"OUTBOUND","status":"RINGING")" + ends + R"(1.000Z"})");
  CHECK(hooks[1].raw == R"({"event":"call.connected",)" + ids + R"(,"direction":"OUTBOUND","status":"ACCEPTED")" +
                            ends + R"(4.000Z"})");
  CHECK(hooks[2].raw == R"({"event":"call.ended",)" + ids + R"(,"direction":"OUTBOUND","status":"COMPLETED")" + ends +
                            R"(9.000Z","duration":5})");
}

TEST_CASE("an inbound call's webhooks name the caller in from and the own number in to") {
  test_engine engine(with_webhooks());
  engine.ring("5511977770408");
  engine.pass(milliseconds(5'000));
  engine.all.advance(engine.now);
  const auto bodies = bodies_of(engine);
  REQUIRE(bodies.size() == 2);
  CHECK(bodies[0].at("direction") == "INBOUND");
  CHECK(bodies[0].at("from") == "5511977770408");
  CHECK(bodies[0].at("to") == "5511900000001");
  CHECK(bodies[1].at("event") == "call.missed");
  CHECK(bodies[1].at("status") == "MISSED");
  CHECK_FALSE(bodies[1].contains("duration"));
}

TEST_CASE("the wrapped form of older pages has everything in data and phones with a plus") {
  test_engine engine(with_webhooks(webhook_form::wrapped));
  const std::string id = engine.start("5511988880205");
  engine.pass(std::chrono::minutes(1));
  engine.all.advance(engine.now);
  const auto bodies = bodies_of(engine);
  REQUIRE(bodies.size() == 3);
  CHECK(keys_of(bodies[2]) == std::vector<std::string>{"event", "data"});
  const json::object data = bodies[2].at("data").as_object();
  CHECK(data.at("id") == json::value(id));
  CHECK(data.at("from") == "+5511900000001");
  CHECK(data.at("to") == "+5511988880205");
  CHECK(data.at("status") == "COMPLETED");
  CHECK(data.at("duration") == 5);
  CHECK_FALSE(bodies[0].at("data").as_object().contains("duration"));
}

TEST_CASE("a signature is the HMAC-SHA256 of the raw body in hex") {
  // the example of contracts/webhooks.md, section 15
  const std::string body =
      R"({"event":"call.ringing","callId":"call_01K9Z","externalCallId":"9F2C5D7A01B34E668C10D2F4A7B95E31",)"
      R"("direction":"INBOUND","status":"RINGING","from":"5511977776666","to":"5511900000001",)"
      R"("timestamp":"2026-07-03T15:00:00.412Z"})";
  CHECK(hmac_sha256_hex("example-native-secret", body).starts_with("7cb8860a743366af"));
  CHECK(hmac_sha256_hex("k", "") == "8bb990c40a7d61cb97597a942125025be50ac8beb74436e3735b98893a7f6620");
}

TEST_CASE("every webhook is signed where a secret is configured, each attempt with the same bytes") {
  auto settings = test_settings();
  settings.webhook_secret = ramal::config::secret("a-webhook-secret");
  hooked one({500}, settings);
  one.client.ask("POST", "/_engine/calls/inbound", "ps_meta", R"({"from":"+5511977770000"})");
  one.hooks.wait_for(1);
  one.pass(std::chrono::seconds(1));
  const auto hooks = one.hooks.wait_for(3);
  REQUIRE(names(hooks) == std::vector<std::string>{"call.ringing", "call.ringing", "calls"});
  for (const hook& each : hooks) CHECK(each.signature == hmac_sha256_hex("a-webhook-secret", each.raw));
  CHECK(hooks[1].raw == hooks[0].raw);
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
  CHECK(hooks[4].body.at("from") == "5511988880002");
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

TEST_CASE("webhooks behind one that was not taken wait, so that their order holds") {
  hooked one({500, 500});
  one.client.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770408"})");
  one.hooks.wait_for(1);
  one.pass(std::chrono::seconds(1));
  one.hooks.wait_for(2);
  one.pass(std::chrono::seconds(4));  // missed, and ringing is due again in a second
  CHECK(one.hooks.wait_for(2).size() == 2);
  one.pass(std::chrono::seconds(1));
  CHECK(names(one.hooks.wait_for(4)) ==
        std::vector<std::string>{"call.ringing", "call.ringing", "call.ringing", "call.missed"});
}

TEST_CASE("a number's own URL and secret stand in place of the engine's") {
  hook_receiver own;
  auto settings = test_settings();
  settings.webhook_secret = ramal::config::secret("a-common-secret");
  settings.numbers[0].webhook_url = own.url() + "/web";
  settings.numbers[0].webhook_secret = ramal::config::secret("a-secret-of-its-own");
  hooked one({}, settings);
  one.client.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770000"})");
  one.client.ask("POST", "/_engine/calls/inbound", "ps_meta", R"({"from":"+5511977770001"})");
  const auto apart = own.wait_for(1);
  const auto common = one.hooks.wait_for(2);
  REQUIRE(names(apart) == std::vector<std::string>{"call.ringing"});
  CHECK(apart[0].target.ends_with("/web"));
  CHECK(apart[0].body.at("from") == "5511977770000");
  CHECK(apart[0].signature == hmac_sha256_hex("a-secret-of-its-own", apart[0].raw));
  REQUIRE(names(common) == std::vector<std::string>{"call.ringing", "calls"});
  CHECK(common[0].signature == hmac_sha256_hex("a-common-secret", common[0].raw));
}

TEST_CASE("an engine stops at once while a receiver does not answer") {
  hooked one({0U});
  one.client.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770000"})");
  REQUIRE(one.hooks.wait_for(1).size() == 1);
  const auto begin = std::chrono::steady_clock::now();
  one.running.stop();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(1'900));
}

TEST_CASE("every end of a call has its own webhook") {
  test_engine engine(with_webhooks());
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

TEST_CASE("a META number also sends Meta's own envelopes, beside the event or in data") {
  for (const webhook_form form : {webhook_form::flat, webhook_form::wrapped}) {
    test_engine engine(with_webhooks(form));
    engine.start("5511988880205", "ps_meta");
    engine.pass(std::chrono::minutes(1));
    engine.all.advance(engine.now);
    CHECK(events_of(engine) ==
          std::vector<std::string>{"call.ringing", "calls", "call.connected", "calls", "calls", "call.ended", "calls"});
    engine.ring("5511977770000", "ps_meta");
    const auto bodies = bodies_of(engine);
    REQUIRE(bodies.size() == 2);
    const json::object raw = form == webhook_form::flat ? bodies[1] : bodies[1].at("data").as_object();
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
}

TEST_CASE("the answer to a request for permission is a webhook of its own") {
  const auto ask = [](webhook_form form, std::string_view peer) {
    test_engine engine(with_webhooks(form));
    const reply asked = engine.ask("POST", "/v1/calls/permissions/request", "ps_meta", body_of({{"to", peer}}));
    engine.pass(milliseconds(3'000));
    engine.all.advance(engine.now);
    const auto webhooks = engine.all.take_webhooks();
    REQUIRE(webhooks.size() == 1);
    CHECK(webhooks[0].what.subject == asked.text("messageId"));
    return webhooks[0].what.body;
  };
  CHECK(ask(webhook_form::flat, "5511988880403") ==
        R"({"event":"call.permission_updated","callId":null,"direction":null,"status":"TEMPORARY",)"
        R"("from":"5511988880403","to":"5511900000002","timestamp":"2026-01-31T12:00:03.000Z"})");
  CHECK(json::parse(ask(webhook_form::flat, "5511988880407")).at("status") == "NO_PERMISSION");
  CHECK(json::parse(ask(webhook_form::flat, "5511988880001")).at("status") == "PERMANENT");
  const json::value wrapped = json::parse(ask(webhook_form::wrapped, "5511988880403"));
  CHECK(wrapped.at("event") == "call.permission_updated");
  CHECK(wrapped.at("data").at("from") == "+5511988880403");
  CHECK(wrapped.at("data").at("response") == "accept");
  CHECK(wrapped.at("data").at("status") == "temporary");
}

TEST_CASE("a number that came from an Evolution GO server gets that server's events as well") {
  auto settings = with_webhooks();
  settings.numbers[0].migrated = true;
  test_engine engine(settings);
  const std::string id = engine.ring("5511977770205");
  const std::string external(std::string_view(engine.call_of(id)["externalCallId"].as_string()));
  engine.pass(milliseconds(1'500));
  engine.ask("POST", "/v1/calls/" + id + "/accept", "ps_web");
  engine.pass(milliseconds(6'000));
  engine.all.advance(engine.now);
  const auto bodies = bodies_of(engine);
  REQUIRE(bodies.size() == 6);
  const std::string data = R"("instance":"web","data":{"CallID":")" + external +
                           R"(","From":"5511977770205@s.whatsapp.net","CallCreator":"5511977770205@s.whatsapp.net",)";
  CHECK(json::serialize(bodies[1]) ==
        R"({"event":"CallOffer",)" + data +
            R"("Timestamp":"2026-01-31T12:00:00Z","RemotePlatform":"","RemoteVersion":""}})");
  CHECK(bodies[3].at("event") == "CallAccept");
  CHECK(json::serialize(bodies[5]) ==
        R"({"event":"CallTerminate",)" + data + R"("Timestamp":"2026-01-31T12:00:06Z","Reason":""}})");
  engine.start("5511988880408");
  engine.pass(std::chrono::minutes(1));
  engine.all.advance(engine.now);
  CHECK(events_of(engine) == std::vector<std::string>{"call.ringing", "call.missed", "CallTerminate"});
}

TEST_CASE("no webhooks are kept where no URL is set") {
  test_engine engine;
  engine.ring("5511977770000");
  CHECK(engine.all.take_webhooks().empty());
}

TEST_CASE("a webhook URL that is none or https is refused when the engine is built") {
  for (const char* url : {"nonsense", "https://a.example/", "ftp://a.example/"}) {
    INFO(url);
    CHECK_THROWS_AS(server(hooked::with_url(test_settings(), url)), std::system_error);
    auto settings = test_settings();
    settings.numbers[0].webhook_url = url;
    CHECK_THROWS_AS(server(settings), std::system_error);
  }
}

TEST_CASE("the engine may stand in for a bot: what it is posted there is handed on") {
  std::vector<bot_event> got;
  test_engine engine;
  CHECK(engine.ask("POST", bot_path, "", "{}").status == 404);
  engine.front.on_bot_event([&](const bot_event& one) { got.push_back(one); });
  const auto post = [&](const std::string& data) {
    return engine.ask("POST", bot_path, "", R"({"data":)" + data + R"(,"event":"CallOffer","instanceName":"demo"})");
  };
  CHECK(post(R"({"From":"a","CallCreator":"a","CallID":"9F2C"})").status == 200);
  CHECK(post(R"({"From":"a","CallCreator":"b","CallID":"77AB"})").status == 200);
  for (const char* body :
       {"[]", "{}", R"({"From":"a","CallCreator":"a"})", R"({"From":1,"CallCreator":1,"CallID":1})"}) {
    INFO(body);
    CHECK(post(body).status == 400);
  }
  CHECK(post(R"({"From":"a","CallCreator":"a","CallID":")" + std::string(129, 'x') + "\"}").status == 400);
  CHECK(engine.ask("GET", bot_path, "").allow == "POST");
  REQUIRE(got.size() == 2);
  CHECK(got[0].name == "CallOffer");
  CHECK(got[0].call_id == "9F2C");
  CHECK(got[0].inbound);
  CHECK_FALSE(got[1].inbound);
}

TEST_CASE("a server that has not started learns where webhooks of a number go") {
  hook_receiver hooks;
  server running(test_settings(), std::make_shared<manual_clock>(*parse_time("2026-01-31T12:00:00Z")));
  running.send_webhooks("web", hooks.url() + "/own", ramal::config::secret("a-secret-of-its-own"));
  CHECK_THROWS_AS(running.send_webhooks("web", "https://a.example/", {}), std::system_error);
  running.start();
  api_client client(running.api_port());
  client.ask("POST", "/_engine/calls/inbound", "ps_meta", R"({"from":"+5511977770001"})");
  client.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770000"})");
  const auto got = hooks.wait_for(1);
  REQUIRE(names(got) == std::vector<std::string>{"call.ringing"});
  CHECK(got[0].target.ends_with("/own"));
  CHECK(got[0].signature == hmac_sha256_hex("a-secret-of-its-own", got[0].raw));
}
