#include <catch2/catch.hpp>

#include "tests/engine/world.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace json = boost::json;

namespace {

reply start(test_engine& engine, std::string_view to, std::string_view key = "ps_meta") {
  return engine.ask("POST", "/v1/calls", key, body_of({{"to", to}, {"sdp", offer}}));
}

reply request_from(test_engine& engine, std::string_view to) {
  return engine.ask("POST", "/v1/calls/permissions/request", "ps_meta", body_of({{"to", to}, {"text", "May we?"}}));
}

json::value permissions(test_engine& engine, const std::string& to) {
  return engine.ask("GET", "/v1/calls/permissions?to=" + to, "ps_meta").json();
}

}  // namespace

TEST_CASE("settings change flat and partially, and call hours as a whole") {
  test_engine engine;
  const std::string path = "/v1/calls/settings";
  const reply before = engine.ask("GET", path, "ps_meta");
  CHECK(before.json().at("calling").at("status") == "ENABLED");
  const reply changed = engine.ask("PUT", path, "ps_meta", R"({"call_icon_visibility":"DISABLE_ALL",
      "call_hours":{"status":"ENABLED","weekly_operating_hours":
      [{"day_of_week":"MONDAY","open_time":"0900","close_time":"1730"}]}})");
  CHECK(changed.body == R"({"success":true})");
  const json::value calling = engine.ask("GET", path, "ps_meta").json().at("calling");
  CHECK(calling.at("status") == "ENABLED");
  CHECK(calling.at("call_icon_visibility") == "DISABLE_ALL");
  CHECK_FALSE(calling.at("call_hours").as_object().contains("timezone_id"));
  CHECK(engine.ask("GET", path, "ps_poor").body == before.body);
}

TEST_CASE("a change of settings with one bad member changes nothing") {
  test_engine engine;
  const std::string path = "/v1/calls/settings";
  const std::string before = engine.ask("GET", path, "ps_meta").body;
  CHECK(engine.ask("PUT", path, "ps_meta", R"({"status":"DISABLED","sip":{}})").status == 400);
  CHECK(engine.ask("GET", path, "ps_meta").body == before);
}

TEST_CASE("a number whose calling is disabled refuses without a code") {
  test_engine engine;
  engine.ask("PUT", "/v1/calls/settings", "ps_meta", R"({"status":"DISABLED"})");
  const reply made = start(engine, "5511988887777");
  CHECK(made.status == 400);
  CHECK(made.text("error").find("138000") != std::string::npos);
  CHECK(made.text("code").empty());
}

TEST_CASE("the callee's number and the number's payment choose Meta's refusals") {
  test_engine engine;
  CHECK(start(engine, "5511988880403").text("code") == "META_CALL_PERMISSION_REQUIRED");
  CHECK(start(engine, "5511988880402").text("code") == "META_CALLING_PAYMENT_REQUIRED");
  CHECK(start(engine, "5511988887777", "ps_poor").text("code") == "META_CALLING_PAYMENT_REQUIRED");
  for (const char* number : {"138000", "138012", "138015"}) {
    const reply made = start(engine, "5511988" + std::string(number));
    CHECK(made.status == 400);
    CHECK(made.text("code").empty());
    CHECK(made.text("error").find(number) != std::string::npos);
  }
  engine.ask("POST", "/_engine/number", "ps_poor", R"({"payment_ok":true})");
  CHECK(start(engine, "5511988887777", "ps_poor").status == 201);
  CHECK(engine.ask("GET", "/v1/calls", "ps_meta").json().at("calls").as_array().empty());
}

TEST_CASE("Meta's refusals take the status that is configured") {
  auto settings = test_settings();
  settings.meta_refusal_status = 422;
  test_engine engine(settings);
  CHECK(start(engine, "5511988880403").status == 422);
  CHECK(start(engine, "5511988880402").status == 422);
}

TEST_CASE("a hundred and first call to one user within 24 hours is refused") {
  test_engine engine;
  for (int i = 0; i < 100; ++i) {
    REQUIRE(start(engine, "5511988887777").status == 201);
    engine.pass(milliseconds(1'000));
  }
  const reply refused = start(engine, "5511988887777");
  CHECK(refused.status == 400);
  CHECK(refused.text("error").find("138012") != std::string::npos);
  CHECK(start(engine, "5511988887778").status == 201);
  const json::value action = permissions(engine, "5511988887777").at("actions").at(1);
  CHECK(action.at("can_perform_action") == false);
  CHECK(action.at("limits").at(0).at("current_usage") == 100);
  CHECK(action.at("limits").at(0).as_object().contains("limit_expiration_time"));
  engine.pass(std::chrono::hours(24) - milliseconds(100'000));
  CHECK(start(engine, "5511988887777").status == 201);
  CHECK(start(engine, "5511988887777").status == 400);
}

TEST_CASE("a user without permission is asked, grants it, may be called for seven days") {
  test_engine engine;
  const std::string user = "5511988880403";
  CHECK(permissions(engine, user).at("permission").at("status") == "no_permission");
  CHECK(permissions(engine, user).at("actions").at(1).at("can_perform_action") == false);
  const reply asked = request_from(engine, user);
  CHECK(asked.status == 200);
  CHECK(asked.text("messageId").starts_with("wamid."));
  CHECK(start(engine, user).status == 400);
  engine.pass(milliseconds(3'000));
  const json::value granted = permissions(engine, "%2B" + user);
  CHECK(granted.at("permission").at("status") == "temporary");
  CHECK(granted.at("permission").at("expiration_time").is_int64());
  CHECK(start(engine, user).status == 201);
  engine.pass(std::chrono::hours(24 * 7));
  CHECK(start(engine, user).text("code") == "META_CALL_PERMISSION_REQUIRED");
}

TEST_CASE("a user who declines the request stays without permission") {
  test_engine engine;
  REQUIRE(request_from(engine, "5511988880407").status == 200);
  engine.pass(milliseconds(3'000));
  CHECK(permissions(engine, "5511988880407").at("permission").at("status") == "no_permission");
  CHECK(start(engine, "5511988880407").text("code") == "META_CALL_PERMISSION_REQUIRED");
}

TEST_CASE("a user may be asked once in 24 hours and twice in seven days") {
  test_engine engine;
  const std::string user = "5511988880403";
  const std::string limit = "META_CALL_PERMISSION_REQUEST_LIMIT";
  CHECK(request_from(engine, user).status == 200);
  CHECK(request_from(engine, user).text("code") == limit);
  engine.pass(std::chrono::hours(24));
  CHECK(request_from(engine, user).status == 200);
  engine.pass(std::chrono::hours(24));
  CHECK(request_from(engine, user).text("code") == limit);
  const json::value action = permissions(engine, user).at("actions").at(0);
  CHECK(action.at("action_name") == "send_call_permission_request");
  CHECK(action.at("can_perform_action") == false);
  CHECK(action.at("limits").at(1).at("current_usage") == 2);
  engine.pass(std::chrono::hours(24 * 5));
  CHECK(request_from(engine, user).status == 200);
}

TEST_CASE("a user with permission shows what may be done") {
  test_engine engine;
  CHECK(engine.ask("GET", "/v1/calls/permissions?to=%2B5511988887777", "ps_meta").body ==
        R"({"permission":{"status":"permanent","expiration_time":null},"actions":[)"
        R"({"action_name":"send_call_permission_request","can_perform_action":true,"limits":[)"
        R"({"time_period":"PT24H","current_usage":0,"max_allowed":1},)"
        R"({"time_period":"P7D","current_usage":0,"max_allowed":2}]},)"
        R"({"action_name":"start_call","can_perform_action":true,"limits":[)"
        R"({"time_period":"PT24H","current_usage":0,"max_allowed":100}]}]})");
}
