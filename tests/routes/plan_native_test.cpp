// What the native door sends and answers (gateway.md section 1).
#include <catch2/catch.hpp>

#include <string>

#include "routes/call_object.hpp"
#include "routes/find.hpp"
#include "routes/plan_native.hpp"

namespace ramal::routes {
namespace {

using m = method;

struct planned {
  std::optional<failure> problem;
  native_request native;
};

planned plan(method verb, std::string_view path, std::string_view body = {}, std::string_view query = {},
             json::limits limits = {}) {
  const auto found = find(mount_options{}, verb, path);
  REQUIRE(found.has_value());
  planned made;
  client_request request;
  request.row = found->row;
  request.path_id = found->id;
  request.query = query;
  request.body = body;
  request.limits = limits;
  made.native.written_callee = made.native.body = made.native.target = "of the request before";
  made.native.callee_names = 7;
  made.problem = plan_native_request(request, made.native);
  return made;
}

failure_kind kind(const planned& made) { return made.problem ? made.problem->kind : failure_kind::internal; }

// The whole answer: the status and body, or the failure.
struct answered {
  std::optional<failure> problem;
  client_answer head;
  std::string body;
};

answered answer(method verb, const char* path, int status, std::string_view body, bool injected = true) {
  const auto found = find(mount_options{}, verb, path);
  REQUIRE(found.has_value());
  native_request asked;
  answer_context context;
  context.row = found->row;
  context.request = &asked;
  context.injected_key = injected;
  answer_scratch scratch;
  bytes out;
  append(out, "gap");
  const auto made = plan_native_answer(context, static_cast<std::uint16_t>(status), body, scratch, out);
  answered result;
  if (made.has_value()) result.head = *made;
  else result.problem = made.error();
  result.body = view(out).substr(3);
  return result;
}

}  // namespace

TEST_CASE("a native body is sent byte for byte") {
  for (const std::string body : {R"({"to":"+5511987654321"})", " {\"a\" : [1.0,\t1e400] }\r\n", R"({"to":1,"to":2})",
                                 R"({"\u0074o":"x","lone":"\ud800"})", "{}"}) {
    const planned made = plan(m::post, "/v1/calls", body);
    REQUIRE_FALSE(made.problem);
    CHECK(made.native.body == body);
    CHECK(made.native.target == "/v1/calls");
    CHECK(made.native.verb == m::post);
    CHECK(made.native.ignored == 0);
  }
  const planned put = plan(m::put, "/v1/calls/settings", R"({"status":"ENABLED"})");
  CHECK(put.native.verb == m::put);
  CHECK(put.native.target == "/v1/calls/settings");
  CHECK(put.native.body == R"({"status":"ENABLED"})");
}

TEST_CASE("a native body that is missing, no object or beyond the limits is refused") {
  for (const char* path : {"/v1/calls", "/v1/calls/a/pre-accept", "/v1/calls/a/play", "/v1/calls/a/realtime-session",
                           "/v1/calls/permissions/request"}) {
    INFO(path);
    for (const char* body : {"", " ", "null", "[]", "\"\"", "{", "{}x", "{\"a\":\"\xff\"}"})
      CHECK(kind(plan(m::post, path, body)) == failure_kind::invalid_json);
  }
  CHECK_FALSE(plan(m::post, "/v1/calls/a/accept", "").problem);
  CHECK(kind(plan(m::post, "/v1/calls/a/accept", "[]")) == failure_kind::invalid_json);
  CHECK(kind(plan(m::put, "/v1/calls/settings", "")) == failure_kind::invalid_json);
  CHECK(kind(plan(m::post, "/v1/calls", R"({"a":{"b":{}}})", "", {2, 9, 9})) == failure_kind::too_deep);
  CHECK(kind(plan(m::post, "/v1/calls", R"({"a":1,"b":2})", "", {9, 1, 9})) == failure_kind::too_many_keys);
  CHECK(kind(plan(m::post, "/v1/calls", R"({"a":1234567890})", "", {9, 9, 9})) == failure_kind::number_too_long);
}

TEST_CASE("what comes as a body where a native operation has none is dropped") {
  for (const char* path : {"/v1/calls/a/reject", "/v1/calls/a/terminate"}) {
    const planned made = plan(m::post, path, R"({"reason":"busy"})");
    REQUIRE_FALSE(made.problem);
    CHECK(made.native.body.empty());
    CHECK(made.native.call_id == "a");
  }
}

TEST_CASE("only the parameters of the row pass, each once, as raw bytes") {
  const auto target = [](const char* path, const char* query) { return plan(m::get, path, {}, query).native.target; };
  CHECK(target("/v1/calls", "limit=5&before=x") == "/v1/calls?limit=5&before=x");
  CHECK(target("/v1/calls", "before=%41%2B&y&limit=+") == "/v1/calls?before=%41%2B&limit=+");
  CHECK(target("/v1/calls", "limit=1&limit=2&to=3&&includeSdp=1") == "/v1/calls?limit=1");
  CHECK(target("/v1/calls", "limit&before=") == "/v1/calls?limit&before=");
  CHECK(target("/v1/calls", "Limit=1&%6cimit=1&limit%3d1&=x&limits=1") == "/v1/calls");
  CHECK(target("/v1/calls/a", "includeSdp=0&limit=1") == "/v1/calls/a?includeSdp=0");
  CHECK(target("/v1/calls/settings", "limit=1&to=1") == "/v1/calls/settings");
  CHECK(target("/v1/calls/permissions", "to=%2B55&to=1") == "/v1/calls/permissions?to=%2B55");
  CHECK(plan(m::post, "/v1/calls", "{}", "limit=1&to=2").native.target == "/v1/calls");
  CHECK(kind(plan(m::get, "/v1/calls", {}, "limit=%0a")) == failure_kind::invalid_field);
  CHECK(kind(plan(m::get, "/v1/calls", {}, "other=%0a")) == failure_kind::internal);
}

TEST_CASE("a native call id follows the rule of the calls layer") {
  const planned made = plan(m::get, "/v1/calls/wacid.A%3d%20%C3%A9");
  CHECK(made.native.target == "/v1/calls/wacid.A%3D%20%C3%A9");
  CHECK(made.native.call_id == "wacid.A= \u00e9");
  CHECK(kind(plan(m::get, "/v1/calls/%73ettings")) == failure_kind::call_not_found);
  CHECK(kind(plan(m::get, "/v1/calls/a%3F")) == failure_kind::invalid_field);
  CHECK(kind(plan(m::get, "/v1/calls/%ff")) == failure_kind::invalid_field);
  CHECK(kind(plan(m::get, "/v1/calls/a%zz")) == failure_kind::bad_path);
}

TEST_CASE("whom a native request is about is told in every spelling, and is never guessed") {
  const auto told = [](const planned& made) {
    return std::to_string(made.native.callee_names) + " " + made.native.written_callee + " " + made.native.callee;
  };
  const auto of_body = [&](const char* body) { return told(plan(m::post, "/v1/calls", body)); };
  CHECK(of_body(R"({"to":"+5511987654321"})") == "1 +5511987654321 5511987654321");
  CHECK(of_body(R"({"to":"5511\u0039"})") == "1 55119 ");
  CHECK(of_body(R"({"to":"+55 (11) 98765-4321"})") == "1 +55 (11) 98765-4321 5511987654321");
  CHECK(of_body(R"({"to":"55 11 98765.4321"})") == "1 55 11 98765.4321 5511987654321");
  CHECK(of_body(R"({"to":"5511987654321:12@s.whatsapp.net"})") == "1 5511987654321:12@s.whatsapp.net 5511987654321");
  CHECK(of_body(R"({"to":"005511987654321"})") == "1 005511987654321 ");
  CHECK(of_body(R"({"to":5511987654321})") == "1 5511987654321 5511987654321");
  CHECK(of_body(R"({"to":null})") == "1 null ");
  for (const char* broken : {"55119876.54321", "551198.7654320", "5511987654321.0", "5.511987654321e12"})
    CHECK(of_body(("{\"to\":" + std::string(broken) + "}").c_str()) == "1  ");
  CHECK(of_body(R"({"to":{"a":1}})") == "1 {\"a\":1} ");
  CHECK(of_body(R"({"x":{"to":"1"}})") == "0  ");
  CHECK(of_body(R"({"to":"5511987654321","TO":"5511987654322"})") == "2 5511987654322 ");
  CHECK(of_body(R"({"\u0074\u006F":"5511987654321","\u0054o":"1"})") == "2 1 ");
  CHECK(told(plan(m::post, "/v1/calls/permissions/request", R"({"to":"5511987654321"})")) ==
        "1 5511987654321 5511987654321");
  CHECK(told(plan(m::get, "/v1/calls/permissions", {}, "to=%2B5511987654321")) == "1 +5511987654321 5511987654321");
  CHECK(told(plan(m::get, "/v1/calls/permissions", {}, "x=1")) == "0  ");
  CHECK(told(plan(m::post, "/v1/calls/a/play", R"({"to":"5511987654321"})")) == "0  ");
}

TEST_CASE("a native success passes byte for byte, with its status") {
  for (const int status : {200, 201, 202}) {
    const std::string body = " {\"error\": null , \"a\":[1.0] }\n";
    const answered made = answer(m::post, "/v1/calls", status, body);
    REQUIRE_FALSE(made.problem);
    CHECK(made.head.status == status);
    CHECK_FALSE(made.head.no_store);
    CHECK(made.body == body);
  }
  CHECK(answer(m::post, "/v1/calls/a/realtime-session", 200, "{}").head.no_store);
  CHECK(answer(m::put, "/v1/calls/settings", 204, "").head.status == 204);
  for (const char* body : {"", "[]", "null", "{", "{}{}", "<html>", "{\"a\":\"\xff\"}"}) {
    const answered made = answer(m::get, "/v1/calls", 200, body);
    REQUIRE(made.problem);
    CHECK(made.problem->kind == failure_kind::upstream_malformed);
    CHECK(made.body.empty());
  }
  CHECK(answer(m::get, "/v1/calls", 302, "{}").problem->kind == failure_kind::upstream_redirect);
}

TEST_CASE("the scratch of native answers holds no id of an answer that is gone") {
  const auto found = find(mount_options{}, m::post, "/v1/calls");
  REQUIRE(found.has_value());
  native_request asked;
  answer_context context;
  context.row = found->row;
  context.request = &asked;
  answer_scratch scratch;
  bytes out;
  for (const int status : {204, 200, 302, 409}) {
    REQUIRE(plan_native_answer(context, 201, R"({"id":"call_1"})", scratch, out).has_value());
    CHECK(native_id(scratch.call) == "call_1");
    CHECK(plan_native_answer(context, static_cast<std::uint16_t>(status), "", scratch, out).has_value() ==
          (status == 204));
    CHECK(native_id(scratch.call).empty());
  }
}

TEST_CASE("a native refusal passes byte for byte if it is a JSON object") {
  for (const int status : {400, 404, 409, 422, 429, 500, 503})
    for (const std::string body : {R"({"error":"x"})", R"({ "code":"Y" })", "{}"}) {
      const answered made = answer(m::get, "/v1/calls/a", status, body);
      REQUIRE(made.problem);
      CHECK(made.problem->kind == failure_kind::native_error);
      CHECK(made.problem->native_status == status);
      CHECK(made.problem->native_body == body);
    }
  CHECK(answer(m::get, "/v1/calls/a", 404, R"({"code":"CALL_NOT_FOUND"})").problem->native_code == "CALL_NOT_FOUND");
  for (const char* body : {"", "[]", "\"x\"", "<html>"}) {
    const answered made = answer(m::get, "/v1/calls/a", 502, body);
    CHECK(made.problem->kind == failure_kind::native_error);
    CHECK(made.problem->native_body.empty());
  }
}

TEST_CASE("a native 401 or 403 is judged as in the calls layer") {
  const auto kind_of = [](int status, const char* body, bool injected) {
    return answer(m::get, "/v1/calls", status, body, injected).problem->kind;
  };
  for (const int status : {401, 403}) {
    CHECK(kind_of(status, R"({"error":"x"})", true) == failure_kind::upstream_key_rejected);
    CHECK(kind_of(status, R"({"code":"TENANT_SCOPE_NOT_ALLOWED"})", true) == failure_kind::upstream_key_rejected);
    CHECK(kind_of(status, R"({"code":"OTHER"})", true) == failure_kind::native_error);
    CHECK(kind_of(status, "<html>", true) == failure_kind::upstream_blocked);
    CHECK(kind_of(status, "<html>", false) == failure_kind::upstream_blocked);
  }
  CHECK(answer(m::get, "/v1/calls", 401, R"({"error":"x"})", true).problem->native_body.empty());
  CHECK(kind_of(401, R"({"error":"x"})", false) == failure_kind::not_authorized);
  CHECK(answer(m::get, "/v1/calls", 401, R"({"error":"x"})", false).problem->native_body == R"({"error":"x"})");
  CHECK(kind_of(403, R"({"error":"x"})", false) == failure_kind::native_error);
}

}  // namespace ramal::routes
