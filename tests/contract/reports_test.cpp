// What came of a run, as text for people and for programs.
#include "contract/reports.hpp"

#include <catch2/catch.hpp>

#include "contract/hurl_text.hpp"
#include "contract/json_text.hpp"
#include "contract/mask.hpp"
#include "tests/contract/all_cases.hpp"

namespace ramal::contract {
namespace {

using outcome = case_result::outcome;

run_result sample() {
  run_result run;
  run.target = "http://127.0.0.1:1/api";
  run.mode = "safe";
  run.cases.push_back({"routes.case", "list", "why it is so", "", outcome::passed, {}, "", {}, 0.5});
  run.cases.push_back({"routes.case",
                       "start <& 1",
                       "a sentence",
                       "client sends:\n    GET /x",
                       outcome::failed,
                       {"routes.case:3: status: expected 200, is 500 a-secret-key"},
                       "",
                       {{utterance::speaker::client, "GET /x HTTP/1.1\r\napikey: a-secret-key\r\n\r\n"},
                        {utterance::speaker::gateway, "HTTP/1.1 500 X\r\n\r\n\xff<b>"}},
                       0.1});
  run.cases.push_back({"wire.case", "T1 # odd", "", "", outcome::skipped, {}, "it needs settings", {}, 0});
  return run;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("reports: text names failures, counts what is skipped by its reason, and sums up in both languages") {
  const auto text = text_report(sample(), language::english);
  CHECK(has(text, "FAILED  routes: start <& 1\n        a sentence\n    routes.case:3: status"));
  CHECK(has(text, "1 case skipped: it needs settings\n"));
  CHECK(has(text, "http://127.0.0.1:1/api answers 1 of 2\n"));
  CHECK(has(text_report(sample(), language::portuguese), "http://127.0.0.1:1/api responde 1 de 2\n"));
}

TEST_CASE("reports: reasons of one kind are counted together, in both languages") {
  auto run = sample();
  run.cases.push_back({"a.case", "x", "", "", outcome::skipped, {}, "not safe: POST /a could", {}, 0});
  run.cases.push_back({"a.case", "y", "", "", outcome::skipped, {}, "not safe: it has a body", {}, 0});
  CHECK(
      has(text_report(run, language::english), "2 cases skipped: not safe: it could place, change or answer a call\n"));
  CHECK(has(text_report(run, language::portuguese), "2 casos pulados: não é seguro: "));
  const auto page = html_report(run, language::english);
  CHECK(has(page, "not safe: it could place, change or answer a call"));
  CHECK(has(page, "não é seguro: "));
}

TEST_CASE("reports: JSON can be read, whatever the bytes are") {
  std::string error;
  const auto document = parse_json(json_report(sample()), error);
  INFO(error);
  REQUIRE(document);
  CHECK(document->find("passed")->text == "1");
  CHECK(document->find("failed")->text == "1");
  CHECK(document->find("skipped")->text == "1");
  CHECK(document->find("cases")->items.size() == 3);
  CHECK(document->find("cases")->items[1].find("said")->items[1].find("bytes")->text ==
        "HTTP/1.1 500 X\r\n\r\n\xef\xbf\xbd<b>");
}

TEST_CASE("reports: JUnit has file, case and reason, escaped") {
  const auto text = junit_report(sample());
  CHECK(has(text, R"(tests="3" failures="1" skipped="1")"));
  CHECK(has(text, R"(<testcase classname="routes" name="list" time="0.500000"/>)"));
  CHECK(has(text, R"(name="start &lt;&amp; 1")"));
  CHECK(has(text, R"(<skipped message="it needs settings"/>)"));
  CHECK(has(text, "<failure message=\"routes.case:3: status: expected 200, is 500 a-secret-key\">"));
}

TEST_CASE("reports: TAP has a plan, directives, and no directive by accident") {
  const auto text = tap_report(sample());
  CHECK(text.starts_with("TAP version 14\n1..3\nok 1 - routes: list\nnot ok 2 - routes: start <& 1\n  ---\n"));
  CHECK(has(text, "ok 3 - wire: T1 \\# odd # SKIP it needs settings\n"));
}

TEST_CASE("reports: HTML needs nothing else, and holds no markup of what was said") {
  const auto text = html_report(sample(), language::portuguese);
  CHECK(has(text, "responde 1 de 2"));
  CHECK(has(text, "answers 1 of 2"));
  CHECK(has(text, "<html lang=\"pt\">"));
  CHECK(has(text, "\\xff&lt;b&gt;"));
  CHECK(has(text, "start &lt;&amp; 1"));
  CHECK(has(text, "50%"));
  for (const auto* part : {"<b>", "<script", "src=", "http-equiv", "@import"}) CHECK_FALSE(has(text, part));
}

TEST_CASE("reports: no key is in any of them, as it is or percent-encoded") {
  auto run = sample();
  run.cases[1].complaints.push_back("seen a+b/c, a%2Bb%2Fc, a%2bb%2fc");
  mask(run, {"a-secret-key", "a+b/c", "", "x"});
  for (const auto& text : {text_report(run, language::english), json_report(run), junit_report(run), tap_report(run),
                           html_report(run, language::english)}) {
    CHECK_FALSE(has(text, "a-secret-key"));
    CHECK_FALSE(has(text, "a+b/c"));
    CHECK_FALSE(has(text, "a%2Bb%2Fc"));
    CHECK_FALSE(has(text, "a%2bb%2fc"));
    CHECK(has(text, "***"));
  }
}

TEST_CASE("reports: a key is masked whatever of it is percent-encoded, and a longer key before its front") {
  CHECK(masked("x demo%2Dcl%69ent%2dkey y", {"demo-client-key"}) == "x *** y");
  CHECK(masked("100%, %2, %zz", {"demo-client-key"}) == "100%, %2, %zz");
  CHECK(masked("shop-key-native shop-key", {"shop-key", "shop-key-native"}) == "*** ***");
}

TEST_CASE("reports: no key is left where its bytes are written otherwise, or where a complaint was cut") {
  auto run = sample();
  run.cases[1].complaints = {R"(the answer has "ke\"y\\with\xc3\xa9"...)", "body: expected {} is {\"echo\":\"a-secr",
                             "is {\"echo\":\"a-secret-... (4000 bytes)"};
  run.cases[1].said = {{utterance::speaker::gateway, R"({"echo":"ke\"y\\with)"
                                                     "\xc3\xa9\"}"}};
  mask(run, {"a-secret-key", "ke\"y\\with\xc3\xa9"});
  const auto text = json_report(run);
  CHECK_FALSE(has(text, "a-secr"));
  CHECK_FALSE(has(text, "with"));
}

TEST_CASE("reports: tokens of media that an engine of somebody's own has given are masked") {
  auto run = sample();
  run.cases[1].complaints = {R"(body: is {"wsUrl":"wss://go.example/ws?token=tok-one","token":"tok-two"})"};
  run.cases[1].said = {
      {utterance::speaker::gateway, R"({"wsUrl":"wss://go.example/ws?token=tok-one","token":"tok-two"})"}};
  std::vector<std::string> secrets;
  add_tokens(run, secrets);
  mask(run, secrets);
  const auto text = json_report(run);
  CHECK_FALSE(has(text, "tok-one"));
  CHECK_FALSE(has(text, "tok-two"));
  CHECK(has(text, "wss://go.example/ws?token=***"));
}

TEST_CASE("reports: what Hurl is given is text, and goes to the deployment alone") {
  std::vector<named_text> cases;
  for (const auto& each : all_cases()) cases.push_back({each.file, each.text});
  const auto made = hurl_file(cases);
  CHECK(made.cases > 100);
  CHECK_FALSE(has(json_quoted(made.text), "\\ufffd"));
  std::size_t requests = 0;
  for (auto at = made.text.find("{{origin}}"); at != std::string::npos; at = made.text.find("{{origin}}", at + 1)) {
    const auto behind = std::string_view(made.text).substr(at + 10, 10);
    INFO(behind);
    CHECK((behind.starts_with("/") || behind == "{{mount}}\n" || behind == "{{mount}}/" || behind == "{{mount}}?"));
    ++requests;
  }
  CHECK(requests >= made.cases);
}

TEST_CASE("reports: what Hurl can say of a case, and what it is not asked to") {
  const auto all = split_cases(
      "t.case",
      "=== a refusal\nwhy: It is no route.\nclient sends:\n    GET /no-such?a=1\n    X-A: b \"c\"\n"
      "engine sees nothing\nclient sees:\n    404 ROUTE_NOT_FOUND\n    no X-B\n    Date: *\n"
      "    json has: {\"list\":[1,{\"x\":null}],\"odd key\":{}}\n    json lacks: a b.c\n"
      "=== it asks the engine\nwhy: x\nclient sends:\n    GET /call/list\nengine sees:\n"
      "    GET /v1/calls\nclient sees:\n    200\n"
      "=== it could call\nwhy: x\nclient sends:\n    POST /call/start\n    {}\nengine sees nothing\n"
      "client sees:\n    400 VALIDATION_ERROR\n");
  std::vector<named_text> cases;
  for (const auto& each : all) cases.push_back({"t.case", each});
  const auto made = hurl_file(cases);
  CHECK(made.cases == 1);
  CHECK(made.text.substr(made.text.find("# t: ")) ==
        "# t: a refusal\n# It is no route.\nGET {{origin}}{{mount}}/no-such?a=1\napikey: {{key}}\nX-A: b \"c\"\n"
        "HTTP 404\n[Asserts]\nheader \"Date\" exists\nheader \"X-B\" not exists\n"
        "jsonpath \"$.code\" == \"ROUTE_NOT_FOUND\"\njsonpath \"$.list\" count == 2\n"
        "jsonpath \"$.list[0]\" == 1\njsonpath \"$.list[1].x\" == null\njsonpath \"$['odd key']\" exists\n"
        "jsonpath \"$.a\" not exists\njsonpath \"$.b.c\" not exists\n\n");
}

}  // namespace ramal::contract
