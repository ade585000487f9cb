// /v1/webhooks: who may see and change what, what is sent to whom, what became of it.
#include <catch2/catch.hpp>

#include "tests/engine/hooked.hpp"
#include "tests/harness/eventually.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace json = boost::json;

namespace {

const std::string two_events = R"({"name":"n","url":"http://a.example/x","events":["call.ringing","call.ended"]})";

std::string make(test_engine& engine, const std::string& body = two_events, std::string_view key = "ps_web") {
  const reply made = engine.ask("POST", "/v1/webhooks", key, body);
  REQUIRE(made.status == 201);
  return made.text("id");
}

json::array events_of(const reply& made) { return made.json().at("events").as_array(); }

std::vector<std::string> hooks_of(test_engine& engine) {
  std::vector<std::string> made;
  for (const outgoing_webhook& one : engine.all.take_webhooks()) made.push_back(one.hook_id + " " + one.what.event);
  return made;
}

}  // namespace

TEST_CASE("a webhook is made, listed, read, changed and deleted, and its secret is never shown") {
  auto settings = test_settings();
  settings.webhook_secret = ramal::config::secret("canary");
  test_engine engine(settings);
  const reply made = engine.ask("POST", "/v1/webhooks", "ps_web", two_events);
  CHECK(made.status == 201);
  const std::string id = made.text("id");
  CHECK(id.starts_with("wh_"));
  CHECK(made.body == R"({"id":")" + id +
                         R"(","name":"n","url":"http://a.example/x","active":true,)"
                         R"("events":["call.ringing","call.ended"],"lastTriggered":null,"whatsappNumberIds":["web"],)"
                         R"("createdAt":"2026-01-31T12:00:00.000Z","updatedAt":"2026-01-31T12:00:00.000Z"})");
  CHECK(engine.ask("GET", "/v1/webhooks", "ps_web").body == "[" + made.body + "]");
  CHECK(engine.ask("GET", "/v1/webhooks/" + id, "ps_web").body == made.body);
  engine.pass(milliseconds(1'000));
  const reply changed = engine.ask("PATCH", "/v1/webhooks/" + id, "ps_web", R"({"events":["*"],"active":false})");
  CHECK(changed.status == 200);
  CHECK(events_of(changed) == json::array{"*"});
  CHECK(changed.json().at("active") == false);
  CHECK(changed.text("name") == "n");
  CHECK(changed.text("updatedAt") == "2026-01-31T12:00:01.000Z");
  CHECK(engine.ask("DELETE", "/v1/webhooks/" + id, "ps_web").body == R"({"success":true})");
  CHECK(engine.ask("GET", "/v1/webhooks", "ps_web").body == "[]");
  CHECK(engine.ask("GET", "/v1/webhooks/" + id, "ps_web").text("code") == "WEBHOOK_NOT_FOUND");
}

TEST_CASE("a list of events replaces the one before, and what the number cannot send is dropped") {
  test_engine engine;
  const std::string all = R"(["call.ringing","call.permission_updated","calls","message.received"])";
  const std::string body = R"({"name":"n","url":"https://a.example/x","events":)" + all + "}";
  CHECK(events_of(engine.ask("POST", "/v1/webhooks", "ps_web", body)) ==
        json::array{"call.ringing", "message.received"});
  const std::string id = make(engine, body, "ps_meta");
  CHECK(events_of(engine.ask("GET", "/v1/webhooks/" + id, "ps_meta")).size() == 4);
  CHECK(events_of(engine.ask("PATCH", "/v1/webhooks/" + id, "ps_meta", R"({"events":["calls"]})")) ==
        json::array{"calls"});
  CHECK(events_of(engine.ask("PATCH", "/v1/webhooks/" + id, "ps_meta", R"({"name":"other"})")) == json::array{"calls"});
  CHECK(events_of(engine.ask("PATCH", "/v1/webhooks/" + id, "ps_meta", R"({"events":[]})")).empty());
}

TEST_CASE("a webhook gets the events of its number that it is subscribed to, none while it is paused") {
  test_engine engine;
  const std::string some = make(engine);
  const std::string every = make(engine, R"({"name":"n","url":"http://a.example/","events":["*"]})");
  make(engine, R"({"name":"n","url":"http://a.example/","events":[]})");
  make(engine, R"({"name":"n","url":"http://a.example/"})");
  make(engine, R"({"name":"n","url":"http://a.example/","events":["*"]})", "ps_offline");
  engine.start("5511988880205");
  engine.pass(std::chrono::minutes(1));
  engine.all.advance(engine.now);
  CHECK(hooks_of(engine) == std::vector<std::string>{some + " call.ringing", every + " call.ringing",
                                                     every + " call.connected", some + " call.ended",
                                                     every + " call.ended"});
  engine.ask("PATCH", "/v1/webhooks/" + every, "ps_web", R"({"active":false})");
  engine.ask("DELETE", "/v1/webhooks/" + some, "ps_web");
  engine.ring("5511977770000");
  CHECK(hooks_of(engine).empty());
}

TEST_CASE("a key sees its own number's webhooks only, a tenant-scoped key all of them") {
  test_engine engine;
  const std::string id = make(engine);
  for (const char* method : {"GET", "DELETE"}) {
    CHECK(engine.ask(method, "/v1/webhooks/" + id, "ps_meta").text("code") == "WEBHOOK_NOT_FOUND");
  }
  CHECK(engine.ask("PATCH", "/v1/webhooks/" + id, "ps_meta", "{}").text("code") == "WEBHOOK_NOT_FOUND");
  CHECK(engine.ask("GET", "/v1/webhooks/" + id + "/logs", "ps_meta").text("code") == "WEBHOOK_NOT_FOUND");
  CHECK(engine.ask("GET", "/v1/webhooks/" + id, "ps_tenant").status == 200);
  CHECK(engine.ask("GET", "/v1/webhooks", "ps_meta").body == "[]");
  CHECK(engine.ask("GET", "/v1/webhooks", "ps_tenant").json().as_array().size() == 1);
  engine.number_id = "meta";
  CHECK(engine.ask("GET", "/v1/webhooks", "ps_tenant").body == "[]");
  CHECK(engine.ask("GET", "/v1/webhooks/" + id, "ps_tenant").status == 404);
}

TEST_CASE("a tenant-scoped key says which number a webhook is for") {
  test_engine engine;
  const auto post = [&](const std::string& more, std::string_view key) {
    return engine.ask("POST", "/v1/webhooks", key, R"({"name":"n","url":"http://a.example/")" + more + "}");
  };
  CHECK(post("", "ps_tenant").text("code") == "NUMBER_REQUIRED");
  const reply unknown = post(R"(,"whatsappNumberId":"x")", "ps_tenant");
  CHECK(unknown.status == 404);
  CHECK(unknown.text("code") == "NUMBER_NOT_FOUND");
  CHECK(post(R"(,"whatsappNumberId":"meta")", "ps_tenant").json().at("whatsappNumberIds") == json::array{"meta"});
  const reply other = post(R"(,"whatsappNumberId":"meta")", "ps_web");
  CHECK(other.status == 400);
  CHECK(other.text("code") == "NUMBER_MISMATCH");
  CHECK(post(R"(,"whatsappNumberId":"web")", "ps_web").status == 201);
  engine.number_id = "web";
  CHECK(post("", "ps_tenant").json().at("whatsappNumberIds") == json::array{"web"});
  CHECK(post(R"(,"whatsappNumberId":"meta")", "ps_tenant").text("code") == "NUMBER_MISMATCH");
  engine.number_id = "x";
  CHECK(post("", "ps_tenant").text("code") == "NUMBER_NOT_FOUND");
}

TEST_CASE("what is no webhook is refused: keys first, then validation, then 404") {
  test_engine engine;
  CHECK(engine.ask("GET", "/v1/webhooks", "").status == 401);
  CHECK(engine.ask("GET", "/v1/webhooks", "ps_wrong").status == 401);
  CHECK(engine.ask("GET", "/v1/webhooks", "ps_unbound").text("code") == "NUMBER_NOT_FOUND");
  CHECK(engine.ask("PUT", "/v1/webhooks", "").allow == "GET, HEAD, POST");
  CHECK(engine.ask("GET", "/v1/webhooks", "ps_other").status == 200);
  const std::string url = R"("url":"http://a.example/")";
  for (const std::string& body :
       {std::string("[]"), std::string("{}"), "{" + url + "}", std::string(R"({"name":"n"})"),
        std::string(R"({"name":"n","url":"a.example"})"), R"({"name":"",)" + url + "}", R"({"name":1,)" + url + "}",
        R"({"name":"n","active":1,)" + url + "}", R"({"name":"n","events":"*",)" + url + "}",
        R"({"name":"n","events":[1],)" + url + "}", R"({"name":"n","events":[""],)" + url + "}"}) {
    INFO(body);
    const reply made = engine.ask("POST", "/v1/webhooks", "ps_web", body);
    CHECK(made.status == 400);
    CHECK(made.text("error") == "Validation error");
  }
  CHECK(engine.ask("PATCH", "/v1/webhooks/x", "ps_web", R"({"active":1})").status == 400);
  CHECK(engine.ask("PATCH", "/v1/webhooks/x", "ps_web", R"({"active":true})").status == 404);
  CHECK(engine.ask("GET", "/v1/webhooks/x/logs?limit=51", "ps_web").text("code") == "INVALID_LIMIT");
}

TEST_CASE("a number has a hundred webhooks at most") {
  test_engine engine;
  for (int i = 0; i < 100; ++i) make(engine);
  CHECK(engine.ask("POST", "/v1/webhooks", "ps_web", two_events).status == 400);
  CHECK(engine.ask("POST", "/v1/webhooks", "ps_meta", two_events).status == 201);
}

TEST_CASE("the log of a webhook has every attempt, newest first") {
  hook_receiver hooks({500});
  const auto time = std::make_shared<manual_clock>(*parse_time("2026-01-31T12:00:00Z"));
  server running(test_settings(), time);
  running.start();
  api_client client(running.api_port());
  const std::string id = client
                             .ask("POST", "/v1/webhooks", "ps_web",
                                  R"({"name":"n","url":")" + hooks.url() + R"(","events":["*"]})")
                             .text("id");
  client.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770408"})");
  const auto logs = [&](const std::string& query) {
    return client.ask("GET", "/v1/webhooks/" + id + "/logs" + query, "ps_web").json().as_array();
  };
  const auto wait_for = [&](std::size_t count) {
    REQUIRE(ramal::tests::eventually([&] { return logs("").size() >= count; }));
  };
  wait_for(1);
  time->advance(std::chrono::seconds(1));
  running.wake();
  wait_for(2);
  time->advance(std::chrono::seconds(10));
  running.wake();
  wait_for(3);
  const json::array all = logs("");
  REQUIRE(all.size() == 3);
  CHECK(all[0].at("event") == "call.missed");
  CHECK(all[1].at("status") == "SUCCESS");
  CHECK(all[1].at("statusCode") == 204);
  CHECK(all[2].at("status") == "FAILED");
  CHECK(all[2].at("statusCode") == 500);
  CHECK(all[2].at("createdAt") == "2026-01-31T12:00:00.000Z");
  CHECK(all[2].at("payload").at("event") == "call.ringing");
  CHECK(all[2].at("durationMs").as_int64() >= 0);
  CHECK(logs("?limit=1").size() == 1);
  CHECK(logs("?event=call.ringing").size() == 2);
  CHECK(client.ask("GET", "/v1/webhooks/" + id, "ps_web").text("lastTriggered") == "2026-01-31T12:00:11.000Z");
}

TEST_CASE("a webhook with an https URL is kept, and its log says that this engine speaks no TLS") {
  server running(test_settings());
  running.start();
  api_client client(running.api_port());
  const std::string id = client
                             .ask("POST", "/v1/webhooks", "ps_web",
                                  R"({"name":"n","url":"https://127.0.0.1:1/","events":["*"]})")
                             .text("id");
  client.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770000"})");
  json::array all;
  REQUIRE(ramal::tests::eventually([&] {
    all = client.ask("GET", "/v1/webhooks/" + id + "/logs", "ps_web").json().as_array();
    return !all.empty();
  }));
  REQUIRE(all.size() == 1);
  CHECK(all[0].at("statusCode").is_null());
  CHECK(all[0].at("error") == "this engine speaks no TLS: give it an http:// URL");
}
