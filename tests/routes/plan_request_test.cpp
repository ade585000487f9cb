// Each operation's native request, byte for byte (go-calls.md sections 3 and 4).
#include <catch2/catch.hpp>

#include "tests/routes/plan_fixture.hpp"

namespace ramal::routes {
namespace {

struct request_row {
  method verb;
  const char* path;
  const char* query;
  const char* body;
  const char* line;
  const char* native_body;
};
constexpr auto G = method::get;
constexpr auto P = method::post;
constexpr auto D = method::delete_;

constexpr std::string_view odd_id = "callId has characters that no call id has";

}  // namespace

TEST_CASE("every operation is written byte for byte") {
  for (const request_row& row : {
           // start
           request_row{P, "/call/start", "", R"({"number":"+55 11 99999-0000"})", "POST /v1/calls",
                       R"({"to":"+5511999990000"})"},
           request_row{P, "/call/dial", "", R"({"to":5511999990000})", "POST /v1/calls", R"({"to":"+5511999990000"})"},
           request_row{P, "/call/offer", "", R"({"jid":"5511999990000:3@s.whatsapp.net","video":true})",
                       "POST /v1/calls", R"({"to":"+5511999990000"})"},
           request_row{P, "/call/start", "",
                       R"({"bizOpaqueCallbackData":"\u00e9 \/","sdp":"v=0\r\n","phone":"12345678","sdpType":"offer"})",
                       "POST /v1/calls",
                       R"({"to":"+12345678","sdp":"v=0\r\n","sdpType":"offer","bizOpaqueCallbackData":"\u00e9 \/"})"},
           request_row{P, "/call/start", "", R"({"number":"\u0035511999990000"})", "POST /v1/calls",
                       R"({"to":"+5511999990000"})"},
           request_row{P, "/call/start", "number=1", R"({"number":"12345678","sdp":null,"sdpType":""})",
                       "POST /v1/calls", R"({"to":"+12345678"})"},
           // answer
           request_row{P, "/call/answer", "", R"({"callId":"c1"})", "POST /v1/calls/c1/accept", ""},
           request_row{P, "/call/accept", "", R"({"callId":"c1","sdpType":"answer"})", "POST /v1/calls/c1/accept", ""},
           request_row{P, "/call/answer", "", R"({"callId":"c1","sdp":"v=0"})", "POST /v1/calls/c1/accept",
                       R"({"sdp":"v=0"})"},
           request_row{P, "/call/c1/accept", "", R"({"sdpType":"answer","sdp":"v=0","bizOpaqueCallbackData":"x"})",
                       "POST /v1/calls/c1/accept", R"({"sdp":"v=0","sdpType":"answer"})"},
           request_row{P, "/call/c1/accept", "", "", "POST /v1/calls/c1/accept", ""},
           request_row{P, "/call/c1/accept", "", " \n", "POST /v1/calls/c1/accept", ""},
           request_row{P, "/call/c1/accept", "", "[]", "POST /v1/calls/c1/accept", ""},
           request_row{P, "/call/c1/accept", "", "\t[ \n]\r\n", "POST /v1/calls/c1/accept", ""},
           request_row{P, "/call/c1/reject", "", "null", "POST /v1/calls/c1/reject", ""},
           request_row{P, "/call/c1/reject", "", " \"\" ", "POST /v1/calls/c1/reject", ""},
           request_row{P, "/call/c1/accept", "", R"({"callId":"other"})", "POST /v1/calls/c1/accept", ""},
           // reject, hangup
           request_row{P, "/call/reject", "", R"({"callId":"c1","callCreator":"5511@s.whatsapp.net"})",
                       "POST /v1/calls/c1/reject", ""},
           request_row{P, "/call/reject", "", R"({"callId":"c1","callCreator":{"User":"55","Device":0}})",
                       "POST /v1/calls/c1/reject", ""},
           request_row{P, "/call/reject", "", R"({"callId":"c1","callCreator":null,"from":[1]})",
                       "POST /v1/calls/c1/reject", ""},
           request_row{P, "/call/c1/reject", "", "{}", "POST /v1/calls/c1/reject", ""},
           request_row{P, "/call/hangup", "", R"({"call_id":"c1"})", "POST /v1/calls/c1/terminate", ""},
           request_row{P, "/call/terminate", "", R"({"id":"c1","sdp":"v=0"})", "POST /v1/calls/c1/terminate", ""},
           request_row{D, "/call/c1", "", "[]", "POST /v1/calls/c1/terminate", ""},
           request_row{D, "/call/c1", "", "not even JSON", "POST /v1/calls/c1/terminate", ""},
           // list
           request_row{G, "/call/list", "", "", "GET /v1/calls", ""},
           request_row{G, "/call/list", "limit=5", "", "GET /v1/calls?limit=5", ""},
           request_row{G, "/call/active", "before=2026-11-21T00:00:00.000Z&limit=5", "",
                       "GET /v1/calls?limit=5&before=2026-11-21T00:00:00.000Z", ""},
           request_row{G, "/call/status", "x=1&before=a%2Bb+c&y&limit=%35&apikey=k", "",
                       "GET /v1/calls?limit=%35&before=a%2Bb+c", ""},
           request_row{G, "/call/list", "limit=&before", "", "GET /v1/calls", ""},
           request_row{G, "/call/list", "Limit=1&limits=2&xlimit=3", "", "GET /v1/calls", ""},
           request_row{G, "/call/list", "limit=1&limit=2", "", "GET /v1/calls?limit=1", ""},
           // get
           request_row{G, "/call/get", "callId=c1", "", "GET /v1/calls/c1", ""},
           request_row{G, "/call/get", "includeSdp=1&callId=c1", "", "GET /v1/calls/c1?includeSdp=1", ""},
           request_row{G, "/call/get/c1", "includeSdp=true", "", "GET /v1/calls/c1?includeSdp=1", ""},
           request_row{G, "/call/get/c1", "includeSdp=0", "", "GET /v1/calls/c1", ""},
           request_row{G, "/call/get/c1", "includeSdp=", "", "GET /v1/calls/c1", ""},
           request_row{G, "/call/c1", "callId=c2&limit=4", "", "GET /v1/calls/c1", ""},
           request_row{G, "/call/status/c1", "", "", "GET /v1/calls/c1", ""},
           request_row{P, "/call/get", "", R"({"callId":"c1"})", "GET /v1/calls/c1", ""},
           request_row{P, "/call/get", "", R"({"callId":"c1","includeSdp":true})", "GET /v1/calls/c1?includeSdp=1", ""},
           request_row{P, "/call/get", "", R"({"callId":"c1","includeSdp":1})", "GET /v1/calls/c1?includeSdp=1", ""},
           request_row{P, "/call/get", "", R"({"callId":"c1","includeSdp":"1"})", "GET /v1/calls/c1?includeSdp=1", ""},
           request_row{P, "/call/get", "", R"({"callId":"c1","includeSdp":" True "})", "GET /v1/calls/c1?includeSdp=1",
                       ""},
           request_row{G, "/call/get/c1", "includeSdp=True", "", "GET /v1/calls/c1?includeSdp=1", ""},
           request_row{P, "/call/get", "", R"({"callId":"c1","includeSdp":false})", "GET /v1/calls/c1", ""},
           // play
           request_row{P, "/call/media/play", "",
                       R"({"callId":"c1","mediaUrl":"https:\/\/a.example\/b.mp3","loop":true})",
                       "POST /v1/calls/c1/play", R"({"mediaUrl":"https:\/\/a.example\/b.mp3"})"},
           request_row{P, "/call/media/play", "", R"({"callId":"c1","audio_url":"http://a/b.wav"})",
                       "POST /v1/calls/c1/play", R"({"mediaUrl":"http://a/b.wav"})"},
           request_row{P, "/call/media/play", "",
                       R"({"callId":"c1","url":" \thttps:\/\/a.example\/\u00e9.mp3\n\u00a0"})",
                       "POST /v1/calls/c1/play", "{\"mediaUrl\":\"https://a.example/\u00E9.mp3\"}"},
           // session
           request_row{P, "/call/media/realtime/session", "", R"({"callId":"c1"})",
                       "POST /v1/calls/c1/realtime-session", R"({"mode":"talk"})"},
           request_row{P, "/call/media/realtime/session", "", R"({"callId":"c1","mode":""})",
                       "POST /v1/calls/c1/realtime-session", R"({"mode":"talk"})"},
           request_row{P, "/call/media/realtime/session", "", R"({"callId":"c1","mode":"listen"})",
                       "POST /v1/calls/c1/realtime-session", R"({"mode":"listen"})"},
           request_row{P, "/call/media/realtime/session", "", R"({"callId":"c1","mode":" l\u0069sten\n"})",
                       "POST /v1/calls/c1/realtime-session", R"({"mode":"listen"})"},
           request_row{P, "/call/media/realtime/session", "", R"({"callId":"c1","mode":"\u00a0"})",
                       "POST /v1/calls/c1/realtime-session", R"({"mode":"talk"})"},
           request_row{G, "/instance/status", "limit=7", "", "GET /v1/calls?limit=1", ""},
       }) {
    INFO(row.path << " " << row.body << " ?" << row.query);
    const planned got = plan(row.verb, row.path, row.body, row.query);
    CHECK(got.line() == row.line);
    CHECK(got.native.body == row.native_body);
  }
}

TEST_CASE("a call id is trimmed, decoded once and encoded for the native path") {
  CHECK(post("/call/hangup", R"({"callId":" call_1\n"})").line() == "POST /v1/calls/call_1/terminate");
  CHECK(post("/call/hangup", R"({"callId":"wacid.A+B=:@"})").line() == "POST /v1/calls/wacid.A%2BB%3D%3A%40/terminate");
  CHECK(post("/call/hangup", R"({"callId":"\u00e9\ud83d\ude00"})").line() ==
        "POST /v1/calls/%C3%A9%F0%9F%98%80/terminate");
  CHECK(get("/call/get", "callId=a%2Bb+c").line() == "GET /v1/calls/a%2Bb%20c");
  CHECK(get("/call/get/a%2Bb+c").line() == "GET /v1/calls/a%2Bb%2Bc");
  CHECK(get("/call/AbC").line() == "GET /v1/calls/AbC");
  CHECK(post("/call/hangup", R"({"callId":" call_1 "})").native.call_id == "call_1");
  CHECK(post("/call/hangup", R"({"callId":"\u200ecall_1\u00a0\v"})").problem);  // \v is no escape of JSON
  CHECK(post("/call/hangup", R"({"callId":"\u200ecall_1\u00a0\u000b"})").native.call_id == "call_1");
  CHECK(get("/call/get", "callId=%C2%A0call_1+").native.call_id == "call_1");
}

TEST_CASE("a GET's call id may have any of its names, in their order") {
  CHECK(get("/call/get", "id=c3&call_id=c2&callId=c1").line() == "GET /v1/calls/c1");
  CHECK(get("/call/get", "id=c3&call_id=c2&callId=").line() == "GET /v1/calls/c2");
  CHECK(get("/call/get", "id=c3").line() == "GET /v1/calls/c3");
}

TEST_CASE("K12 a word of another native route is no call's id, however it is written") {
  for (const std::string word : {"settings", "permissions", "Settings", "PERMISSIONS"}) {
    INFO(word);
    for (const auto& each : {get("/call/get/" + word), get("/call/get", "callId=" + word), get("/call/" + word),
                             get("/call/get/%20" + word), post("/call/" + word + "/accept", ""),
                             post("/call/hangup", "{\"callId\":\" " + word + "\"}")}) {
      REQUIRE(each.problem);
      CHECK(each.problem->kind == failure_kind::call_not_found);
    }
  }
  CHECK(get("/call/get/Setting").line() == "GET /v1/calls/Setting");
}

TEST_CASE("T10 a POST's query means nothing") {
  CHECK(post("/call/hangup", "{}", "callId=c1").line() == "callId is required");
  CHECK(post("/call/get", "{}", "callId=c1").line() == "callId is required");
}

TEST_CASE("what is missing or wrong is said in the contract's words") {
  struct row {
    const char* path;
    const char* body;
    std::string_view text;
  };
  for (const row& r : {
           row{"/call/start", "{}", "number is required"},
           row{"/call/start", R"({"number":""})", "number is required"},
           row{"/call/start", R"({"number":null})", "number is required"},
           row{"/call/start", R"({"number":"  "})", "number is required"},
           row{"/call/start", R"({"number":"1@g.us"})", "calls only support individual WhatsApp users"},
           row{"/call/start", R"({"number":"12345678","sdp":1})", "sdp must be a string"},
           row{"/call/start", R"({"number":"12345678","sdpType":{}})", "sdpType must be a string"},
           row{"/call/start", R"({"number":"12345678","bizOpaqueCallbackData":1})",
               "bizOpaqueCallbackData must be a string"},
           row{"/call/answer", R"({"callId":"c1","sdp":[]})", "sdp must be a string"},
           row{"/call/hangup", "{}", "callId is required"},
           row{"/call/hangup", R"({"callId":"\u0020"})", "callId is required"},
           row{"/call/hangup", R"({"callId":1})", "callId must be a string"},
           row{"/call/hangup", R"({"callId":"a/b"})", odd_id},
           row{"/call/hangup", R"({"callId":".."})", odd_id},
           row{"/call/hangup", R"({"callId":"a\u0000"})", odd_id},
           row{"/call/hangup", R"({"callId":"\ud800"})", odd_id},
           row{"/call/media/play", R"({"callId":"c1"})", "mediaUrl is required"},
           row{"/call/media/play", R"({"mediaUrl":"http://a"})", "callId is required"},
           row{"/call/media/play", R"({"callId":"c1","mediaUrl":7})", "mediaUrl must be a public http(s) URL"},
           row{"/call/media/play", R"({"callId":"c1","mediaUrl":"ftp://a"})", "mediaUrl must be a public http(s) URL"},
           row{"/call/media/play", R"({"callId":"c1","mediaUrl":"http://a\ud800"})",
               "mediaUrl must be a public http(s) URL"},
           row{"/call/media/realtime/session", R"({"callId":"c1","mode":"Talk"})", "mode must be talk or listen"},
           row{"/call/media/realtime/session", R"({"callId":"c1","mode":true})", "mode must be talk or listen"},
       }) {
    INFO(r.path << " " << r.body);
    const planned got = post(r.path, r.body);
    CHECK(got.line() == r.text);
    CHECK((got.problem && got.problem->kind == failure_kind::invalid_field));
  }
  CHECK(get("/call/get").line() == "callId is required");
  CHECK(get("/call/get", "callId=%20").line() == "callId is required");
  CHECK(get("/call/get", "callId=a%2Fb").line() == odd_id);
  CHECK(get("/call/get", "callId=%ff").line() == odd_id);
  CHECK(get("/call/get", "callId=%").problem->kind == failure_kind::bad_target);
  CHECK(get("/call/get/%20").line() == "callId is required");
  CHECK(get("/call/get/a%3Fb").line() == odd_id);
}

TEST_CASE("nothing in whatever form is no body where a field is needed") {
  for (const char* path : {"/call/start", "/call/answer", "/call/reject", "/call/hangup", "/call/get",
                           "/call/media/play", "/call/media/realtime/session", "/call/dial", "/call/terminate"})
    for (const char* nothing : {"", " \n", "null", "[]", "[ ]", "\"\""})
      CHECK(post(path, nothing).problem->kind == failure_kind::invalid_json);
}

TEST_CASE("only nothing is no body: other values than an object are refused where an id is in the path, too") {
  for (const char* path : {"/call/c1/accept", "/call/c1/reject"})
    for (const char* something : {"[1]", "[null]", "[]x", "[", "]", "\" \"", "\"a\"", "\"", "nul", "nullx", "0",
                                  "false", "true", "[[]]", "{", "\xEF\xBB\xBF"}) {
      INFO(something);
      CHECK(post(path, something).problem->kind == failure_kind::invalid_json);
    }
}

TEST_CASE("a callee that is no number of one person says why") {
  for (const char* value :
       {R"("maria")", "-5511999990000", "5511999990000.0", "5511999990000.5", "5.5e12", "0", "1234567890123456", "true",
        R"(["5511999990000"])", R"({"a":1})", R"("55119999900\ud800")", R"("1@lid")", R"("5511988887777.0")"}) {
    INFO(value);
    const planned got = post("/call/start", R"({"number":)" + std::string(value) + "}");
    CHECK(got.line().rfind("invalid WhatsApp number: ", 0) == 0);
    CHECK((got.problem && got.problem->kind == failure_kind::invalid_field));
    CHECK(got.native.callee.empty());
  }
}

TEST_CASE("a request leaves nothing of the one before it") {
  const std::string path = "/api/layer/evolution-go/call/start";
  client_request first, second;
  first.row = find(mount_options{}, method::post, path)->row;
  first.body = R"({"number":"5511999990000","sdp":"v=0","video":true})";
  second.row = find(mount_options{}, method::get, "/api/layer/evolution-go/call/list")->row;
  native_request native;
  CHECK_FALSE(plan_request(first, native));
  CHECK(native.callee == "5511999990000");
  CHECK(native.ignored != 0);
  CHECK_FALSE(plan_request(second, native));
  CHECK(native.verb == method::get);
  CHECK(native.target == "/v1/calls");
  CHECK(native.body.empty());
  CHECK(native.callee.empty());
  CHECK(native.call_id.empty());
  CHECK(native.ignored == 0);
}

}  // namespace ramal::routes
