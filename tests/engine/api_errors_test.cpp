#include <catch2/catch.hpp>

#include "tests/engine/world.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace {

struct row {
  std::string name;
  std::string method;
  std::string target;
  std::string key;
  std::string body;
  unsigned status;
  std::string code;
};

void check(test_engine& engine, const row& one) {
  INFO(one.name);
  const reply made = engine.ask(one.method, one.target, one.key, one.body);
  CHECK(made.status == one.status);
  CHECK(made.text("code") == one.code);
  CHECK_FALSE(made.text("error").empty());
}

const std::string not_a_body = "{";

}  // namespace

TEST_CASE("each check comes before the next: key, tenant, number, feature, validation, 404, 409") {
  test_engine engine;
  const std::vector<row> rows{
      {"no key", "POST", "/v1/calls/x/play", "", not_a_body, 401, ""},
      {"wrong key", "POST", "/v1/calls/x/play", "ps_wrong", not_a_body, 401, ""},
      {"tenant key", "POST", "/v1/calls/x/play", "ps_tenant", not_a_body, 403, "TENANT_SCOPE_NOT_ALLOWED"},
      {"unbound key", "POST", "/v1/calls/x/play", "ps_unbound", not_a_body, 400, "NUMBER_NOT_FOUND"},
      {"other kind", "POST", "/v1/calls/x/play", "ps_other", not_a_body, 400, "FEATURE_NOT_SUPPORTED"},
      {"kind lacks it", "POST", "/v1/calls/x/play", "ps_meta", not_a_body, 400, "FEATURE_NOT_SUPPORTED"},
      {"validation", "POST", "/v1/calls/x/play", "ps_offline", not_a_body, 400, ""},
      {"unknown call", "POST", "/v1/calls/x/play", "ps_offline", R"({"mediaUrl":"http://a/x.mp3"})", 404,
       "CALL_NOT_FOUND"},
  };
  for (const row& one : rows) check(engine, one);
}

TEST_CASE("a web number that is not connected answers 409 on every route, after validation and 404") {
  test_engine engine;
  const std::string id = [&] {
    engine.ask("POST", "/_engine/number", "ps_offline", R"({"connected":true})");
    std::string made = engine.start("5511988887777", "ps_offline");
    engine.ask("POST", "/_engine/number", "ps_offline", R"({"connected":false})");
    return made;
  }();
  const std::string code = "WHATSAPP_INSTANCE_NOT_CONNECTED";
  const std::vector<row> rows{
      {"start", "POST", "/v1/calls", "ps_offline", R"({"to":"+5511988887777"})", 409, code},
      {"start, bad", "POST", "/v1/calls", "ps_offline", "{}", 400, ""},
      {"list", "GET", "/v1/calls", "ps_offline", "", 409, code},
      {"list, bad", "GET", "/v1/calls?limit=0", "ps_offline", "", 400, "INVALID_LIMIT"},
      {"get", "GET", "/v1/calls/" + id, "ps_offline", "", 409, code},
      {"get unknown", "GET", "/v1/calls/x", "ps_offline", "", 404, "CALL_NOT_FOUND"},
      {"accept", "POST", "/v1/calls/" + id + "/accept", "ps_offline", "", 409, code},
      {"reject", "POST", "/v1/calls/" + id + "/reject", "ps_offline", "", 409, code},
      {"terminate", "POST", "/v1/calls/" + id + "/terminate", "ps_offline", "", 409, code},
      {"play", "POST", "/v1/calls/" + id + "/play", "ps_offline", R"({"mediaUrl":"http://a/x.mp3"})", 409, code},
      {"session", "POST", "/v1/calls/" + id + "/realtime-session", "ps_offline", R"({"mode":"talk"})", 409, code},
      {"inbound", "POST", "/_engine/calls/inbound", "ps_offline", R"({"from":"+5511988887777"})", 409, code},
  };
  for (const row& one : rows) check(engine, one);
}

TEST_CASE("operations of one kind are not supported on the other") {
  test_engine engine;
  const std::string code = "FEATURE_NOT_SUPPORTED";
  const std::vector<row> rows{
      {"pre-accept", "POST", "/v1/calls/x/pre-accept", "ps_web", "", 400, code},
      {"settings", "GET", "/v1/calls/settings", "ps_web", "", 400, code},
      {"change of settings", "PUT", "/v1/calls/settings", "ps_web", "", 400, code},
      {"permissions", "GET", "/v1/calls/permissions", "ps_web", "", 400, code},
      {"request", "POST", "/v1/calls/permissions/request", "ps_web", "", 400, code},
      {"play", "POST", "/v1/calls/x/play", "ps_meta", "", 400, code},
      {"session", "POST", "/v1/calls/x/realtime-session", "ps_meta", "", 400, code},
      {"start", "POST", "/v1/calls", "ps_other", "", 400, code},
      {"list", "GET", "/v1/calls", "ps_other", "", 400, code},
      {"get", "GET", "/v1/calls/x", "ps_other", "", 400, code},
      {"terminate", "POST", "/v1/calls/x/terminate", "ps_other", "", 400, code},
  };
  for (const row& one : rows) check(engine, one);
}

TEST_CASE("bodies that break the rules answer Validation error without a code") {
  test_engine engine;
  const std::string web = "ps_web";
  const std::vector<row> rows{
      {"no body", "POST", "/v1/calls", web, "", 400, ""},
      {"no JSON", "POST", "/v1/calls", web, "{", 400, ""},
      {"trailing bytes", "POST", "/v1/calls", web, R"({"to":"+5511988887777"}x)", 400, ""},
      {"no object", "POST", "/v1/calls", web, "[]", 400, ""},
      {"too deep", "POST", "/v1/calls", web, std::string(40, '[') + std::string(40, ']'), 400, ""},
      {"no to", "POST", "/v1/calls", web, "{}", 400, ""},
      {"to a number", "POST", "/v1/calls", web, R"({"to":5511988887777})", 400, ""},
      {"to too short", "POST", "/v1/calls", web, R"({"to":"+551"})", 400, ""},
      {"to with letters", "POST", "/v1/calls", web, R"({"to":"+55119888877x7"})", 400, ""},
      {"opaque no text", "POST", "/v1/calls", web, R"({"to":"+5511988887777","bizOpaqueCallbackData":1})", 400, ""},
      {"opaque too long", "POST", "/v1/calls", web,
       body_of({{"to", "+5511988887777"}, {"bizOpaqueCallbackData", std::string(513, 'x')}}), 400, ""},
      {"meta without sdp", "POST", "/v1/calls", "ps_meta", R"({"to":"+5511988887777"})", 400, ""},
      {"meta with a bad sdp", "POST", "/v1/calls", "ps_meta", R"({"to":"+5511988887777","sdp":"hello"})", 400, ""},
      {"meta with an answer", "POST", "/v1/calls", "ps_meta",
       body_of({{"to", "+5511988887777"}, {"sdp", offer}, {"sdpType", "answer"}}), 400, ""},
      {"play nothing", "POST", "/v1/calls/x/play", web, "{}", 400, ""},
      {"play a file", "POST", "/v1/calls/x/play", web, R"({"mediaUrl":"file:///x.mp3"})", 400, ""},
      {"play a film", "POST", "/v1/calls/x/play", web, R"({"mediaUrl":"http://a.example/x.mp4"})", 400, ""},
      {"session without mode", "POST", "/v1/calls/x/realtime-session", web, "{}", 400, ""},
      {"session of another mode", "POST", "/v1/calls/x/realtime-session", web, R"({"mode":"shout"})", 400, ""},
      {"accept without sdp", "POST", "/v1/calls/x/accept", "ps_meta", "", 400, ""},
      {"accept with actpass", "POST", "/v1/calls/x/accept", "ps_meta", body_of({{"sdp", offer}}), 400, ""},
      {"accept with an offer", "POST", "/v1/calls/x/accept", "ps_meta",
       body_of({{"sdp", sdp_answer}, {"sdpType", "offer"}}), 400, ""},
      {"pre-accept with actpass", "POST", "/v1/calls/x/pre-accept", "ps_meta", body_of({{"sdp", offer}}), 400, ""},
      {"settings with sip", "PUT", "/v1/calls/settings", "ps_meta", R"({"sip":{"status":"ENABLED"}})", 400, ""},
      {"empty settings", "PUT", "/v1/calls/settings", "ps_meta", "{}", 400, ""},
      {"nested settings", "PUT", "/v1/calls/settings", "ps_meta", R"({"calling":{"status":"ENABLED"}})", 400, ""},
      {"settings with an odd word", "PUT", "/v1/calls/settings", "ps_meta", R"({"status":"ON"})", 400, ""},
      {"settings with odd hours", "PUT", "/v1/calls/settings", "ps_meta", R"({"call_hours":{"status":"ENABLED",
        "weekly_operating_hours":[{"day_of_week":"MONDAY","open_time":"2500","close_time":"1700"}]}})",
       400, ""},
      {"permissions of no number", "GET", "/v1/calls/permissions?to=abc", "ps_meta", "", 400, ""},
      {"request without to", "POST", "/v1/calls/permissions/request", "ps_meta", "{}", 400, ""},
      {"request with an odd text", "POST", "/v1/calls/permissions/request", "ps_meta",
       R"({"to":"+5511988887777","text":1})", 400, ""},
      {"inbound from nobody", "POST", "/_engine/calls/inbound", web, "{}", 400, ""},
      {"a flag that is none", "POST", "/_engine/number", web, R"({"connected":"yes"})", 400, ""},
  };
  for (const row& one : rows) {
    check(engine, one);
    INFO(one.name);
    CHECK(engine.ask(one.method, one.target, one.key, one.body).text("error") == "Validation error");
  }
}

TEST_CASE("parameters that break the rules answer with their own code") {
  test_engine engine;
  for (const char* limit : {"0", "101", "-1", "abc", "1.5", "", "10x", "%zz"}) {
    check(engine, {limit, "GET", "/v1/calls?limit=" + std::string(limit), "ps_web", "", 400, "INVALID_LIMIT"});
  }
  check(engine, {"limit alone", "GET", "/v1/calls?before=2026-01-31&limit", "ps_web", "", 400, "INVALID_LIMIT"});
  for (const char* before : {"", "yesterday", "2026-02-30", "1700000000", "%zz"}) {
    check(engine, {before, "GET", "/v1/calls?before=" + std::string(before), "ps_web", "", 400, "INVALID_BEFORE"});
  }
  check(engine, {"no to", "GET", "/v1/calls/permissions", "ps_meta", "", 400, "MISSING_TO"});
  check(engine, {"empty to", "GET", "/v1/calls/permissions?to=", "ps_meta", "", 400, "MISSING_TO"});
}

TEST_CASE("a call that is unknown or another number's is not found") {
  test_engine engine;
  const std::string id = engine.start("5511988887777");
  for (const char* action : {"", "/accept", "/reject", "/terminate"}) {
    const std::string method = *action ? "POST" : "GET";
    const std::string body = body_of({{"sdp", sdp_answer}});
    check(engine, {action, method, "/v1/calls/nothing" + std::string(action), "ps_web", "", 404, "CALL_NOT_FOUND"});
    check(engine, {action, method, "/v1/calls/" + id + action, "ps_meta", body, 404, "CALL_NOT_FOUND"});
  }
  check(engine, {"pre-accept", "POST", "/v1/calls/x/pre-accept", "ps_meta", body_of({{"sdp", sdp_answer}}), 404,
                 "CALL_NOT_FOUND"});
  check(engine, {"broken escape", "GET", "/v1/calls/%zz", "ps_web", "", 404, "CALL_NOT_FOUND"});
  check(engine, {"broken escape, bad body", "POST", "/v1/calls/%zz/play", "ps_web", "{}", 400, ""});
}

TEST_CASE("paths and methods that the engine does not know are 404 and 405") {
  test_engine engine;
  for (const char* path : {"/", "/v1", "/v1/call", "/v1/calls/", "/v1/calls/x/y", "/v1/calls/x/accept/y", "/v2/calls",
                           "/_engine", "/v1/calls/permissions/other"}) {
    INFO(path);
    CHECK(engine.ask("POST", path, "ps_web").status == 404);
  }
  CHECK(engine.ask("DELETE", "/v1/calls", "ps_web").status == 405);
  CHECK(engine.ask("DELETE", "/v1/calls", "ps_web").allow == "POST, GET, HEAD");
  CHECK(engine.ask("POST", "/v1/calls/settings", "ps_meta").allow == "GET, HEAD, PUT");
  CHECK(engine.ask("GET", "/v1/calls/x/accept", "ps_web").allow == "POST");
}

TEST_CASE("the callee's number chooses refusals that any number may meet") {
  test_engine engine;
  check(engine, {"429", "POST", "/v1/calls", "ps_web", R"({"to":"+5511988880429"})", 429, ""});
  const reply page = engine.ask("POST", "/v1/calls", "ps_web", R"({"to":"+5511988880502"})");
  CHECK(page.status == 502);
  CHECK(page.body.starts_with("<html>"));
}

TEST_CASE("a key works in either header and x-api-key wins") {
  test_engine engine;
  request asked;
  asked.method = "GET";
  asked.target = "/v1/calls";
  asked.key_id = "id_web";
  CHECK(engine.front.handle(asked, engine.now).status == 200);
  asked.key_id = "ps_web";
  CHECK(engine.front.handle(asked, engine.now).status == 401);
  asked.key = "id_web";
  asked.key_id = "id_web";
  CHECK(engine.front.handle(asked, engine.now).status == 401);
  asked.key = "ps_web";
  CHECK(engine.front.handle(asked, engine.now).status == 200);
  asked.key = "";
  asked.key_id.reset();
  CHECK(engine.front.handle(asked, engine.now).status == 401);
}

TEST_CASE("a number without a key id is not opened by an empty one") {
  auto settings = test_settings();
  for (auto& number : settings.numbers) number.key_id = ramal::config::secret("");
  test_engine engine(settings);
  request asked;
  asked.method = "GET";
  asked.target = "/v1/calls";
  asked.key_id = "";
  CHECK(engine.front.handle(asked, engine.now).status == 401);
}

TEST_CASE("a key that was rotated away answers 401 until it is put back") {
  test_engine engine;
  CHECK(engine.ask("POST", "/_engine/number", "ps_web", R"({"key_active":false})").status == 200);
  CHECK(engine.ask("GET", "/v1/calls", "ps_web").status == 401);
  CHECK(engine.ask("POST", "/_engine/number", "ps_web", R"({"key_active":true})").status == 200);
  CHECK(engine.ask("GET", "/v1/calls", "ps_web").status == 200);
}
