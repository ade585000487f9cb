// Calls of the console's page go the way of every client's request (console.md section 4).
#include <catch2/catch.hpp>

#include "tests/system/admin_client.hpp"
#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

struct dialling {
  explicit dialling(const with& more = {{"admin.dialler", "true"}}) : both(with_admin(more)), page(both.program) {}

  gateway both;
  admin_client page;
};

constexpr const char* order = R"({"key":"demo","number":"+5511988887777"})";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// With what the ids of orders begin.
std::string prefix_of(const admin_client& page) {
  const std::string keys = page.get("/api/dial/keys", admin_client::with_token()).body;
  const std::string mark = "\"order_prefix\":\"";
  REQUIRE(has(keys, mark));
  const auto at = keys.find(mark) + mark.size();
  return keys.substr(at, keys.find('"', at) - at);
}

std::string order_with_id(const std::string& id) {
  return R"({"key":"demo","number":"+5511988887777","order":")" + id + "\"}";
}

}  // namespace

TEST_CASE("O6 nobody calls on the admin interface unless admin.dialler says so") {
  const dialling at{{}};
  CHECK(at.page.change("/api/dial", order).status == 404);
  CHECK(at.page.get("/api/dial/keys", admin_client::with_token()).status == 404);
  CHECK(at.page.get("/api/dial/calls?key=demo", admin_client::with_token()).status == 404);
  CHECK(at.both.engine.requests().empty());
}

TEST_CASE("a number that is dialled on the page is one request of that key, and the page sees no key") {
  const dialling at;
  const answer got = at.page.change("/api/dial", order);
  CHECK(got.status == 200);
  CHECK(has(got.body, "{\"status\":201,\"body\":{"));
  REQUIRE(at.both.engine.requests().size() == 1);
  CHECK(at.page.counts(R"(ramal_key_requests_total{key="demo",operation="start",outcome="ok"} 1)"));
  const answer keys = at.page.get("/api/dial/keys", admin_client::with_token());
  CHECK(has(keys.body, R"({"demo":false,"keys":[{"name":"demo","number":)"));
  const answer list = at.page.get("/api/dial/calls?key=demo", admin_client::with_token());
  CHECK(has(list.body, "{\"status\":200,\"body\":{"));
  CHECK(
      has(at.page.get("/api/dial/look?key=demo&path=/call/list", admin_client::with_token()).body, "{\"status\":200,"));
  CHECK(at.page.get("/api/dial/look?key=demo&path=/call/start", admin_client::with_token()).status == 400);
  for (const answer* one : {&got, &keys, &list}) {
    CHECK_FALSE(has(one->body, client_key));
    CHECK_FALSE(has(one->body, native_key));
  }
}

TEST_CASE("O6 an order that comes twice calls once: a browser repeats a POST whose connection broke") {
  const dialling at;
  const std::string prefix = prefix_of(at.page), once = order_with_id(prefix + "press-1");
  CHECK(at.page.change("/api/dial", once).status == 200);
  const answer again = at.page.change("/api/dial", once);
  CHECK(again.status == 409);
  CHECK(has(again.body, "ALREADY_ASKED"));
  CHECK(at.both.engine.requests().size() == 1);
  CHECK(at.page.change("/api/dial", order_with_id(prefix + "press-2")).status == 200);
  CHECK(at.both.engine.requests().size() == 2);
}

TEST_CASE("O6 an order that comes again after a restart calls nobody, and says what to do") {
  fake_engine engine(success_of);
  const std::string yaml = gateway_yaml(engine.base_url(), with_admin({{"admin.dialler", "true"}}));
  std::string once;
  {
    ramal_process before(yaml);
    const admin_client page(before);
    once = order_with_id(prefix_of(page) + "press-1");
    CHECK(page.change("/api/dial", once).status == 200);
    CHECK(before.stop() == 0);
  }
  ramal_process after(yaml);
  const admin_client page(after);
  const answer again = page.change("/api/dial", once);
  CHECK(again.status == 409);
  CHECK(has(again.body, "PROGRAM_RESTARTED"));
  CHECK(has(again.body, "look at the list of calls"));
  CHECK(page.change("/api/dial", order_with_id("press-1")).status == 409);
  CHECK(engine.requests().size() == 1);
  // what rings nobody is not held up
  CHECK(page.change("/api/dial/hangup", R"({"key":"demo","call_id":"A1","order":"press-2"})").status == 200);
  CHECK(engine.requests().size() == 2);
  CHECK(page.change("/api/dial", order_with_id(prefix_of(page) + "press-1")).status == 200);
  CHECK(engine.requests().size() == 3);
}

TEST_CASE("O6 an order without the token, of an unknown key or without a number calls nobody") {
  const dialling at;
  CHECK(at.page.change("/api/dial", order, "Content-Type: application/json\r\nX-Ramal-Admin: 1\r\n").status == 401);
  CHECK(at.page.change("/api/dial", R"({"key":"nobody","number":"+5511988887777"})").status == 404);
  CHECK(at.page.change("/api/dial", R"({"key":"demo"})").status == 400);
  CHECK(at.page.change("/api/dial/incoming", R"({"key":"demo"})").status == 404);
  CHECK(at.both.engine.requests().empty());
}

TEST_CASE("O6 an order that has a member twice calls nobody, whichever of them would have counted") {
  const dialling at;
  for (const char* twice : {R"({"key":"demo","number":"+5511988887777","number":"+5511900000000"})",
                            R"({"key":"demo","key":"demo","number":"+5511988887777"})",
                            R"({"key":"demo","number":"+5511988887777","\u006eumber":"+5511900000000"})",
                            R"({"key":"demo","number":"+5511988887777","more":[{"a":1,"a":1}]})"}) {
    INFO(twice);
    const answer got = at.page.change("/api/dial", twice);
    CHECK(got.status == 400);
    CHECK(has(got.body, "REPEATED_MEMBER"));
  }
  for (const char* path : {"/api/dial/hangup", "/api/webhooks/drop", "/api/inspector", "/api/log-level", "/api/reload",
                           "/api/drain", "/api/breaker/reset"}) {
    INFO(path);
    CHECK(has(at.page.change(path, R"({"level":"off","level":"off"})").body, "REPEATED_MEMBER"));
  }
  CHECK(at.both.engine.requests().empty());
  CHECK(at.page.change("/api/dial", order).status == 200);
}

TEST_CASE(
    "a refusal of the gateway is what the page is told, and a key of which only the digest is known cannot call") {
  const dialling at;
  const answer refused = at.page.change("/api/dial", R"({"key":"demo","number":"x"})");
  CHECK(refused.status == 200);
  CHECK(has(refused.body, "{\"status\":400,\"body\":{"));
  CHECK(at.page.change("/api/dial", R"({"key":"by-digest","number":"+5511988887777"})").status == 409);
  CHECK(at.both.engine.requests().empty());
}

}  // namespace ramal::system_tests
