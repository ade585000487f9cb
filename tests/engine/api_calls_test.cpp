#include <catch2/catch.hpp>

#include "tests/engine/world.hpp"

using namespace ramal::engine;
using namespace ramal::engine::test;

namespace json = boost::json;

TEST_CASE("a start answers both ids and INITIATED") {
  test_engine engine;
  const reply web = engine.ask("POST", "/v1/calls", "ps_web", R"({"to":"+5511988887777"})");
  CHECK(web.status == 201);
  CHECK(web.text("status") == "INITIATED");
  CHECK(web.text("id").starts_with("call_"));
  CHECK(web.text("externalCallId").size() == 32);
  const std::string body = body_of({{"to", "5511988887777"}, {"sdp", offer}, {"sdpType", "offer"}});
  const reply meta = engine.ask("POST", "/v1/calls", "ps_meta", body);
  CHECK(meta.status == 201);
  CHECK(meta.text("externalCallId").starts_with("wacid."));
}

TEST_CASE("a start answers RINGING and rings at once where it is set so") {
  auto settings = test_settings();
  settings.start_status = "RINGING";
  test_engine engine(settings);
  const reply made = engine.ask("POST", "/v1/calls", "ps_web", R"({"to":"+5511988887777"})");
  CHECK(made.text("status") == "RINGING");
  CHECK(engine.status_of(made.text("id")) == "RINGING");
  engine.pass(milliseconds(4'000));
  CHECK(engine.status_of(made.text("id")) == "ACCEPTED");
}

TEST_CASE("a call object has sixteen keys, digits for numbers and null for what is not yet") {
  test_engine engine;
  const reply made = engine.ask("POST", "/v1/calls", "ps_web",
                                R"({"to":"+5511988887777","bizOpaqueCallbackData":"order 7"})");
  const json::value call = engine.ask("GET", "/v1/calls/" + made.text("id"), "ps_web").json();
  const json::value expected{{"id", made.text("id")},
                             {"externalCallId", made.text("externalCallId")},
                             {"direction", "OUTBOUND"},
                             {"status", "INITIATED"},
                             {"peerNumber", "5511988887777"},
                             {"fromNumber", "5511900000001"},
                             {"conversationId", call.at("conversationId")},
                             {"bizOpaqueCallbackData", "order 7"},
                             {"startedAt", "2026-01-31T12:00:00.000Z"},
                             {"connectedAt", nullptr},
                             {"endedAt", nullptr},
                             {"durationSeconds", nullptr},
                             {"errorCode", nullptr},
                             {"errorMessage", nullptr},
                             {"createdAt", "2026-01-31T12:00:00.000Z"},
                             {"updatedAt", "2026-01-31T12:00:00.000Z"}};
  CHECK(call == expected);
  CHECK(call.as_object().size() == 16);
}

TEST_CASE("a call is found by its external id, percent-encoded or not") {
  test_engine engine;
  const reply made = engine.ask("POST", "/v1/calls", "ps_meta", body_of({{"to", "+5511988887777"}, {"sdp", offer}}));
  const std::string external = made.text("externalCallId");
  CHECK(engine.ask("GET", "/v1/calls/" + external, "ps_meta").text("id") == made.text("id"));
  CHECK(engine.ask("GET", "/v1/calls/wacid%2E" + external.substr(6), "ps_meta").text("id") == made.text("id"));
}

TEST_CASE("includeSdp adds both descriptions on META and nulls on a web number") {
  test_engine engine;
  const std::string meta = engine.start("5511988887777", "ps_meta");
  CHECK(engine.call_of(meta, "ps_meta")["sdpOffer"] == json::value(offer));
  CHECK(engine.call_of(meta, "ps_meta")["sdpAnswer"].is_null());
  engine.pass(milliseconds(4'000));
  CHECK(engine.call_of(meta, "ps_meta")["sdpAnswer"].is_string());
  const std::string web = engine.start("5511988887777");
  CHECK(engine.call_of(web).at("sdpOffer").is_null());
  CHECK(engine.call_of(web).at("sdpAnswer").is_null());
  const reply without = engine.ask("GET", "/v1/calls/" + meta + "?includeSdp=0", "ps_meta");
  CHECK_FALSE(without.json().as_object().contains("sdpOffer"));
}

TEST_CASE("a list has its number's calls only, newest first, ended ones too, without SDP") {
  test_engine engine;
  const std::string first = engine.start("5511988887777", "ps_meta");
  engine.pass(milliseconds(1));
  const std::string second = engine.start("5511988887778", "ps_meta");
  engine.start("5511988887777", "ps_web");
  engine.ask("POST", "/v1/calls/" + first + "/terminate", "ps_meta");
  const auto calls = engine.ask("GET", "/v1/calls", "ps_meta").json().at("calls").as_array();
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].at("id") == json::value(second));
  CHECK(calls[1].at("id") == json::value(first));
  CHECK(calls[1].at("status") == "COMPLETED");
  CHECK(calls[0].as_object().size() == 16);
}

TEST_CASE("a list holds 25 calls unless told otherwise and begins strictly before the moment given") {
  test_engine engine;
  CHECK(engine.ask("GET", "/v1/calls", "ps_web").body == R"({"calls":[]})");
  for (int i = 0; i < 120; ++i) {
    engine.start("5511988887777");
    engine.pass(milliseconds(1));
  }
  const auto size = [&](const std::string& query) {
    return engine.ask("GET", "/v1/calls" + query, "ps_web").json().at("calls").as_array().size();
  };
  CHECK(size("") == 25);
  CHECK(size("?limit=1") == 1);
  CHECK(size("?page_limit=x&limit=2&limit=3&xbefore=y") == 2);
  CHECK(size("?limit=100") == 100);
  CHECK(size("?before=2026-01-31T12:00:00.000Z") == 0);
  CHECK(size("?before=2026-01-31T12:00:00.001Z") == 1);
  CHECK(size("?limit=100&before=2026-01-31T12%3A00%3A00.007Z") == 7);
  CHECK(size("?before=2026-01-31T09:00:00.007-03:00") == 7);
}

TEST_CASE("an inbound web call is accepted without a body") {
  test_engine engine;
  const reply raised = engine.ask("POST", "/_engine/calls/inbound", "ps_web", R"({"from":"+5511977770000"})");
  CHECK(raised.status == 201);
  CHECK(raised.text("direction") == "INBOUND");
  CHECK(raised.text("status") == "RINGING");
  CHECK(raised.text("peerNumber") == "5511977770000");
  const std::string path = "/v1/calls/" + raised.text("id");
  engine.pass(milliseconds(700));
  const reply accepted = engine.ask("POST", path + "/accept", "ps_web");
  CHECK(accepted.status == 200);
  CHECK(accepted.body == R"({"success":true,"id":")" + raised.text("id") + R"(","status":"ACCEPTED"})");
  CHECK(engine.call_of(raised.text("id"))["connectedAt"] == "2026-01-31T12:00:00.700Z");
  CHECK(engine.ask("POST", path + "/accept", "ps_web").text("status") == "ACCEPTED");
  CHECK(engine.ask("POST", path + "/terminate", "ps_web").text("status") == "COMPLETED");
  CHECK(engine.ask("POST", path + "/accept", "ps_web").status == 400);
}

TEST_CASE("an inbound META call brings an offer and is pre-accepted and accepted with an answer") {
  test_engine engine;
  const std::string id = engine.ring("5511977770000", "ps_meta");
  const std::string path = "/v1/calls/" + id;
  CHECK(engine.call_of(id, "ps_meta")["sdpOffer"].is_string());
  const std::string body = body_of({{"sdp", sdp_answer}});
  const reply pre = engine.ask("POST", path + "/pre-accept", "ps_meta", body);
  CHECK(pre.body == R"({"success":true,"id":")" + id + R"(","status":"RINGING"})");
  CHECK(engine.call_of(id, "ps_meta")["sdpAnswer"] == json::value(sdp_answer));
  const reply accepted = engine.ask("POST", path + "/accept", "ps_meta",
                                    body_of({{"sdp", sdp_answer}, {"sdpType", "answer"}}));
  CHECK(accepted.text("status") == "ACCEPTED");
  CHECK(engine.ask("POST", path + "/pre-accept", "ps_meta", body).status == 400);
}

TEST_CASE("only inbound calls can be accepted") {
  test_engine engine;
  const std::string id = engine.start("5511988887777");
  const reply refused = engine.ask("POST", "/v1/calls/" + id + "/accept", "ps_web");
  CHECK(refused.text("error") == "Only inbound calls can be accepted");
  const std::string meta = engine.start("5511988887777", "ps_meta");
  const std::string body = body_of({{"sdp", sdp_answer}});
  CHECK(engine.ask("POST", "/v1/calls/" + meta + "/pre-accept", "ps_meta", body).status == 400);
}

TEST_CASE("a ringing call is rejected, twice if need be, and an answered one is not") {
  test_engine engine;
  const std::string id = engine.ring("5511977770000");
  const reply first = engine.ask("POST", "/v1/calls/" + id + "/reject", "ps_web");
  CHECK(first.body == R"({"success":true,"id":")" + id + R"(","status":"REJECTED"})");
  CHECK(engine.ask("POST", "/v1/calls/" + id + "/reject", "ps_web").status == 200);
  const std::string answered = engine.start("5511988887777");
  engine.pass(milliseconds(4'000));
  const reply late = engine.ask("POST", "/v1/calls/" + answered + "/reject", "ps_web");
  CHECK(late.status == 400);
  CHECK(late.text("error") == "Call is not ringing");
  CHECK(engine.status_of(answered) == "ACCEPTED");
}

TEST_CASE("terminating ends a call in any status and an ended one keeps its status") {
  test_engine engine;
  const auto terminate = [&](const std::string& id) {
    return engine.ask("POST", "/v1/calls/" + id + "/terminate", "ps_web").text("status");
  };
  CHECK(terminate(engine.start("5511988887777")) == "COMPLETED");
  CHECK(terminate(engine.ring("5511977770000")) == "COMPLETED");
  const std::string answered = engine.start("5511988887777");
  engine.pass(milliseconds(6'500));
  CHECK(terminate(answered) == "COMPLETED");
  CHECK(engine.call_of(answered)["durationSeconds"] == 2);
  const std::string missed = engine.ring("5511977770000");
  engine.pass(milliseconds(30'000));
  CHECK(terminate(missed) == "MISSED");
}

TEST_CASE("two engines with one seed answer the same bytes to the same requests") {
  test_engine first;
  test_engine second;
  for (test_engine* engine : {&first, &second}) {
    engine->start("5511988887777");
    engine->ring("5511977770000", "ps_meta");
    engine->pass(milliseconds(5'000));
  }
  for (const char* key : {"ps_web", "ps_meta"}) {
    CHECK(first.ask("GET", "/v1/calls", key).body == second.ask("GET", "/v1/calls", key).body);
  }
  auto settings = test_settings();
  settings.seed = 2;
  test_engine other(settings);
  CHECK(other.start("5511988887777") != test_engine().start("5511988887777"));
}

TEST_CASE("health answers without a key") {
  test_engine engine;
  CHECK(engine.ask("GET", "/_engine/health", "").body == R"({"status":"ok","now":"2026-01-31T12:00:00.000Z"})");
}
