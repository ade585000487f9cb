// The call object: every row of the first table of go-calls.md section 5.
#include <catch2/catch.hpp>

#include "tests/routes/answer_fixture.hpp"

namespace ramal::routes {
namespace {

const std::string fixed = R"("video":false,"mediaType":"audio")";

struct member_row {
  const char* name;
  const char* native;
  const char* before;  // members in front of the fixed ones
  const char* behind;  // and behind them
};

}  // namespace

TEST_CASE("each native key becomes what its row says, absent stays absent, null stays null") {
  for (
      const member_row& row : {
          member_row{"nothing", "{}", "", ""},
          member_row{"id", R"({"id":"c1"})", R"("callId":"c1","id":"c1","nativeId":"c1",)", ""},
          member_row{"external id wins", R"({"id":"c1","externalCallId":"X"})",
                     R"("callId":"X","id":"X","nativeId":"c1",)", ""},
          member_row{"null external id", R"({"externalCallId":null,"id":"c1"})",
                     R"("callId":"c1","id":"c1","nativeId":"c1",)", ""},
          member_row{"empty external id", R"({"externalCallId":"","id":"c1"})",
                     R"("callId":"c1","id":"c1","nativeId":"c1",)", ""},
          member_row{"external id alone", R"({"externalCallId":"X"})", R"("callId":"X","id":"X",)", ""},
          member_row{"null id", R"({"id":null})", R"("callId":null,"id":null,"nativeId":null,)", ""},
          member_row{"null id and an external one", R"({"id":null,"externalCallId":"X"})",
                     R"("callId":"X","id":"X","nativeId":null,)", ""},
          member_row{
              "a numeric id", R"({"id":12345678901234567890})",
              R"("callId":"12345678901234567890","id":"12345678901234567890","nativeId":"12345678901234567890",)", ""},
          member_row{"a numeric external id", R"({"id":"c1","externalCallId":7})",
                     R"("callId":"c1","id":"c1","nativeId":"c1",)", ""},
          member_row{"an external id that no route takes", R"({"id":"c1","externalCallId":"a/b"})",
                     R"("callId":"c1","id":"c1","nativeId":"c1",)", ""},
          member_row{"an external id that no route takes, escaped", R"({"id":"c1","externalCallId":"a\u002fb"})",
                     R"("callId":"c1","id":"c1","nativeId":"c1",)", ""},
          member_row{"an external id with blanks around", R"({"id":"c1","externalCallId":" X"})",
                     R"("callId":"c1","id":"c1","nativeId":"c1",)", ""},
          member_row{"an external id that is another route's word", R"({"id":"c1","externalCallId":"settings"})",
                     R"("callId":"c1","id":"c1","nativeId":"c1",)", ""},
          member_row{"ids that no route takes", R"({"id":"a%b","externalCallId":".."})", R"("nativeId":"a%b",)", ""},
          member_row{"an id with escapes", R"({"id":"call\u005f1"})",
                     R"("callId":"call\u005f1","id":"call\u005f1","nativeId":"call\u005f1",)", ""},
          member_row{"ids of no text", R"({"id":{"a":1},"externalCallId":true})", R"("nativeId":{"a":1},)", ""},
          member_row{"inbound", R"({"direction":"INBOUND"})", R"("direction":"incoming",)", ""},
          member_row{"outbound", R"({"direction":"OUTBOUND"})", R"("direction":"outgoing",)", ""},
          member_row{"null direction", R"({"direction":null})", R"("direction":null,)", ""},
          member_row{"a new direction", R"({"direction":"SIDEWAYS"})", R"("direction":"sideways",)", ""},
          member_row{"a peer", R"({"peerNumber":"5511999990000"})",
                     R"("number":"5511999990000","peer":"5511999990000@s.whatsapp.net",)", ""},
          member_row{"a peer with plus", R"({"peerNumber":"+55 11-9"})",
                     R"("number":"55119","peer":"55119@s.whatsapp.net",)", ""},
          member_row{"a peer as number", R"({"peerNumber":5511999990000})",
                     R"("number":"5511999990000","peer":"5511999990000@s.whatsapp.net",)", ""},
          member_row{"null peer", R"({"peerNumber":null})", R"("number":null,"peer":null,)", ""},
          member_row{"a hidden peer", R"({"peerNumber":"anonymous"})", R"("number":"anonymous",)", ""},
          member_row{"an empty peer", R"({"peerNumber":""})", R"("number":"",)", ""},
          member_row{
              "times",
              R"({"connectedAt":"c","endedAt":"e","startedAt":"s","updatedAt":"u","createdAt":"x","durationSeconds":1.0})",
              "",
              R"(,"createdAt":"x","updatedAt":"u","startedAt":"s","acceptedAt":"c","endedAt":"e","durationSeconds":1.0)"},
          member_row{"null times", R"({"connectedAt":null,"endedAt":null,"durationSeconds":null})", "",
                     R"(,"acceptedAt":null,"endedAt":null,"durationSeconds":null)"},
          member_row{"others, in their order", R"({"z":1,"id":"c","a":2,"m":3})",
                     R"("callId":"c","id":"c","nativeId":"c",)", R"(,"z":1,"a":2,"m":3)"},
          member_row{"values as they are",
                     R"({"a":1.0,"b":12345678901234567890123,"c":"\u00e9\/","d":{"y":[1, 2 ],"x":{}},"e":1e5,"f":-0})",
                     "",
                     R"(,"a":1.0,"b":12345678901234567890123,"c":"\u00e9\/","d":{"y":[1, 2 ],"x":{}},"e":1e5,"f":-0)"},
          member_row{"blanks between tokens go", "{ \"a\" : 1 ,\n\t\"b\":2 , \"c\":[ 3 ] }", "",
                     R"(,"a":1,"b":2,"c":[ 3 ])"},
          member_row{"an unknown key twice", R"({"a":1,"a":2})", "", R"(,"a":1,"a":2)"},
          member_row{"a known key twice", R"({"id":"c1","id":"c2"})", R"("callId":"c2","id":"c2","nativeId":"c2",)",
                     ""},
          member_row{
              "reserved names go",
              R"({"message":1,"data":2,"error":3,"calls":4,"video":true,"mediaType":"x","state":5,"peer":6,"number":7,"acceptedAt":8,"nativeId":9,"nativeStatus":10,"callId":11,"keep":12})",
              "", R"(,"keep":12)"},
          member_row{"names are told by every byte",
                     R"({"Id":1,"ID":2,"ids":3,"i":4,"":5,"statuS":6,"errors":7,"dat":8})", "",
                     R"(,"Id":1,"ID":2,"ids":3,"i":4,"":5,"statuS":6,"errors":7,"dat":8)"},
          member_row{"success and error texts", R"({"success":true,"errorCode":null,"errorMessage":null})", "",
                     R"(,"success":true,"errorCode":null,"errorMessage":null)"},
      }) {
    INFO(row.name);
    CHECK(call_members(row.native) == row.before + fixed + row.behind);
  }
}

TEST_CASE("status and state of every native status, in both directions") {
  struct status_row {
    const char* native;
    const char* status;
    const char* state;
  };
  for (const char* direction : {"INBOUND", "OUTBOUND"}) {
    for (const status_row& row : {
             status_row{"INITIATED", "starting", "ringing"},
             status_row{"RINGING", direction == std::string_view("INBOUND") ? "offered" : "ringing", "ringing"},
             status_row{"ACCEPTED", "connected", "active"},
             status_row{"REJECTED", "rejected", "ended"},
             status_row{"FAILED", "failed", "failed"},
             status_row{"COMPLETED", "ended", "ended"},
             status_row{"MISSED", "ended", "ended"},
             status_row{"ON_HOLD", "on_hold", "on_hold"},
             status_row{"ringing", "ringing", "ringing"},
             status_row{"", "", ""},
         }) {
      INFO(direction << " " << row.native);
      const std::string native = R"({"direction":")" + std::string(direction) + R"(","status":")" + row.native + "\"}";
      const std::string expected = R"("nativeStatus":")" + std::string(row.native) + R"(","direction":")" +
                                   (direction == std::string_view("INBOUND") ? "incoming" : "outgoing") +
                                   R"(","status":")" + row.status + R"(","state":")" + row.state + R"(",)" + fixed;
      CHECK(call_members(native) == expected);
    }
  }
}

TEST_CASE("a status without direction, of no text, or new and ended") {
  CHECK(call_members(R"({"status":"RINGING"})") ==
        R"("nativeStatus":"RINGING","status":"ringing","state":"ringing",)" + fixed);
  CHECK(call_members(R"({"status":null})") == R"("nativeStatus":null,"status":null,"state":null,)" + fixed);
  CHECK(call_members(R"({"status":"ON_HOLD","endedAt":"e"})") ==
        R"("nativeStatus":"ON_HOLD","status":"on_hold","state":"ended",)" + fixed + R"(,"endedAt":"e")");
  CHECK(call_members(R"({"status":"ON_HOLD","endedAt":null})") ==
        R"("nativeStatus":"ON_HOLD","status":"on_hold","state":"on_hold",)" + fixed + R"(,"endedAt":null)");
  CHECK(call_members(R"({"status":"RINGING","endedAt":"e"})").find(R"("state":"ringing")") != std::string::npos);
}

TEST_CASE("an answer to what was done with a call has the id that the client sent") {
  for (const operation op : {operation::answer, operation::reject, operation::hangup, operation::play}) {
    asked what(answer_shape::call, op);
    what.call_id = "3EB0 \"A\"";
    const std::string ids = R"("callId":"3EB0 \"A\"","id":"3EB0 \"A\"",)";
    CHECK(call_members(R"({"success":true,"id":"c1","status":"ACCEPTED"})", what) ==
          ids + R"("nativeId":"c1","nativeStatus":"ACCEPTED","status":"connected","state":"active",)" + fixed +
              R"(,"success":true)");
    CHECK(call_members(R"({"id":"c1","externalCallId":"other"})", what) == ids + R"("nativeId":"c1",)" + fixed);
    CHECK(call_members("{}", what) == ids + fixed);
    CHECK(call_members(R"({"id":5})", what) == ids + R"("nativeId":"5",)" + fixed);
  }
}

TEST_CASE("start knows the direction and the callee") {
  asked start(answer_shape::started_call, operation::start);
  start.callee = "5511999990000";
  const std::string known = R"("number":"5511999990000","peer":"5511999990000@s.whatsapp.net",)";
  CHECK(
      call_members(R"({"id":"c","externalCallId":null,"status":"INITIATED"})", start) ==
      R"("callId":"c","id":"c","nativeId":"c","nativeStatus":"INITIATED","direction":"outgoing","status":"starting","state":"ringing",)" +
          known + fixed);
  CHECK(
      call_members(R"({"externalCallId":"X","status":"RINGING"})", start) ==
      R"("callId":"X","id":"X","nativeStatus":"RINGING","direction":"outgoing","status":"ringing","state":"ringing",)" +
          known + fixed);
}

}  // namespace ramal::routes
