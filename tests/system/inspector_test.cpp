// The inspector of the real binary (console.md section 3).
#include <catch2/catch.hpp>

#include "tests/harness/eventually.hpp"
#include "tests/system/admin_client.hpp"
#include "tests/system/hooked_gateway.hpp"
#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

const std::string with_token = admin_client::with_token();

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count_in(const std::string& list) {
  std::size_t count = 0;
  for (auto at = list.find("{\"seq\":"); at != std::string::npos; at = list.find("{\"seq\":", at + 1)) ++count;
  return count;
}

struct inspected {
  explicit inspected(const with& more = {{"admin.inspector", "true"}}) : both(with_admin(more)), admin(both.program) {}

  answer get(const std::string& path) const { return admin.get(path, with_token); }
  // Once there are so many: an exchange is kept a moment after its answer is read.
  bool keeps(std::size_t count) const {
    return eventually([&] { return count_in(get("/api/requests").body) == count; });
  }

  gateway both;
  admin_client admin;
};

std::string start_with_secrets() {
  std::string request = post("/call/start", start_body());
  return request.insert(request.find("\r\n\r\n") + 2,
                        "Cookie: session=canary-cookie\r\nX-Other: " + std::string(native_key) + "\r\n");
}

// A page that is told of each exchange.
class live_page {
 public:
  live_page(const inspected& at, const std::string& query) : socket_(tests::socket::connect(at.admin.port())) {
    socket_.write("GET /api/events" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + with_token + "\r\n", within());
  }
  // Reads until it has read this.
  bool reads(const std::string& part) {
    const deadline until = within();
    while (!has(text, part))
      if (socket_.read(text, until) != read_outcome::bytes) return false;
    return true;
  }

  std::string text;

 private:
  tests::socket socket_;
};

}  // namespace

TEST_CASE("O6 a start is seen in four panes on the admin interface") {
  inspected at;
  at.both.engine.reply_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
  REQUIRE(at.both.ask(post("/call/start", start_body())).status == 201);
  REQUIRE(at.keeps(1));
  const std::string row = at.get("/api/requests").body;
  for (const char* part : {R"("id":"1")", R"("key":"demo")", R"("route":"start")", R"("status":201)",
                           R"("upstream":"sent")", R"("inspector":{"on":true,"until":null})"}) {
    INFO(part);
    CHECK(has(row, part));
  }
  const std::string whole = at.get("/api/requests/1").body;
  for (const char* pane : {"bot_sent", "engine_got", "engine_said", "bot_got"}) {
    INFO(pane);
    CHECK(has(whole, "\"" + std::string(pane) + "\":{\"start_line\":"));
  }
  CHECK(has(whole, R"("request_changes":[{"from":"number","to":"to")"));
  CHECK(at.admin.get("/api/requests/99", with_token).status == 404);
  CHECK(at.admin.get("/api/requests").status == 401);
}

TEST_CASE("K3 no key, cookie, token of a session or number is in what the inspector shows") {
  inspected at;
  at.both.engine.reply_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
  REQUIRE(at.both.ask(start_with_secrets()).status == 201);
  at.both.engine.reply_next(json_reply(
      200, R"({"wsUrl":"wss://m.example/canary-path?token=canary-ws","token":"canary-ws","expiresInSeconds":120})"));
  at.both.ask(post("/call/media/realtime/session", R"({"callId":"call_1"})"));
  at.both.ask(get("/call/list?apikey=" + std::string(client_key)));
  REQUIRE(at.keeps(3));
  std::string all = at.admin.get("/api/requests", with_token).body;
  for (const char* id : {"1", "2", "3"}) all += at.admin.get("/api/requests/" + std::string(id), with_token).body;
  live_page page(at, "?since=0");
  REQUIRE(page.reads("id: 3\n"));
  all += page.text;
  CHECK(has(all, "bot_sent"));
  CHECK(has(all, "wss://m.example/***"));
  for (const std::string& secret : {std::string(client_key), std::string(native_key), std::string("canary")}) {
    INFO(secret);
    CHECK_FALSE(has(all, secret));
  }
}

TEST_CASE("O6 a page is told of each exchange as it comes, and goes on where it stopped") {
  inspected at;
  live_page first(at, "");
  REQUIRE(first.reads("event: hello\n"));
  CHECK(has(first.text, "Content-Type: text/event-stream\r\n"));
  REQUIRE(at.both.ask(get("/call/list")).status == 200);
  CHECK(first.reads("id: 1\nevent: request\ndata: {\"seq\":1,"));
  REQUIRE(at.both.ask(get("/call/list")).status == 200);
  REQUIRE(at.keeps(2));
  live_page again(at, "?since=1");
  CHECK(again.reads("id: 2\n"));
  CHECK_FALSE(has(again.text, "id: 1\n"));
}

TEST_CASE("O6 live pages have a bound, and one that closes makes way for another one") {
  inspected at;
  std::vector<live_page> open;
  for (int i = 0; i < 8; ++i) {
    open.emplace_back(at, "");
    REQUIRE(open.back().reads("event: hello\n"));
  }
  CHECK(at.admin.get("/api/events", with_token).status == 503);
  CHECK(at.both.ask(get("/call/list")).status == 200);
  open.pop_back();
  CHECK(eventually([&] { return live_page(at, "").reads("event: hello\n"); }));
}

TEST_CASE("O6 the inspector is off unless somebody turns it on, and then for a while") {
  const inspected at(with{});
  REQUIRE(at.both.ask(get("/call/list")).status == 200);
  // a request is over for the worker a little after its answer
  REQUIRE(at.admin.counts(R"(ramal_key_requests_total{key="demo",operation="list",outcome="ok"} 1)"));
  CHECK(has(at.get("/api/requests").body, R"("inspector":{"on":false,"until":null})"));
  const answer on = at.admin.change("/api/inspector", R"({"minutes":15})");
  CHECK(on.status == 200);
  CHECK(has(on.body, R"({"on":true,"until":"20)"));
  REQUIRE(at.both.ask(get("/call/list")).status == 200);
  CHECK(at.keeps(1));
  CHECK(at.admin.change("/api/inspector", R"({"minutes":0})").status == 200);
  REQUIRE(at.both.ask(get("/call/list")).status == 200);
  CHECK(count_in(at.get("/api/requests").body) == 1);
  CHECK(at.admin.change("/api/inspector", R"({"minutes":15})", with_token).status != 200);
}

TEST_CASE("O6 when a key was used last is known while the inspector is off") {
  const inspected at(with{});
  CHECK(has(at.get("/api/keys").body, R"({"name":"demo","webhook":false,"calls":0)"));
  CHECK(has(at.get("/api/keys").body, R"("last_used":null)"));
  REQUIRE(at.both.ask(get("/call/list")).status == 200);
  CHECK(eventually([&] { return has(at.get("/api/keys").body, R"("last_used":"20)"); }));
}

TEST_CASE("O6 the console's figures are those of the metrics, by the names of keys") {
  inspected at;
  REQUIRE(at.both.ask(post("/call/start", start_body())).status == 201);
  REQUIRE(at.keeps(1));
  CHECK(eventually(
      [&] { return has(at.get("/api/keys").body, R"("calls":1,"operations":{"start":1},"outcomes":{"ok":1})"); }));
  CHECK(has(at.get("/api/keys").body, R"({"name":"demo","webhook":false)"));
  CHECK(has(at.get("/api/keys").body, R"("last_used":"20)"));
  CHECK(eventually([&] { return has(at.get("/api/engine").body, R"("connections":{"busy":0,"idle":1})"); }));
  CHECK(has(at.get("/api/engine").body, R"("attempts":{"answered":1,"failed":0})"));
  CHECK(has(at.get("/api/stats").body, R"({"route":"/call/start","method":"POST","status":"201","count":1,)"));
  CHECK(has(at.get("/api/webhooks").body, R"("on":false)"));
  for (const char* path : {"/api/keys", "/api/engine", "/api/stats", "/api/webhooks", "/api/events"}) {
    INFO(path);
    CHECK(at.admin.get(path).status == 401);
  }
}

TEST_CASE("O6 K3 an event in and its delivery are rows of their own, without hook, path, token or number") {
  const temporary_directory folder;
  bot_stub bot;
  const std::string keys = shop_key(bot.url() + "/canary-path?token=canary-query",
                                    ", instance_token: canary-bot, "
                                    "headers: [{name: Authorization, value: Bearer canary-header}]");
  const hooked_gateway both(bot.url(), folder, with_admin({{"keys", keys}, {"admin.inspector", "true"}}));
  const admin_client admin(both.program);
  REQUIRE(both.post(native_event("call.ended")) == R"(200 {"ok":true})");
  REQUIRE(bot.wait_for(1));
  std::string rows;
  CHECK(eventually([&] {
    rows = admin.get("/api/requests", with_token).body;
    return has(rows, R"("kind":"event_in")") && has(rows, R"("kind":"event_out")");
  }));
  const std::string origin = bot.url().substr(0, bot.url().rfind('/'));
  CHECK(has(rows, R"("key":"shop","method":"POST","path":")" + origin + R"(","route":null,"status":200,)"));
  CHECK(has(rows, R"("kind":"event_out","event":"CallTerminate","destination":null,"outcome":"delivered"})"));
  for (const char* id : {"1", "2"}) rows += admin.get("/api/requests/" + std::string(id), with_token).body;
  for (const std::string secret : {"canary", hook, "5511977776666", "5511900000001"}) {
    INFO(secret);
    CHECK_FALSE(has(rows, secret));
  }
}

TEST_CASE("O6 no delivery is kept while the inspector is off") {
  const temporary_directory folder;
  bot_stub bot;
  const hooked_gateway both(bot.url(), folder, with_admin());
  const admin_client admin(both.program);
  REQUIRE(both.post(native_event("call.ended")) == R"(200 {"ok":true})");
  REQUIRE(bot.wait_for(1));
  REQUIRE(eventually([&] { return has(admin.get("/api/webhooks", with_token).body, R"("delivered":1,)"); }));
  CHECK(count_in(admin.get("/api/requests", with_token).body) == 0);
}

}  // namespace ramal::system_tests
