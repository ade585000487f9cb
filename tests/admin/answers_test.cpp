#include "proxy/admin/answers.hpp"

#include <catch2/catch.hpp>

namespace ramal::admin {

TEST_CASE("ready means listening, staying, and able to store events") {
  CHECK(answer_readiness({}).status == 200);
  CHECK(answer_readiness({}).body == "{\"ready\":true}\n");
  const answer full = answer_readiness({true, false, false});
  CHECK(full.status == 503);
  CHECK(full.body == "{\"ready\":false,\"reasons\":[\"the outbox cannot store events: see the log\"]}\n");
  const answer all = answer_readiness({false, true, false});
  CHECK(all.body ==
        "{\"ready\":false,\"reasons\":[\"the listeners are not open\",\"the program is about to end\","
        "\"the outbox cannot store events: see the log\"]}\n");
}

TEST_CASE("a refusal says what to do, and a 405 what is allowed") {
  const answer made = answer_refusal({405, "METHOD_NOT_ALLOWED", "this path takes \"POST\"", "POST"});
  CHECK(made.status == 405);
  CHECK(made.allow == "POST");
  CHECK(made.body == "{\"error\":\"this path takes \\\"POST\\\"\",\"code\":\"METHOD_NOT_ALLOWED\"}\n");
}

TEST_CASE("O6 the configuration is shown without a whole number, unless logs show them") {
  config::gateway settings;
  settings.keys.resize(1);
  settings.keys[0].name = "shop";
  settings.keys[0].number = "+5511900000001";
  settings.keys[0].callees = config::callee_rules{{"55", "5511977776666"}, {"5511988887777", "55800"}};
  const std::string shown = answer_configuration(settings).body;
  INFO(shown);
  for (const char* hidden : {"5511900000001", "5511977776666", "5511988887777"})
    CHECK(shown.find(hidden) == std::string::npos);
  for (const char* seen : {"+*********0001", "*********6666", "*********7777", "55800"})
    CHECK(shown.find(seen) != std::string::npos);
  CHECK(answer_configuration(settings).content_type == "application/yaml");
  settings.log.mask_numbers = false;
  CHECK(answer_configuration(settings).body.find("+5511900000001") != std::string::npos);
}

TEST_CASE("the version is JSON") {
  CHECK(answer_version("0.1.0", "abc").body == "{\"version\":\"0.1.0\",\"commit\":\"abc\"}\n");
}

TEST_CASE("a log level is read from an object that has nothing else") {
  CHECK(level_in(R"({"level":"debug"})") == "debug");
  CHECK(level_in(" {\n \"level\" : \"off\" }\r\n") == "off");
  for (const char* wrong : {"", "debug", "{}", R"({"level":debug})", R"({"level":"debug"} x)", R"({"level":"debug")",
                            R"({"level":"DEBUG"})", R"({"level":""})", R"({"level":"de\u0062ug"})",
                            R"({"level":"debug","more":1})", R"(["level","debug"])"}) {
    INFO(wrong);
    CHECK(level_in(wrong).empty());
  }
}

}  // namespace ramal::admin
