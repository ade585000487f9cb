// The player of events must be able to fail: each rule is broken here once, on a stage that says what the test wants.
#include <catch2/catch.hpp>

#include "tests/contract/event_reader.hpp"
#include "tests/contract/event_rules.hpp"
#include "tests/contract/event_variables.hpp"
#include "tests/contract/play_events.hpp"

namespace ramal::contract {
namespace {

const std::string good_headers =
    "Content-Type: application/json\r\nUser-Agent: Ramal/1\r\nwebhook-id: rml_abcdefghijklmnopqrstuvwxyz\r\n"
    "webhook-timestamp: 1\r\nX-Ramal-Event: call.ended\r\nX-Ramal-Attempt: 1\r\nX-Ramal-Hop: 1\r\n";

tests::engine_request delivery(const std::string& body, const std::string& headers = good_headers,
                               const std::string& target = "/bot") {
  std::string bytes = "POST " + target + " HTTP/1.1\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
                      "\r\n\r\n" + body;
  return *tests::take_request(bytes);
}

class canned_events : public event_stage {
 public:
  reception told{200, R"({"ok":true})", ""};
  std::vector<tests::engine_request> seen;

  std::chrono::system_clock::time_point now() const override { return {}; }
  std::string bot_url() const override { return "http://127.0.0.1:9/bot"; }
  void script_bot(const std::vector<std::string>&) override {}
  reception post(const std::vector<field>&, const std::string&) override { return told; }
  std::vector<tests::engine_request> take_deliveries(std::size_t) override { return std::exchange(seen, {}); }
};

const std::string head = "=== t\nwhy: x\n";
const std::string posted = "engine posts:\n    {}\n";

event_case read(const std::string& text) {
  const auto cases = split_cases("t", text);
  REQUIRE(cases.size() == 1);
  return build_event_case("t", cases.front());
}

complaints play_text(canned_events on, const std::string& text) { return play_events(read(head + posted + text), on); }

const std::string sees_a = "bot sees:\n    {\"a\":1}\n";

}  // namespace

TEST_CASE("event player: a delivery as the case says is no complaint, any other is one") {
  canned_events stage;
  stage.seen = {delivery(R"({"a":1})")};
  CHECK(play_text(stage, sees_a).empty());
  CHECK(play_text(stage, "bot sees:\n    {\"a\":2}\n").size() == 1);
  CHECK(play_text(stage, "bot sees:\n    X-Ramal-Attempt: 2\n    {\"a\":1}\n").size() == 1);
  CHECK(play_text(stage, "bot sees:\n    no X-Ramal-Hop\n    {\"a\":1}\n").size() == 1);
  CHECK(play_text(stage, "bot sees:\n    POST /other\n    {\"a\":1}\n").size() == 2);
  CHECK(
      play_text(stage, "bot sees:\n    signed with: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\n    {\"a\":1}\n").size() ==
      1);
  CHECK(play_text(stage, "bot sees nothing\n").size() == 1);
  CHECK(play_text(stage, sees_a + sees_a).size() == 1);
}

TEST_CASE("event player: what the engine is told is compared") {
  canned_events stage;
  stage.told = {200, R"({"ok":true,"ignored":"late"})", ""};
  CHECK(play_text(stage, "engine is told:\n    ignored late\nbot sees nothing\n").empty());
  CHECK(play_text(stage, "engine is told:\n    ignored duplicate\nbot sees nothing\n").size() == 1);
  CHECK(play_text(stage, "bot sees nothing\n").size() == 1);
  CHECK(play_text(stage, "engine is told:\n    400 INVALID_JSON\nbot sees nothing\n").size() == 1);
  stage.told = {400, R"({"error":"x","code":"OTHER"})", ""};
  CHECK(play_text(stage, "engine is told:\n    400 INVALID_JSON\nbot sees nothing\n").size() == 1);
  stage.told = {0, "", "closed"};
  CHECK(play_text(stage, "bot sees nothing\n").size() == 1);
}

TEST_CASE("event player: every delivery has its headers, no secret, and the bytes of its id") {
  canned_events stage;
  for (const char* name : {"Content-Type", "User-Agent", "webhook-id", "webhook-timestamp", "X-Ramal-Event",
                           "X-Ramal-Attempt", "X-Ramal-Hop"}) {
    INFO(name);
    auto headers = good_headers;
    const auto at = headers.find(name);
    headers.erase(at, headers.find("\r\n", at) + 2 - at);
    stage.seen = {delivery(R"({"a":1})", headers)};
    CHECK(play_text(stage, sees_a).size() == 1);
  }
  for (const std::string secret : {tests::native_key, tests::client_key, hook_token, "canary"}) {
    stage.seen = {delivery(R"({"a":1})", good_headers + "X: " + secret + "\r\n")};
    CHECK(play_text(stage, sees_a).size() == 1);
  }
  stage.seen = {delivery(R"({"a":1})"), delivery(R"({"b":1})")};
  CHECK(play_text(stage, sees_a + "bot sees:\n    {\"b\":1}\n").size() == 1);
}

TEST_CASE("event reader: a case that says too little or too much is refused") {
  for (const char* text :
       {"engine posts:\n    {}\n", "engine posts:\n    {}\nbot sees nothing\nbot sees:\n    {}\n",
        "bot sees nothing\nengine posts:\n    {}\nbot sees nothing\n", "engine posts:\n    {}\nbot sees:\n    A: b\n",
        "engine posts:\n    {}\nengine is told:\n    late\nbot sees nothing\n",
        "engine posts:\n    {}\nengine is told:\n    ok fine\nbot sees nothing\n",
        "engine posts:\n    {}\nbot answers:\n    200\nbot sees nothing\n",
        "engine posts:\n    {}\nbot hears:\n    x\n", "engine posts:\n    {}\nbot sees nothing\nwebhook:\n    a: b\n",
        "engine posts:\n    ${nothing}\nbot sees nothing\n",
        "engine posts:\n    {}\nengine is told:\n    ignored late\nbot sees:\n    {}\n"}) {
    INFO(text);
    CHECK_THROWS_AS(read(head + text), case_error);
  }
}

TEST_CASE("event rules: any text stands for any text, between what has to be there") {
  const std::string any(1, any_text);
  CHECK(fits_pattern("ab", "ab"));
  CHECK_FALSE(fits_pattern("ab", "abc"));
  CHECK(fits_pattern("a" + any + "c", "ac"));
  CHECK(fits_pattern("a" + any + "c", "abcbc"));
  CHECK_FALSE(fits_pattern("a" + any + "c", "abcb"));
  CHECK(fits_pattern(any + "b" + any, "abc"));
  CHECK_FALSE(fits_pattern(any + "b" + any + "b" + any, "abc"));
  CHECK_FALSE(fits_pattern("b" + any, "ab"));
}

TEST_CASE("event variables: the times are those of the events") {
  const auto known = played_variables(
      std::chrono::system_clock::time_point(std::chrono::milliseconds(1'783'090'800'412)), "http://b/");
  CHECK(substitute("${now} ${now s} ${now s -03:00} ${old} ${bot}", known) ==
        "2026-07-03T15:00:00.412Z 2026-07-03T15:00:00Z 2026-07-03T12:00:00-03:00 2026-07-03T14:58:00.412Z http://b/");
}

}  // namespace ramal::contract
