// What a client key may be used for (contracts/gateway.md section 2): when it ends, what is counted, what the log says.
#include <catch2/catch.hpp>

#include "config/networks.hpp"
#include "proxy/flow/judge_scope.hpp"
#include "tests/flow/other_key.hpp"
#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::seconds;

const std::string list = get_request("/call/list");
const std::string unauthorized = R"({"error":"not authorized"})";

config::gateway settings_with(const config::key& changes) {
  config::gateway settings = test_settings();
  settings.keys[0].allow = changes.allow;
  settings.keys[0].callees = changes.callees;
  settings.keys[0].expires = changes.expires;
  settings.keys[0].addresses = changes.addresses;
  settings.keys.push_back(other_key());
  return settings;
}

config::key that_expires_in(seconds time) {
  config::key key;
  key.expires = std::chrono::floor<seconds>(memory_worker::wall_start) + time;
  return key;
}

std::string with_key(std::string request, std::string_view key) {
  return request.replace(request.find("apikey: demo") + 8, 4, key);
}

struct limited : session_fixture {
  explicit limited(const config::gateway& settings) : session_fixture(settings) {
    worker.upstream.answer_always(answer_of(200, R"({"calls":[]})"));
  }
  std::size_t asked() { return worker.upstream.requests().size(); }
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// All of an answer but what is new in each: its id.
std::string lasting(const client_answer& answer) {
  std::string head = answer.head;
  const auto at = head.find("X-Request-Id: ");
  if (at != std::string::npos) head.erase(at, head.find("\r\n", at) - at);
  return head + answer.body;
}

}  // namespace

TEST_CASE("K13 K7 a key is served until it expires, on a connection that stays, and is then as an unknown one") {
  limited at(settings_with(that_expires_in(seconds(60))));
  CHECK(at.ask(list).status == 200);
  at.loop.advance(seconds(59));
  CHECK(at.ask(list).status == 200);
  at.loop.advance(seconds(1));
  at.take_log();
  const client_answer over = at.ask(list);
  CHECK(over.status == 401);
  CHECK(over.body == unauthorized);
  const std::string log = at.take_log();
  CHECK(has(log, R"("key":"demo-key")"));
  CHECK(has(log, R"("outcome":"NOT_AUTHORIZED")"));
  CHECK(has(log, R"("reason":"key-expired")"));
  CHECK(lasting(at.ask(with_key(list, "dema"))) == lasting(over));
  CHECK(at.ask(with_key(list, "other")).status == 200);
  CHECK(at.asked() == 3);
}

TEST_CASE("K13 K10 an expired key counts as a wrong one, so that nobody can tell the two apart") {
  config::gateway settings = settings_with(that_expires_in(seconds(0)));
  settings.limits.unauthorized_per_minute = 3;
  limited at(settings);
  for (int i = 0; i < 3; ++i) CHECK(at.ask(list).status == 401);
  const client_answer locked_out = at.ask(list);
  CHECK(locked_out.status == 429);
  CHECK(has(locked_out.body, R"("code":"TOO_MANY_UNAUTHORIZED")"));
  CHECK(at.asked() == 0);
}

TEST_CASE("K13 K10 a key from elsewhere counts as a wrong one there, and works where it may") {
  config::key rules;
  rules.addresses = {*config::parse_network("192.0.2.0/28")};
  config::gateway settings = settings_with(rules);
  settings.limits.unauthorized_per_minute = 2;
  limited at(settings);
  CHECK(at.ask(list).status == 200);
  at.peer = "192.0.2.16";
  at.address = 2;
  at.connect();
  at.take_log();
  const client_answer elsewhere = at.ask(list);
  CHECK(elsewhere.status == 401);
  CHECK(elsewhere.body == unauthorized);
  CHECK(has(at.take_log(), R"("reason":"address-not-allowed")"));
  CHECK(at.ask(with_key(list, "wrong")).status == 401);
  CHECK(at.ask(list).status == 429);
  at.peer = "192.0.2.15";
  at.address = 3;
  at.connect();
  CHECK(at.ask(list).status == 200);
  CHECK(at.asked() == 2);
}

TEST_CASE("K13 L10 a refused operation counts for its key, and the engine sees nothing of it") {
  config::key rules;
  rules.allow = {"read"};
  config::gateway settings = settings_with(rules);
  settings.limits.key_rate = 1;
  settings.limits.key_burst = 2;
  limited at(settings);
  CHECK(at.ask(start_call).status == 403);
  const std::string log = at.take_log();
  CHECK(has(log, R"("route":"/call/start")"));
  CHECK(has(log, R"("key":"demo-key")"));
  CHECK(has(log, R"("status":403)"));
  CHECK(has(log, R"("outcome":"OPERATION_NOT_ALLOWED")"));
  CHECK(has(log, R"("reason":"operation-not-in-allow")"));
  CHECK_FALSE(has(log, R"("operation")"));
  CHECK(at.ask(list).status == 200);
  CHECK(at.ask(start_call).status == 429);
  CHECK(at.asked() == 1);
}

TEST_CASE("K13 L10 a refused request makes room for the next one of its key") {
  config::key rules;
  rules.allow = {"read"};
  rules.callees = config::callee_rules{{"1"}, {}};
  config::gateway settings = settings_with(rules);
  settings.limits.key_concurrency = 1;
  limited at(settings);
  for (int i = 0; i < 5; ++i) CHECK(at.ask(start_call).status == 403);
  CHECK(at.ask(list).status == 200);
}

TEST_CASE("K13 K11 the log says why a number was refused, and hides its digits") {
  config::key rules;
  rules.callees = config::callee_rules{{"55"}, {"5521"}};
  limited at(settings_with(rules));
  CHECK(at.ask(post_request("/call/start", R"({"number":"14155550100"})")).status == 403);
  std::string log = at.take_log();
  CHECK(has(log, R"("outcome":"CALLEE_NOT_ALLOWED")"));
  CHECK(has(log, R"("reason":"callee-not-allowed")"));
  CHECK(has(log, R"(*0100")"));
  CHECK_FALSE(has(log, "14155550100"));
  CHECK(at.ask(post_request("/call/start", R"({"number":"+55 21 98888 7777"})")).status == 403);
  CHECK(has(at.take_log(), R"("reason":"callee-denied")"));
  CHECK(at.asked() == 0);
  CHECK(at.ask(start_call).status != 403);
  CHECK(at.asked() == 1);
}

TEST_CASE("K13 O2 a reload puts another scope in force for the next request of a connection") {
  config::key rules;
  rules.allow = {"read"};
  limited at(settings_with(rules));
  CHECK(at.ask(start_call).status == 403);
  rules.allow = {"start"};
  at.worker.use(settings_with(rules));
  CHECK(at.ask(start_call).status != 403);
  CHECK(at.ask(list).status == 403);
  at.worker.use(settings_with(config::key{}));
  CHECK(at.ask(list).status == 200);
}

TEST_CASE("K13 a number that is passed on as it was written is read strictly, for a key that may not call every one") {
  config::key rules;
  rules.callees = config::callee_rules{{"55"}, {"5511"}};
  const auth::scope limits = *auth::scope_of(rules);
  flow::caller limited_one{}, anybody{};
  limited_one.key.limits = &limits;
  std::string scratch;
  const auto why = [&](std::string_view text, unsigned names = 1) {
    const flow::outcome problem = flow::judge_written_callee(limited_one, {text, names}, scratch);
    return problem ? problem->why : routes::reason::none;
  };
  using routes::reason;
  for (const char* allowed : {"+5521988887777", "5521988887777", "+55 (21) 98888-7777"})
    CHECK(why(allowed) == reason::none);
  for (const char* denied : {"+5511988887777", "55 11 98888 7777"}) CHECK(why(denied) == reason::callee_denied);
  for (const char* unsure :
       {"14155550100", "", "null", "[\"+5521988887777\"]", "005521988887777", "+5521988887777.0",
        "5521988887777@s.whatsapp.net", "tel:+5521988887777", "5521988887777:12", "+5521988887777,+1"})
    CHECK(why(unsure) == reason::callee_not_allowed);
  CHECK(why("+5521988887777", 2) == reason::callee_not_allowed);
  CHECK(why("+5521988887777", 0) == reason::callee_not_allowed);
  for (const unsigned names : {0u, 1u, 2u})
    CHECK_FALSE(flow::judge_written_callee(anybody, {"whatever", names}, scratch).has_value());
}

}  // namespace ramal::test
