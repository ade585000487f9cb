// Success answers of every shape (go-calls.md section 5).
#include <catch2/catch.hpp>

#include <boost/json/parse.hpp>

#include "tests/routes/answer_fixture.hpp"

namespace ramal::routes {
namespace {

const asked call(answer_shape::call, operation::get);
const asked started(answer_shape::started_call, operation::start);
const asked list(answer_shape::list, operation::list);
const asked list_and_calls(answer_shape::list_and_calls, operation::list);
const asked connection(answer_shape::connection, operation::instance_status);

const asked instances(answer_shape::instances, operation::instance_status);
const asked manager(answer_shape::manager, operation::instance_status);

asked session() {
  asked what(answer_shape::session, operation::realtime_session);
  what.call_id = "c\"1";
  return what;
}

const std::string fixed = R"("video":false,"mediaType":"audio")";
const std::string one = R"({"callId":"a","id":"a","nativeId":"a",)" + fixed + "}";

bool is_malformed(const answered& got) {
  return !got.good && got.problem.kind == failure_kind::upstream_malformed && got.body.empty();
}

}  // namespace

TEST_CASE("a call answer has the call's keys twice: at the top and in data") {
  const answered got = rewrite(call, 200, R"({"id":"a","x":1.0})");
  CHECK(got.good);
  CHECK(got.head.status == 200);
  CHECK_FALSE(got.head.no_store);
  CHECK(got.body == R"({"message":"success","callId":"a","id":"a","nativeId":"a",)" + fixed +
                        R"(,"x":1.0,"data":{"callId":"a","id":"a","nativeId":"a",)" + fixed + R"(,"x":1.0}})");
  CHECK(rewrite(started, 201, R"({"id":"a"})").head.status == 201);
  CHECK(rewrite(started, 200, R"({"id":"a"})").head.status == 201);
}

TEST_CASE("a list keeps order and count, the aliases have it twice") {
  CHECK(rewrite(list, 200, R"({"calls":[{"id":"a"}]})").body == R"({"message":"success","data":[)" + one + "]}");
  CHECK(rewrite(list_and_calls, 200, R"({"calls":[{"id":"a"}]})").body ==
        R"({"message":"success","data":[)" + one + R"(],"calls":[)" + one + "]}");
  CHECK(rewrite(list, 200, R"({"calls":[]})").body == R"({"message":"success","data":[]})");
  CHECK(rewrite(list_and_calls, 200, R"({"calls":[]})").body == R"({"message":"success","data":[],"calls":[]})");
  CHECK(rewrite(list, 200, R"({"calls":null})").body == R"({"message":"success","data":[]})");
  CHECK(rewrite(list, 200, "{ \"x\" : [1] , \"calls\" : [ {} , {\"id\":\"a\"} ] , \"next\" : null }").body ==
        R"({"message":"success","data":[{)" + fixed + "}," + one + "]}");
  CHECK(rewrite(list, 200, R"({"calls":[{"id":"z"}],"calls":[{"id":"a"}]})").body ==
        R"({"message":"success","data":[)" + one + "]}");
}

TEST_CASE("a session answer passes wsUrl and token byte for byte and is not stored") {
  const answered got = rewrite(session(), 200,
                               R"({"token":"t\u0041","expiresInSeconds":120,"wsUrl":"wss:\/\/h\/ws?token=t","x":1})");
  const std::string members =
      R"("wsUrl":"wss:\/\/h\/ws?token=t","token":"t\u0041","expiresInSeconds":120,"callId":"c\"1")";
  CHECK(got.body == R"({"message":"success",)" + members + R"(,"data":{)" + members + "}}");
  CHECK(got.head.no_store);
  CHECK(got.head.status == 200);
  CHECK(rewrite(session(), 200, R"({"wsUrl":"w"})").body ==
        R"({"message":"success","wsUrl":"w","callId":"c\"1","data":{"wsUrl":"w","callId":"c\"1"}})");
  for (const char* bad : {"{}", R"({"wsUrl":null})", R"({"wsUrl":1})", R"({"token":"t"})"}) {
    INFO(bad);
    CHECK(is_malformed(rewrite(session(), 200, bad)));
  }
}

TEST_CASE("a connection answer tells whether the number is connected, with the key's name") {
  const std::string name = R"("Name":"a \"key\""}})";
  CHECK(rewrite(connection, 200, R"({"calls":[]})").body ==
        R"({"message":"success","data":{"Connected":true,"LoggedIn":true,)" + name);
  for (const char* refusal :
       {R"({"error":"x","code":"WHATSAPP_INSTANCE_NOT_CONNECTED"})", R"({"error":"x"})", "no JSON"}) {
    const answered got = rewrite(connection, 409, refusal);
    CHECK(got.good);
    CHECK(got.head.status == 200);
    CHECK(got.body == R"({"message":"success","data":{"Connected":false,"LoggedIn":false,)" + name);
  }
  for (const asked& what : {connection, instances, manager}) {
    CHECK_FALSE(rewrite(what, 409, R"({"error":"x","code":"OTHER"})").good);
    CHECK_FALSE(rewrite(what, 500, "{}").good);
  }
}

TEST_CASE("other tests of a credential say the same in their own form") {
  const auto one_instance = [](const std::string& state) {
    return R"([{"name":"a \"key\"","connectionStatus":")" + state +
           R"(","instance":{"instanceName":"a \"key\"","status":")" + state + R"("}}])";
  };
  CHECK(rewrite(instances, 200, R"({"calls":[]})").body == one_instance("open"));
  CHECK(rewrite(instances, 409, R"({"error":"x"})").body == one_instance("close"));
  CHECK_FALSE(rewrite(instances, 200, "{}").head.plain_text);
  for (const auto& [status, state] : {std::pair(200, "is connected"), {409, "is not connected"}}) {
    const answered got = rewrite(manager, status, "{}");
    CHECK(got.good);
    CHECK(got.head.status == 200);
    CHECK(got.head.plain_text);
    CHECK(got.body.find(state) != std::string::npos);
    CHECK(got.body.find('\n') == got.body.size() - 1);
  }
}

TEST_CASE("a success that is no whole JSON object of its shape is malformed and leaves nothing behind") {
  for (const asked& what : {call, started, list, list_and_calls, session(), connection, instances, manager}) {
    for (const std::string_view bad : {"", " ", "null", "[]", "\"a\"", "1", "<html>", "{", "{}}", "{} x", "{\"id\":}",
                                       "{\"id\":\"\xFF\"}", "{\"id\":\"a\nb\"}", "{\"id\":01}", "\xEF\xBB\xBF{}"}) {
      INFO(bad);
      CHECK(is_malformed(rewrite(what, 200, bad)));
    }
  }
  for (const char* bad :
       {"{}", R"({"calls":{}})", R"({"calls":"[]"})", R"({"calls":[1]})", R"({"calls":[null]})", R"({"calls":[[]]})",
        R"({"calls":[{}, 1]})", R"({"calls":[{}],"calls":1})", R"({"Calls":[]})", R"({"calls":nul})"}) {
    INFO(bad);
    CHECK(is_malformed(rewrite(list, 200, bad)));
  }
}

TEST_CASE("a start or a get without an id that a client could use is malformed") {
  for (const asked& what : {call, started})
    for (const char* bad :
         {"{}", R"({"status":"INITIATED"})", R"({"id":null})", R"({"id":""})", R"({"id":" "})", R"({"id":"a/b"})",
          R"({"id":true,"externalCallId":5})", R"({"id":["a"]})", R"({"id":"settings"})", R"({"success":true})",
          R"({"call":{"id":"a"}})", R"({"error":"x"})"}) {
      INFO(bad);
      CHECK(is_malformed(rewrite(what, 200, bad)));
    }
}

TEST_CASE("a success status whose body says that it is none is a failure") {
  asked hangup(answer_shape::call, operation::hangup);
  hangup.call_id = "c1";
  for (const asked& what : {call, started, hangup, list, list_and_calls, session(), connection, instances, manager})
    for (const char* no :
         {R"({"success":false,"error":"no \u00e9","code":"C_1","id":"a","calls":[],"wsUrl":"w"})",
          R"({"id":"a","calls":[],"wsUrl":"w","code":"C_1","error":{"message":"no \u00e9"},"success":"false"})",
          R"({"success":0,"message":"no \u00e9","code":"C_1","calls":[{"id":"a"}],"id":1,"wsUrl":"w"})"}) {
      INFO(no);
      const answered got = rewrite(what, 200, no);
      CHECK_FALSE(got.good);
      CHECK(got.body.empty());
      CHECK(got.problem.kind == failure_kind::native_error);
      CHECK(got.problem.native_status == 502);
      CHECK(got.problem.native_text == R"(no \u00e9)");
      CHECK(got.problem.native_code == "C_1");
    }
  CHECK_FALSE(rewrite(hangup, 201, R"({"success":false})").good);
  CHECK(rewrite(hangup, 200, R"({"success":true,"success":false})").problem.kind == failure_kind::native_error);
  CHECK_FALSE(rewrite(hangup, 200, R"({"error":"Call not found","code":"X"})").good);
  for (const char* no : {R"({"status":"error","message":"gone"})", R"({"status":"fail","data":null,"message":"gone"})"})
    CHECK(rewrite(hangup, 200, no).problem.native_text == "gone");
  for (const asked& what : {connection, instances, manager}) {
    CHECK(rewrite(what, 200, R"({"error":"x"})").problem.native_text == "x");
    CHECK(rewrite(what, 200, R"({"error":"x","calls":[]})").good);
  }
  for (const char* yes :
       {R"({"success":true,"error":"x"})", R"({"success":null})", R"({"success":"yes"})", R"({"success":1})",
        R"({"id":"a","error":"x"})", R"({"error":null})", R"({"message":"done"})"}) {
    INFO(yes);
    CHECK(rewrite(hangup, 200, yes).good);
  }
  CHECK(rewrite(list, 200, R"({"calls":[{"id":"a","success":false}]})").good);
}

TEST_CASE("every truncation of a success is malformed") {
  const std::string object =
      R"({"id":"a","externalCallId":"X","direction":"INBOUND","status":"RINGING","n":1.5,"o":{"a":[true,null]}})";
  const std::string calls = "{\"calls\":[" + object + "," + object + "],\"next\":\"b\"}";
  const std::string ws = R"({"wsUrl":"wss://h","token":"t","expiresInSeconds":120})";
  for (std::size_t size = 0; size < object.size(); ++size) {
    CHECK(is_malformed(rewrite(call, 200, std::string_view(object).substr(0, size))));
    CHECK(is_malformed(rewrite(started, 200, std::string_view(object).substr(0, size))));
    CHECK(is_malformed(rewrite(connection, 200, std::string_view(object).substr(0, size))));
  }
  for (std::size_t size = 0; size < calls.size(); ++size) {
    CHECK(is_malformed(rewrite(list, 200, std::string_view(calls).substr(0, size))));
    CHECK(is_malformed(rewrite(list_and_calls, 200, std::string_view(calls).substr(0, size))));
  }
  for (std::size_t size = 0; size < ws.size(); ++size)
    CHECK(is_malformed(rewrite(session(), 200, std::string_view(ws).substr(0, size))));
}

TEST_CASE("a thousand calls of 400 KB pass, each as it is alone") {
  std::string native = R"({"calls":[)", expected = R"({"message":"success","data":[)";
  for (int i = 0; i < 1'000; ++i) {
    const std::string one_call = R"({"id":"call_)" + std::to_string(i) +
                                 R"(","status":"COMPLETED","peerNumber":"55119999)" + std::to_string(10'000 + i) +
                                 R"(","durationSeconds":)" + std::to_string(i) + R"(.0,"note":")" +
                                 std::string(300, static_cast<char>('a' + i % 26)) +
                                 R"(","big":123456789012345678901)" + std::to_string(i) + "}";
    native.append(i == 0 ? "" : ",").append(one_call);
    expected.append(i == 0 ? "{" : ",{").append(call_members(one_call)).append("}");
  }
  native += "]}";
  CHECK(native.size() > 400'000);
  CHECK((rewrite(list, 200, native).body == expected + "]}"));
  const std::string both = rewrite(list_and_calls, 200, native).body;
  CHECK(both.size() == 2 * expected.size() + 3 + std::string_view(R"(,"calls":[)").size() -
                           std::string_view(R"({"message":"success","data":[)").size());
  CHECK_NOTHROW(boost::json::parse(both));
}

TEST_CASE("no success has a key error, no key stands twice, and all are JSON") {
  const char* hostile =
      R"({"id":"a","error":"x","message":"y","data":{},"calls":[],"callId":"b","status":"X","success":true})";
  for (const asked& what : {call, started}) {
    const auto parsed = boost::json::parse(rewrite(what, 200, hostile).body).as_object();
    CHECK_FALSE(parsed.contains("error"));
    CHECK(parsed.at("message") == "success");
    CHECK_FALSE(parsed.at("data").as_object().contains("message"));
  }
}

}  // namespace ramal::routes
