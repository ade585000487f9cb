// The player and the rules that always hold must be able to fail: each is broken here once, on a stage that says what
// the test wants.
#include <catch2/catch.hpp>
#include <chrono>

#include "contract/answer_rules.hpp"
#include "contract/case_reader.hpp"
#include "contract/play.hpp"
#include "tests/harness/contract_names.hpp"

namespace ramal::contract {
namespace {

// An answer that breaks no rule.
std::string good_answer(const std::string& body, int status = 200, const std::string& more = "") {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nDate: Sat, 21 Nov 2026 01:02:03 GMT\r\nX-Request-Id: a\r\nX-Content-Type-Options: nosniff\r\n"
         "Access-Control-Allow-Origin: *\r\n"
         "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"
         "Access-Control-Allow-Headers: Origin, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, "
         "Authorization, Accept, Cache-Control, X-Requested-With, apikey, ApiKey, x-api-key, x-api-key-id, "
         "Idempotency-Key, X-Call-Client-ID, X-Request-Id, traceparent, tracestate, baggage, sentry-trace\r\n"
         "Access-Control-Expose-Headers: Content-Length, X-Request-Id, Retry-After, RateLimit-Limit, "
         "RateLimit-Remaining, RateLimit-Reset, X-Ramal-Upstream, X-Ramal-Ignored, Idempotent-Replayed\r\n" +
         (status >= 400 ? "Cache-Control: no-store\r\n" : "") + more + "\r\n" + body;
}

class canned_stage : public stage {
 public:
  std::string answers;
  bool closes = false;
  std::vector<tests::engine_request> seen_at_first;
  std::vector<std::string> impure;
  std::vector<std::string> sent;
  int pauses = 0;

  void connect() override {}
  void send(std::string_view bytes) override {
    sent_ = true;
    sent.emplace_back(bytes);
  }
  void pause(std::chrono::milliseconds) override { ++pauses; }
  void half_close() override {}
  tests::answer read_answer(bool of_head_request) override {
    auto taken = tests::take_answer(answers, of_head_request);
    if (taken.status == 0) taken.error = "no more answers";
    return taken;
  }
  bool is_closed_by_ramal() override { return closes; }
  void expect_door(tests::door) override {}
  void script_engine(const std::vector<engine_turn>&) override {}
  void wait_for_engine() override {}
  std::vector<tests::engine_request> engine_requests() override {
    return sent_ ? seen_at_first : std::vector<tests::engine_request>{};
  }
  std::vector<std::string> take_impurities() override { return impure; }
  std::string engine_address() const override { return "10.0.0.7:99"; }

 private:
  bool sent_ = false;
};

complaints play_text(canned_stage& on, const std::string& client_sees,
                     const std::string& engine = "engine sees nothing\n") {
  const auto cases = read_cases("t",
                                "=== t\nwhy: x\nclient sends:\n    GET /x\n" + engine + "client sees:\n" + client_sees);
  return play(cases.front(), on);
}

tests::engine_request list_request() {
  tests::engine_request request;
  request.method = "GET";
  request.target = "/v1/calls";
  request.head.fields = {{"x-api-key", tests::native_key}};
  return request;
}

std::size_t faults_of(const std::string& raw, const std::string& forbidden = "ps_secret") {
  auto bytes = raw;
  return judge_always(tests::take_answer(bytes), {{forbidden}, true}, false).size();
}

std::string without(std::string text, const std::string& piece) {
  text.erase(text.find(piece), piece.size());
  return text;
}

}  // namespace

TEST_CASE("player: a conversation as it should be gives no complaint") {
  canned_stage on;
  on.answers = good_answer("{}") + good_answer("{}");
  on.seen_at_first = {list_request()};
  CHECK(play_text(on, "    200\n    open\n", "engine sees:\n    GET /v1/calls\n").empty());
}

TEST_CASE("player: a wrong status, a silent and an unasked engine, an impure byte are complaints") {
  canned_stage on;
  on.answers = good_answer("{}");
  SECTION("status") { CHECK(play_text(on, "    201\n").size() == 1); }
  SECTION("silent engine") { CHECK(play_text(on, "    200\n", "engine sees:\n    GET /v1/calls\n").size() == 1); }
  SECTION("unasked engine") {
    on.seen_at_first = {list_request()};
    CHECK(play_text(on, "    200\n").size() == 1);
  }
  SECTION("twice") {
    on.seen_at_first = {list_request(), list_request()};
    CHECK(play_text(on, "    200\n", "engine sees:\n    GET /v1/calls\n").size() == 1);
  }
  SECTION("another request") {
    on.seen_at_first = {list_request()};
    CHECK(play_text(on, "    200\n", "engine sees:\n    GET /v1/calls/a\n").size() == 1);
  }
  SECTION("impure") {
    on.impure = {"x"};
    CHECK(play_text(on, "    200\n").size() == 1);
  }
  SECTION("no answer") {
    on.answers.clear();
    CHECK(play_text(on, "    200\n").size() == 1);
  }
}

TEST_CASE("player: what the engine sees between two exchanges is a complaint") {
  struct late_stage : canned_stage {
    std::vector<std::string> take_impurities() override {
      seen_at_first.push_back(list_request());  // the first exchange has been judged
      return {};
    }
  } on;
  on.answers = good_answer("{}") + good_answer("{}");
  const std::string exchange = "client sends:\n    GET /x\nengine sees nothing\nclient sees:\n    200\n";
  const auto found = play(read_cases("t", "=== t\nwhy: x\n" + exchange + exchange).front(), on);
  REQUIRE(found.size() == 1);
  CHECK(found.front().starts_with("t:8: the engine sees what it should not"));
}

TEST_CASE("player: what the engine sees before the first exchange, and nobody has judged, is a complaint") {
  struct early_stage : canned_stage {
    std::vector<tests::engine_request> engine_requests() override { return {list_request()}; }
    std::size_t engine_requests_before() override { return judged_before; }
    std::size_t judged_before = 0;
  } on;
  on.answers = good_answer("{}");
  const auto found = play_text(on, "    200\n");
  REQUIRE(found.size() == 1);
  CHECK(found.front().find("the engine sees what it should not") != std::string::npos);
  on.answers = good_answer("{}");
  on.judged_before = 1;
  CHECK(play_text(on, "    200\n").empty());
}

TEST_CASE("player: the fate of the connection is judged") {
  canned_stage on;
  SECTION("says close and closes") {
    on.answers = good_answer("{}", 200, "Connection: close\r\n");
    on.closes = true;
    CHECK(play_text(on, "    200\n    closed\n").empty());
  }
  SECTION("says close and stays") {
    on.answers = good_answer("{}", 200, "Connection: close\r\n");
    CHECK(play_text(on, "    200\n    closed\n").size() == 1);
  }
  SECTION("closes without a word") {
    on.answers = good_answer("{}");
    on.closes = true;
    CHECK(play_text(on, "    200\n    closed\n").size() == 1);
  }
  SECTION("is not open") {
    on.answers = good_answer("{}");
    CHECK(play_text(on, "    200\n    open\n").size() == 1);
  }
}

TEST_CASE("answer rules: every one of them can fail") {
  const auto good = good_answer(R"({"message":"success"})");
  CHECK(faults_of(good) == 0);
  CHECK(faults_of(good_answer(R"({"error":"x","code":"Y"})", 400)) == 0);
  CHECK(faults_of(good_answer(R"({"error":"not authorized"})", 401)) == 0);
  const auto name = GENERATE(
      as<std::string>{}, "Access-Control-Allow-Origin: *\r\n", "X-Content-Type-Options: nosniff\r\n",
      "X-Request-Id: a\r\n", "Date: Sat, 21 Nov 2026 01:02:03 GMT\r\n",
      "Content-Type: application/json; charset=utf-8\r\n", ", PATCH", ", ApiKey", ", sentry-trace", ", Retry-After");
  CAPTURE(name);
  CHECK(faults_of(without(good, name)) == 1);
}

TEST_CASE("answer rules: extra headers, secrets and odd bodies are faults") {
  CHECK(faults_of(good_answer("{}", 200, "Server: x\r\n")) == 1);
  CHECK(faults_of(good_answer("{}", 200, "Set-Cookie: x\r\n")) == 1);
  CHECK(faults_of(good_answer("{}", 200, "X-Request-Id: b\r\n")) > 0);
  CHECK(faults_of(good_answer("{}", 200, "Retry-After: 1\r\nRateLimit-Limit: 1\r\n")) == 0);
  CHECK(faults_of(good_answer(R"({"a":"ps_secret"})")) == 1);
  CHECK(faults_of(good_answer("{}", 200, "RateLimit-X: ps_secret\r\n")) == 1);
  CHECK(faults_of(good_answer(R"({"error":"x"})")) == 1);
  CHECK(faults_of(good_answer(R"({"error":"x","code":"Y","message":"z"})", 400)) == 1);
  CHECK(faults_of(good_answer(R"({"code":"Y"})", 400)) == 1);
  CHECK(faults_of(good_answer(R"({"error":"","code":"Y"})", 400)) == 1);
  CHECK(faults_of(good_answer(R"({"error":"x"})", 400)) == 1);
  CHECK(faults_of(good_answer(R"({"error":"go away"})", 401)) == 1);
  CHECK(faults_of(good_answer("[]")) == 1);
  CHECK(faults_of(good_answer(R"({"a":1,"a":1})")) == 1);
  CHECK(faults_of(good_answer("", 400)) == 1);
  CHECK(faults_of(without(good_answer(R"({"error":"x","code":"Y"})", 400), "Cache-Control: no-store\r\n")) == 1);
}

TEST_CASE("play: what an answer said is kept for the next requests, and a request waits for its answer") {
  canned_stage on;
  on.answers = good_answer(R"({"message":"success","callId":"EXT7"})", 201) +
               good_answer(R"({"message":"success","state":"ringing"})") +
               good_answer(R"({"message":"success","state":"active"})");
  const auto what =
      read_cases("t",
                 "=== t\nwhy: x\nclient sends:\n    POST /x\n    {}\nengine sees nothing\nclient sees:\n    201\n"
                 "keep: id = json callId\nclient sends:\n    GET /get?callId=${id}\nengine sees nothing\n"
                 "waits: 9s until json has {\"state\":\"active\"}\nclient sees:\n    200\n")
          .front();
  CHECK(play(what, on).empty());
  REQUIRE(on.sent.size() == 3);
  CHECK(on.sent[1].starts_with("GET /api/layer/evolution-go/get?callId=EXT7 HTTP/1.1\r\n"));
  CHECK(on.sent[2] == on.sent[1]);
  CHECK(on.pauses == 1);
}

TEST_CASE("play: waiting ends, a value that is not there ends the case, and a POST is never sent again") {
  const std::string start = "=== t\nwhy: x\nclient sends:\n    ";
  const std::string rest = " /x\nengine sees nothing\nwaits: 1s until json has {\"a\":1}\nclient sees:\n    200\n";
  canned_stage on;
  for (int i = 0; i < 5; ++i) on.answers += good_answer(R"({"message":"success"})");
  CHECK(play(read_cases("t", start + "GET" + rest).front(), on).size() == 1);
  CHECK(on.sent.size() == 3);
  CHECK_THROWS_WITH(read_cases("t", start + "POST" + rest), "t:6: only a GET may be sent again");
  canned_stage bare;
  bare.answers = good_answer(R"({"message":"success"})");
  const auto keeps = read_cases("t", start +
                                         "GET /x\nengine sees nothing\nclient sees:\n    200\nkeep: id = json callId\n"
                                         "client sends:\n    GET /y\nengine sees nothing\nclient sees:\n    200\n");
  CHECK(play(keeps.front(), bare) == complaints{"t:8: the answer has no callId to keep"});
  CHECK(bare.sent.size() == 1);
}

TEST_CASE("play: a value that could be more than an id is not kept") {
  const std::string text =
      "=== t\nwhy: x\nclient sends:\n    GET /x\nengine sees nothing\nclient sees:\n    200\n"
      "keep: id = json callId\nclient sends:\n    GET /${id}\nengine sees nothing\nclient sees:\n    200\n";
  const auto bad = GENERATE(as<std::string>{}, R"(a b)", R"(x HTTP/1.1\r\n\r\nPOST /y)", R"(a\"b)", R"(${key})");
  canned_stage on;
  on.answers = good_answer(std::string(R"({"message":"success","callId":")") + bad + "\"}");
  const auto found = play(read_cases("t", text).front(), on);
  REQUIRE(found.size() == 1);
  CHECK(found.front().starts_with("t:8: what callId holds cannot be kept: "));
  CHECK(on.sent.size() == 1);
}

}  // namespace ramal::contract
