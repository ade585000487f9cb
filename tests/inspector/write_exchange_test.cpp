#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "proxy/inspector/write_exchange.hpp"

namespace ramal::inspector {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

exchange start_call() {
  exchange made;
  made.seq = 7;
  made.time = std::chrono::system_clock::time_point(1'700'000'000'004ms);
  made.key = "shop";
  made.method = "POST";
  made.path = "/call/start";
  made.route = "start";
  made.upstream = "sent";
  made.status = 201;
  made.engine_status = 200;
  made.attempts = 1;
  made.total = 12'300us;
  made.engine = 10'100us;
  made.bot_sent = message{"POST /call/start HTTP/1.1", {{"Host", "a\"b"}}, R"({"number":"1"})", false};
  made.engine_got = message{"POST /v1/calls HTTP/1.1", {}, R"({"to":"1"})", true};
  return made;
}

json::object read(const std::string& text) { return json::parse(text).as_object(); }

}  // namespace

TEST_CASE("a row has all members, and null for what is not known") {
  std::string text;
  write_row(start_call(), text);
  json::object row = read(text);
  CHECK(row["seq"] == 7);
  CHECK(row["id"] == "7");
  CHECK(row["time"] == "2023-11-14T22:13:20.004Z");
  CHECK(row["key"] == "shop");
  CHECK(row["status"] == 201);
  CHECK(row["engine_status"] == 200);
  CHECK(row["ms"].as_double() == Approx(12.3));
  CHECK(row["engine_ms"].as_double() == Approx(10.1));
  CHECK(row["error"].is_null());
  CHECK(row["kind"] == "request");
  CHECK(row["skipped"] == 0);
  text.clear();
  write_row(exchange{}, text);
  row = read(text);
  for (const char* name :
       {"key", "route", "engine_status", "upstream", "engine_ms", "event", "destination", "outcome"}) {
    INFO(name);
    CHECK(row.at(name).is_null());
  }
}

TEST_CASE("a delivery to a bot is a row of its own") {
  exchange made;
  made.what = kind::event_out;
  made.event = "CallOffer";
  made.destination = "crm";
  made.outcome = "retry";
  std::string text;
  write_row(made, text);
  const json::object row = read(text);
  CHECK(row.at("kind") == "event_out");
  CHECK(row.at("event") == "CallOffer");
  CHECK(row.at("destination") == "crm");
  CHECK(row.at("outcome") == "retry");
}

TEST_CASE("one exchange is shown with its panes and what changed between them") {
  std::string text;
  write_whole(start_call(), text);
  json::object all = read(text);
  CHECK(all["bot_sent"].at("start_line") == "POST /call/start HTTP/1.1");
  CHECK(all["bot_sent"].at("headers").at(0).at(1) == "a\"b");
  CHECK(all["engine_got"].at("cut") == true);
  CHECK(all["engine_said"].is_null());
  CHECK(all["bot_got"].is_null());
  CHECK(all["request_changes"].as_array().size() == 2);  // a value of one digit tells nothing
  CHECK(all["answer_changes"].as_array().empty());
}

TEST_CASE("bytes that are no UTF-8 do not make the JSON wrong") {
  std::string text;
  write_text("a\xFF\xC3z\x01", text);
  CHECK(json::parse(text).as_string() == "a\x3f\x3fz\x01");
}

TEST_CASE("the state says until when") {
  std::string text;
  write_state(true, std::chrono::system_clock::time_point(1'700'000'000'000ms), text);
  CHECK(text == R"({"on":true,"until":"2023-11-14T22:13:20.000Z"})");
  text.clear();
  write_state(false, std::nullopt, text);
  CHECK(text == R"({"on":false,"until":null})");
}

}  // namespace ramal::inspector
