// The notation of case files: what it makes of a text, and that it refuses what it does not know.
#include <catch2/catch.hpp>

#include "contract/case_reader.hpp"
#include "contract/case_text.hpp"
#include "contract/expectation.hpp"
#include "contract/generated_calls.hpp"
#include "tests/harness/contract_names.hpp"

namespace ramal::contract {
namespace {

const std::string head = "=== a name\nwhy: because\n";
const std::string silence = "engine sees nothing\nclient sees:\n    200\n";

contract_case read_one(const std::string& text) {
  const auto cases = read_cases("test.case", text);
  REQUIRE(cases.size() == 1);
  return cases.front();
}

std::string sent_by(const std::string& sends) { return read_one(head + sends + silence).exchanges.front().sent; }

tests::answer answer_of(int status, const std::string& body) {
  auto bytes = "HTTP/1.1 " + std::to_string(status) + " X\r\nA: 1\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body;
  return tests::take_answer(bytes);
}

bool accepts(const std::string& client_sees, const tests::answer& seen) {
  const auto one = read_one(head + "client sends:\n    GET /x\nengine sees nothing\nclient sees:\n" + client_sees);
  return judge_answer(one.exchanges.front().client.front(), seen).empty();
}

}  // namespace

TEST_CASE("case reader: a compact request gets mount, Host, key and framing") {
  CHECK(sent_by("client sends:\n    POST /call/start\n    {\"number\":\"5\"}\n") ==
        "POST /api/layer/evolution-go/call/start HTTP/1.1\r\nHost: ramal.example\r\napikey: demo-client-key\r\n"
        "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"number\":\"5\"}");
  CHECK(sent_by("client sends:\n    GET =/x HTTP/1.0\n    no key\n    no Host\n") == "GET /x HTTP/1.0\r\n\r\n");
  CHECK(sent_by("client sends:\n    GET =/\n    X-API-Key: k\n    Host: h\n\n    a: b\n    c\n") ==
        "GET / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 6\r\nX-API-Key: k\r\nHost: h\r\n\r\n"
        "a: b\nc");
}

TEST_CASE("case reader: raw bytes are what they say") {
  CHECK(sent_by("client sends raw:\n    GET\\s${mount} \\x00\\r\\n\n    \\\\ ${repeat 3 ab}\n") ==
        std::string("GET /api/layer/evolution-go ") + '\0' + "\r\n\\ ababab");
}

TEST_CASE("case reader: engine turns know key, default answer and fate") {
  const auto one = read_one(head +
                            "client sends:\n    GET /x\nengine sees:\n    POST /v1/calls\n    {}\nengine resets\n"
                            "engine sees:\n    GET /v1/calls\n    x-api-key-id: k\n"
                            "engine answers, then closes:\n    404\n    Retry-After: 3\n    no\n"
                            "client sees:\n    200\n");
  const auto& turns = one.exchanges.front().engine;
  REQUIRE(turns.size() == 2);
  CHECK(turns[0].body == "{}");
  CHECK(turns[0].fields.front().value == tests::native_key);
  CHECK(turns[0].answer.empty());
  CHECK(turns[0].then == engine_turn::after_answer::reset);
  CHECK(turns[1].fields.size() == 1);
  CHECK(turns[1].then == engine_turn::after_answer::close);
  CHECK(turns[1].answer ==
        "HTTP/1.1 404 Said\r\nRetry-After: 3\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\nno");
}

TEST_CASE("case reader: rows make cases") {
  const auto cases = read_cases("t",
                                "=== by ${k}\nwhy: x\nrows:\n    k | v\n    a | 1\n    b |\nclient sends:\n"
                                "    GET =/${k}\n    no key\n    A: ${v}\n" +
                                    silence);
  REQUIRE(cases.size() == 2);
  CHECK(cases[0].name == "by a");
  CHECK(cases[0].exchanges.front().sent == "GET /a HTTP/1.1\r\nHost: ramal.example\r\nA: 1\r\n\r\n");
  CHECK(cases[1].exchanges.front().sent == "GET /b HTTP/1.1\r\nHost: ramal.example\r\nA: \r\n\r\n");
}

TEST_CASE("case reader: the keys, the mount and the host of a deployment") {
  const deployment at{"another-key-of-a-client", "ps_other", "/m", "gateway.example"};
  const auto text = head + "client sends:\n    GET /x?${key}\nengine sees:\n    GET /v1/calls\nclient sees:\n    200\n";
  const auto one = read_cases("test.case", text, at).front();
  CHECK(
      one.exchanges.front().sent ==
      "GET /m/x?another-key-of-a-client HTTP/1.1\r\nHost: gateway.example\r\napikey: another-key-of-a-client\r\n\r\n");
  CHECK(one.exchanges.front().engine.front().fields.front().value == "ps_other");
  CHECK(one.mount() == "/m");
  const auto raw = head + "client sends raw:\n    GET ${mount}/x HTTP/1.1\\r\\nHost: ${host}\\r\\n\\r\\n\n" + silence;
  CHECK(read_cases("test.case", raw, at).front().exchanges.front().sent ==
        "GET /m/x HTTP/1.1\r\nHost: gateway.example\r\n\r\n");
  CHECK(read_cases("test.case", raw, {"k", "n", "/", "h"}).front().exchanges.front().sent ==
        "GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST_CASE("case reader: nothing is said of a native key that is not known") {
  const auto text =
      head + "client sends:\n    GET /x\nengine sees nothing\nclient sees:\n    200\n    body lacks: ${native}\n";
  const deployment unknown{"a-key", "", "/m", "h"};
  CHECK(read_cases("test.case", text, unknown).front().exchanges.front().client.front().body.empty());
  CHECK(read_one(text).exchanges.front().client.front().body.size() == 1);
}

TEST_CASE("case reader: format, tags and needs") {
  const auto text = "format: 1\n# about\n" + head + "tags: smoke, reads\nneeds: loop\nclient sends:\n    GET /x\n" +
                    silence;
  const auto one = read_one(text);
  CHECK(one.tags == std::vector<std::string>{"smoke", "reads"});
  CHECK(one.needs == std::vector<std::string>{"loop"});
  CHECK_THROWS_WITH(read_one("format: 2\n" + head + "client sends:\n    GET /x\n" + silence),
                    "test.case:1: format 2: this program reads format 1, a newer one reads both");
  CHECK_THROWS_WITH(read_one(head + "needs: luck\nclient sends:\n    GET /x\n" + silence),
                    "test.case:3: a case needs loop, settings or raw, not luck");
}

TEST_CASE("case reader: settings and mount") {
  const auto one = read_one(head +
                            "settings:\n    mount: /m\n    engine: dead\n    aliases: false\n"
                            "client sends:\n    GET /x\n    no key\n" +
                            silence);
  CHECK(one.exchanges.front().sent == "GET /m/x HTTP/1.1\r\nHost: ramal.example\r\n\r\n");
  CHECK(one.engine_is_dead);
  CHECK(one.settings.size() == 2);
}

TEST_CASE("case reader: a text it does not understand is refused with its place") {
  const auto sends = std::string("client sends:\n    GET /x\n");
  const auto text = GENERATE_COPY(
      as<std::string>{}, "=== n\n" + sends + silence, head, head + sends + "client sees:\n    200\n",
      head + sends + "engine sees nothing\n", head + "engine sees nothing\n",
      head + sends + silence + "engine explodes\n", head + sends + silence + "server sees:\n",
      head + sends + "engine sees nothing\nclient sees:\n    OK\n",
      head + "client sends, later:\n    GET /x\n" + silence, head + "client sends raw:\n    \\q\n" + silence,
      head + "client sends:\n    GET /${unknown}\n" + silence, "=== bad [name]\nwhy: x\n" + sends + silence, "text\n",
      head + sends + silence + head + sends + silence, head + "rows:\n    a | b\n    1\n" + sends + silence,
      head + sends +
          "engine sees:\n    GET /v1/calls\nengine sees nothing\nclient sees:\n "
          "   200\n");
  CAPTURE(text);
  CHECK_THROWS_AS(read_cases("test.case", text), case_error);
}

TEST_CASE("case reader: a slip that would leave a case without a meaning is refused") {
  const auto sends = std::string("client sends:\n    GET /x\n");
  const auto text = GENERATE_COPY(
      as<std::string>{},
      // HTTP/1.0 is about Host, which would be added; and a Host with `no Host`
      head + "client sends:\n    GET /x HTTP/1.0\n" + silence,
      head + "client sends:\n    GET /x HTTP/1.0\n    Host: a\n    no Host\n" + silence,
      // a header or a directive that is misspelt would be the body
      head + "client sends:\n    GET /x\n    no host\n" + silence,
      head + "client sends:\n    GET /x\n    Content Length: 5\n" + silence,
      head + "client sends:\n    GET\n" + silence, head + "client sends:\n" + silence,
      // text where none is read
      head + "client sends: GET /x\n    GET /y\n" + silence,
      head + sends + "engine sees nothing:\n    GET /v1/calls\nclient sees:\n    200\n",
      head + sends + "engine sees:\n    GET /v1/calls\nengine closes:\n    200\nclient sees:\n    200\n",
      head + sends + "engine sees, then closes:\n    GET /v1/calls\nclient sees:\n    200\n",
      head + sends + "engine sees nothing\nclient sees, closed:\n    200\n",
      head + "settings:\n    mount: /a\nsettings:\n    mount: /b\n" + sends + silence,
      head + "why: and again\n" + sends + silence,
      // rows that change nothing, and a case that says the same as another
      "=== by ${k}\nwhy: x\nrows:\n    k | v\n    a | 1\nclient sends:\n    GET =/${k}\n" + silence,
      "=== by ${k}\nwhy: ${k}\nrows:\n    k\n    a\n" + sends + silence,
      "=== by ${k}\nwhy: x\nrows:\n    k | v\n    a | 1\n    b | 1\nclient sends:\n    GET =/${v}\n" + silence,
      head + sends + silence + "=== another name\nwhy: because\n" + sends + silence,
      // any refusal would do, or the absence of what no answer has
      head + sends + "engine sees nothing\nclient sees:\n    400\n    closed\n",
      head + sends + "engine sees nothing\nclient sees:\n    200\n    no body\n",
      head + sends + "engine sees nothing\nclient sees:\n    200\n    no such header\n",
      // a column without a name, what is no object, and more than a program should make
      "=== by ${k}\nwhy: x\nrows:\n\n    a\nclient sends:\n    GET =/${k}\n" + silence,
      head + sends + "engine sees nothing\nclient sees:\n    200\n    call object: x\n",
      head + "client sends:\n    GET /x\n    A: ${repeat 99999999999 xx}\n" + silence,
      head + "client sends:\n    GET /x\n    A: ${native calls 99999999999}\n" + silence);
  CAPTURE(text);
  CHECK_THROWS_AS(read_cases("test.case", text), case_error);
}

TEST_CASE("expectation: each check can fail") {
  const auto seen = answer_of(400, R"({"error":"no","code":"C","n":1.0})");
  CHECK(
      accepts("    400 C\n    A: 1\n    no B\n    json lacks: data x.y\n    json has: {\"n\":1.0}\n    body has: "
              "no\n",
              seen));
  CHECK(accepts("    400\n    {\"error\":\"no\",\"code\":\"C\",\"n\":1.0}\n", seen));
  CHECK(accepts("    400\n    json:\n    {\"n\":1.0, \"code\":\"C\",\n    \"error\":\"no\"}\n", seen));
  CHECK(accepts("    400 C no\n", answer_of(400, R"({"error":"no","code":"C"})")));
  const auto wrong = GENERATE(as<std::string>{}, "    200\n", "    400 D\n", "    400 C no\n", "    400 C\n    A: 2\n",
                              "    400 C\n    no A\n", "    400 C\n    B: *\n", "    400 C\n    json lacks: code\n",
                              "    400 C\n    json has: {\"n\":1}\n", "    400\n    json: {\"n\":1.0}\n",
                              "    400 C\n    body lacks: no\n", "    400 C\n    body has: yes\n", "    400\n    {}\n",
                              "    400\n    empty\n");
  CAPTURE(wrong);
  CHECK_FALSE(accepts(wrong, seen));
}

TEST_CASE("expectation: an engine request that differs is a complaint") {
  engine_turn expected;
  expected.start = "POST /v1/calls";
  expected.fields = {{"x-api-key", "k"}};
  expected.body = "{}";
  tests::engine_request seen;
  seen.method = "POST";
  seen.target = "/v1/calls";
  seen.head.fields = {{"x-api-key", "k"}};
  seen.body = "{}";
  CHECK(judge_request(expected, seen).empty());
  seen.body = "{ }";
  CHECK(judge_request(expected, seen).size() == 1);
  seen.target = "/v1/call";
  seen.head.fields[0].value = "other";
  CHECK(judge_request(expected, seen).size() == 3);
}

TEST_CASE("generated calls: a thousand are 400 KB of JSON, and Ramal's text has as many") {
  std::string error;
  CHECK(native_list(1000).size() > 400'000);
  REQUIRE(tests::parse_json(native_list(1000), error));
  const auto shown = tests::parse_json(ramal_list(3, true), error);
  REQUIRE(shown);
  CHECK(shown->find("data")->items.size() == 3);
  CHECK(tests::json_difference(*shown->find("data"), *shown->find("calls"), tests::json_match::exact).empty());
}

}  // namespace ramal::contract
