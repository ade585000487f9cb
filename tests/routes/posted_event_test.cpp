// The call id of a webhook that is posted back as it came.
#include <catch2/catch.hpp>

#include <string>

#include "routes/posted_event.hpp"
#include "tests/routes/plan_fixture.hpp"

namespace ramal::routes {
namespace {

std::string id_in(const std::string& body) {
  std::string scratch;
  return std::string(find_posted_id(body, scratch));
}

// Meta's envelope around the value of a change.
std::string envelope(const std::string& value, const std::string& field = "calls") {
  return R"({"object":"whatsapp_business_account","entry":[{"id":"WABA1","time":1671644824,"changes":[{"field":")" +
         field + R"(","value":)" + value + "}]}]}";
}

const std::string connect =
    R"({"messaging_product":"whatsapp","metadata":{"phone_number_id":"P1","id":"no"},"contacts":[{"wa_id":"5511999990000"}],)"
    R"("calls":[{"id":"wacid.A=","to":"16315553601","from":"16315553602","event":"connect","session":{"sdp":"v=0"}},)"
    R"({"id":"wacid.B="}]})";
const std::string status =
    R"({"messaging_product":"whatsapp","statuses":[{"id":"wacid.C=","type":"call","status":"RINGING","recipient_id":"5511"}]})";

}  // namespace

TEST_CASE("the call id in a webhook's data") {
  CHECK(id_in(R"({"event":"call.ringing","data":{"id":"c1","callId":"c2"}})") == "\"c2\"");
  CHECK(id_in(R"({"DATA":{"ID":"c1"}})") == "\"c1\"");
  CHECK(id_in(R"( {"d\u0061ta":{"CallID":"c1"}} )") == "\"c1\"");
  CHECK(id_in(R"({"data":{"id":"a"},"data":{"id":"b"}})") == "\"b\"");
  CHECK(id_in(R"({"data":{"callId":" ","id":"b"}})") == "\"b\"");
  for (const char* none : {"", "{}", R"({"data":{"data":{"id":"c1"}}})", R"({"data":[{"id":"c1"}]})",
                           R"({"data":"c1"})", R"({"data":"{\"id\":\"c1\"}"})", R"({"data":null})",
                           R"({"data":{"number":"5511999990000"}})", R"({"payload":{"id":"c1"}})"}) {
    INFO(none);
    CHECK(id_in(none).empty());
  }
}

TEST_CASE("the first call or status in Meta's envelope") {
  const std::string change = R"({"field":"calls","value":)" + connect + "}";
  for (const std::string& body :
       {envelope(connect), change, connect, "{\"data\":" + envelope(connect) + "}", "{\"data\":" + change + "}",
        "{\"data\":" + connect + "}", "{\"value\":" + connect + "}"}) {
    INFO(body);
    CHECK(id_in(body) == "\"wacid.A=\"");
  }
  CHECK(id_in(envelope(status)) == "\"wacid.C=\"");
  CHECK(id_in(status) == "\"wacid.C=\"");
  CHECK(id_in(R"({"statuses":[{"id":"s"}],"calls":[{"id":"c"}]})") == "\"c\"");
  CHECK(id_in(R"({"calls":[],"statuses":[{"id":"s"}]})") == "\"s\"");
  CHECK(id_in(R"({"calls":[1,{},{"id":""},{"id":"c"}]})") == "\"c\"");
  CHECK(id_in(R"({"entry":[{"changes":[]},{"changes":[{"field":"messages","value":{"statuses":[{"id":"m"}]}},)"
              R"({"field":"calls","value":{"calls":[{"id":"c"}]}}]}]})") == "\"c\"");
}

TEST_CASE("what is no call's id in Meta's envelope is not taken for one") {
  for (const std::string& body : {
           envelope("{}"),
           envelope("[]"),
           envelope(R"({"calls":{}})"),
           envelope(R"({"calls":"c"})"),
           envelope(R"({"statuses":[{"id":"wamid.1","status":"delivered"}]})", "messages"),
           envelope(R"({"messages":[{"id":"wamid.1"}]})"),
           std::string(R"({"entry":{"id":"WABA1"}})"),
           std::string(R"({"entry":[{"id":"WABA1"}]})"),
           std::string(R"({"entry":[1,null,"x",[]]})"),
           std::string(R"({"changes":[{"id":"x"},1]})"),
           std::string(R"({"value":{"id":"x"}})"),
       }) {
    INFO(body);
    CHECK(id_in(body).empty());
  }
}

TEST_CASE("a posted event ends the call that it is about") {
  CHECK(post("/call/hangup", envelope(connect)).line() == "POST /v1/calls/wacid.A%3D/terminate");
  CHECK(post("/call/answer", R"({"event":"CallOffer","instance":"x","data":{"CallID":"3EB0","From":"y"}})").line() ==
        "POST /v1/calls/3EB0/accept");
  CHECK(post("/call/get", envelope(status)).line() == "GET /v1/calls/wacid.C%3D");
  CHECK(post("/call/hangup", R"({"callId":"top","data":{"id":"c1"}})").line() == "POST /v1/calls/top/terminate");
  CHECK(post("/call/hangup", R"({"id":null,"data":{"id":"c1"}})").line() == "POST /v1/calls/c1/terminate");
  CHECK(post("/call/hangup", R"({"data":{"id":5}})").line() == "callId must be a string");
  CHECK(post("/call/hangup", envelope("{}")).line() == "callId is required");
  CHECK(post("/call/start", R"({"data":{"number":"5511999990000"}})").line() == "number is required");
}

}  // namespace ramal::routes
