// The engine's failures (go-calls.md section 5, second table; native-calls.md "Errors").
#include <catch2/catch.hpp>

#include "routes/native_error.hpp"
#include "tests/routes/answer_fixture.hpp"

namespace ramal::routes {
namespace {

struct read_error {
  bool is_object;
  std::string text, code;
};

read_error read(std::string_view body) {
  std::string scratch;
  const native_error found = read_native_error(body, scratch);
  return {found.is_object, std::string(found.text), std::string(found.code)};
}

asked of(operation op, answer_shape shape = answer_shape::call) { return asked(shape, op); }

failure_kind kind(const asked& what, int status, std::string_view body) {
  const answered got = rewrite(what, status, body);
  CHECK(got.body.empty());
  return got.good ? failure_kind::internal : got.problem.kind;
}

}  // namespace

TEST_CASE("text and code are found, raw") {
  struct row {
    const char* name;
    std::string_view body;
    bool is_object;
    const char* text;
    const char* code;
  };
  for (const row& r : {
           row{"both", R"({"error":"Too many","code":"X_1"})", true, "Too many", "X_1"},
           row{"no code", R"({"error":"Unauthorized"})", true, "Unauthorized", ""},
           row{"raw escapes", R"({"error":"a\u00e9\n\"b\"","code":"C\/D"})", true, R"(a\u00e9\n\"b\")", R"(C\/D)"},
           row{"message for want of error", R"({"message":"m"})", true, "m", ""},
           row{"error wins", R"({"message":"m","error":"e"})", true, "e", ""},
           row{"empty error", R"({"message":"m","error":""})", true, "m", ""},
           row{"an object", R"({"error":{"message":"m","code":"IN"},"code":"OUT"})", true, "m", "OUT"},
           row{"an object with a code", R"({"error":{"text":"t","code":"IN"}})", true, "t", "IN"},
           row{"an object with an error", R"({"error":{"error":"e","detail":"d"}})", true, "e", ""},
           row{"an object with a detail", R"({"error":{"detail":"d"}})", true, "d", ""},
           row{"an object without text", R"({"error":{"a":["b",1]}})", true, R"({\"a\":[\"b\",1]})", ""},
           row{"an object with a title", R"({"error":{"title":"t"}})", true, "t", ""},
           row{"a list in error", R"({"error":["a","b"]})", true, "a; b", ""},
           row{"a list of texts in message", R"({"message":["to is \u00e9","and","b\"c"]})", true,
               R"(to is \u00e9; and; b\"c)", ""},
           row{"an object in message", R"({"message":{"text":"t"}})", true, "t", ""},
           row{"a list of objects", R"({"errors":[{"message":"m"},{"detail":"d"},{"x":1},"t",5,null,[1]]})", true,
               R"(m; d; {\"x\":1}; t)", ""},
           row{"errors by field", R"({"errors":{"to":["is bad"]}})", true, R"({\"to\":[\"is bad\"]})", ""},
           row{"an empty list", R"({"errors":[],"detail":"d"})", true, "d", ""},
           row{"problem+json", R"({"type":"about:blank","title":"Bad","detail":"to is bad","status":400})", true,
               "to is bad", ""},
           row{"only a title", R"({"type":"x","title":"Forbidden"})", true, "Forbidden", ""},
           row{"message before errors", R"({"errors":["e"],"message":"m","title":"t","detail":"d"})", true, "m", ""},
           row{"errors before detail", R"({"title":"t","detail":"d","errors":["e"]})", true, "e", ""},
           row{"error is a flag", R"({"error":true,"message":"m"})", true, "m", ""},
           row{"a number", R"({"error":5,"code":7})", true, "", ""},
           row{"null", R"({"error":null,"code":null})", true, "", ""},
           row{"an empty object", "{}", true, "", ""},
           row{"the last of each", R"({"error":"a","error":"b","code":"1","code":"2"})", true, "b", "2"},
           row{"a page", "<html>502</html>", false, "", ""},
           row{"nothing", "", false, "", ""},
           row{"an array", R"([{"error":"x"}])", false, "", ""},
           row{"cut", R"({"error":"x")", false, "", ""},
           row{"more behind", R"({"error":"x"} y)", false, "", ""},
           row{"bad UTF-8", "{\"error\":\"\xFF\"}", false, "", ""},
       }) {
    INFO(r.name);
    const read_error got = read(r.body);
    CHECK(got.is_object == r.is_object);
    CHECK(got.text == r.text);
    CHECK(got.code == r.code);
  }
}

TEST_CASE("status, text and code pass through") {
  for (const int status : {400, 402, 409, 410, 422, 429, 500, 502, 503, 599}) {
    INFO(status);
    const answered got = rewrite(of(operation::start, answer_shape::started_call), status,
                                 R"({"error":"e","code":"C"})");
    CHECK_FALSE(got.good);
    CHECK(got.problem.kind == failure_kind::native_error);
    CHECK(got.problem.native_status == status);
    CHECK(got.problem.native_text == "e");
    CHECK(got.problem.native_code == "C");
  }
}

TEST_CASE("a refused injected key is the operator's fault: JSON without a code, or that of a tenant's key") {
  const asked every[] = {
      of(operation::list, answer_shape::list), of(operation::hangup), of(operation::start, answer_shape::started_call),
      of(operation::realtime_session, answer_shape::session), of(operation::instance_status, answer_shape::connection)};
  for (const asked& what : every)
    for (const int status : {401, 403})
      for (const char* body : {R"({"error":"Unauthorized"})", "{}", R"({"error":"x","code":""})", R"({"code":403})",
                               R"({"error":"x","code":"TENANT_SCOPE_NOT_ALLOWED"})", R"("Forbidden")", "[]"}) {
        INFO(body);
        CHECK(kind(what, status, body) == failure_kind::upstream_key_rejected);
      }
}

TEST_CASE("of a refusal with another code the code decides") {
  for (const asked& what : {of(operation::list, answer_shape::list), of(operation::hangup),
                            of(operation::instance_status, answer_shape::connection)})
    for (const int status : {401, 403}) {
      const answered got = rewrite(what, status, R"({"error":"Pay first","code":"PLAN_EXPIRED"})");
      CHECK(got.problem.kind == failure_kind::native_error);
      CHECK(got.problem.native_status == status);
      CHECK(got.problem.native_text == "Pay first");
      CHECK(got.problem.native_code == "PLAN_EXPIRED");
      CHECK(kind(what, status, R"({"error":{"message":"x","code":"PLAN_EXPIRED"}})") == failure_kind::native_error);
      CHECK(kind(what, status, R"({"error":"x","code":"CALL_NOT_FOUND"})") == failure_kind::call_not_found);
    }
}

TEST_CASE("a refusal that is no JSON came from in front of the engine, whose key ever it was") {
  for (const bool injected : {true, false})
    for (const int status : {401, 403})
      for (const char* page : {"", "<html>Attention Required! | Cloudflare</html>", "Forbidden", "{\"error\":\"cut",
                               "{\"error\":\"\xFF\"}"}) {
        INFO(page);
        asked what = of(operation::instance_status, answer_shape::connection);
        what.injected = injected;
        CHECK(kind(what, status, page) == failure_kind::upstream_blocked);
      }
  CHECK(kind(of(operation::get), 429, "<html>") == failure_kind::native_error);
}

TEST_CASE("a client's own native key gets the engine's word") {
  asked own = of(operation::list, answer_shape::list);
  own.injected = false;
  CHECK(kind(own, 401, R"({"error":"Unauthorized"})") == failure_kind::not_authorized);
  const answered got = rewrite(own, 403, R"({"error":"t","code":"TENANT_SCOPE_NOT_ALLOWED"})");
  CHECK(got.problem.kind == failure_kind::native_error);
  CHECK(got.problem.native_status == 403);
  CHECK(got.problem.native_code == "TENANT_SCOPE_NOT_ALLOWED");
}

TEST_CASE("an unknown call is told by its code first, by its status where there is none") {
  const char* coded = R"({"error":"x","code":"CALL_NOT_FOUND"})";
  for (const operation op : {operation::answer, operation::reject, operation::hangup, operation::get, operation::play,
                             operation::realtime_session})
    for (const auto& [status, body] :
         {std::pair{404, coded}, std::pair{404, R"({"error":"x"})"}, std::pair{410, coded}})
      CHECK(kind(of(op), status, body) == failure_kind::call_not_found);
  CHECK(kind(of(operation::get), 404, R"({"error":"x","code":"OTHER"})") == failure_kind::native_error);
  CHECK(kind(of(operation::get), 404, "<html>no such page</html>") == failure_kind::native_error);
  CHECK(kind(of(operation::list, answer_shape::list), 404, R"({"error":"x"})") == failure_kind::native_error);
}

TEST_CASE("only reject may answer success for an unknown call, and only where it is configured") {
  const char* unknown = R"({"error":"x","code":"CALL_NOT_FOUND"})";
  asked reject = of(operation::reject);
  CHECK(kind(reject, 404, unknown) == failure_kind::call_not_found);
  reject.reject_unknown_ok = true;
  const answered got = rewrite(reject, 404, unknown);
  CHECK(got.good);
  CHECK(got.head.status == 200);
  CHECK(got.body == R"({"message":"success"})");
  asked hangup = of(operation::hangup);
  hangup.reject_unknown_ok = true;
  CHECK(kind(hangup, 404, unknown) == failure_kind::call_not_found);
}

TEST_CASE("K5 redirects and other answers that are no answer are 502") {
  for (const int status : {300, 301, 302, 304, 307, 308, 399})
    CHECK(kind(of(operation::get), status, "{}") == failure_kind::upstream_redirect);
}

}  // namespace ramal::routes
