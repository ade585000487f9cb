// K11: one JSON object a line, escaped, capped, masked, never a key, a body or a query.
#include <catch2/catch.hpp>

#include <boost/json/parse.hpp>

#include <string>

#include "proxy/rules/access_record.hpp"

namespace ramal::rules {
namespace {

using namespace std::chrono_literals;

access_record full() {
  access_record line;
  line.time = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'795'222'923'045));
  line.request_id = "r-1";
  line.client = "192.0.2.1";
  line.method = "POST";
  line.route = "/call/start";
  line.path = "/call/strat";
  line.key_name = "shop";
  line.number = "5511999990000";
  line.call = "3EB0";
  line.native_call = "call_1";
  line.operation = "start";
  line.status = 201;
  line.native_status = 201;
  line.read = 12us;
  line.engine = 1'234'567us;
  line.total = 2'000'001us;
  line.bytes_in = 1;
  line.bytes_out = 18'446'744'073'709'551'615u;
  line.reason = "why";
  line.outcome = "ok";
  return line;
}

std::string line_of(const access_record& record, bool mask = true) {
  std::string out = "before\n";
  write_access_line(record, mask, out);
  CHECK(out.starts_with("before\n"));
  out.erase(0, 7);
  CHECK(out.find('\n') == out.size() - 1);
  return out;
}

boost::json::object parsed(const access_record& record, bool mask = true) {
  const std::string line = line_of(record, mask);
  INFO(line);
  boost::system::error_code error;
  const auto value = boost::json::parse(line, error);
  CHECK_FALSE(error);
  return error ? boost::json::object() : value.as_object();
}

}  // namespace

TEST_CASE("what refused in front of the engine is named, escaped and capped") {
  access_record line = full();
  CHECK_FALSE(parsed(line).contains("front"));
  line.front = "cloud\"flare\"";
  CHECK(parsed(line).at("front") == "cloud\"flare\"");
  const std::string long_name(1'000, 'x');
  line.front = long_name;
  CHECK(parsed(line).at("front").as_string().size() == 128);
}

TEST_CASE("a full line") {
  CHECK(
      line_of(full()) ==
      R"({"time":"2026-11-21T01:02:03.045Z","request_id":"r-1","client":"192.0.2.1","method":"POST","route":"/call/start",)"
      R"("path":"/call/strat","key":"shop","number":"*********0000","call":"3EB0","native_call":"call_1","operation":"start",)"
      R"("status":201,"native_status":201,"read_ms":0.012,)"
      R"("engine_ms":1234.567,"total_ms":2000.001,"bytes_in":1,"bytes_out":18446744073709551615,"reason":"why",)"
      R"("outcome":"ok"})"
      "\n");
}

TEST_CASE("what is not known is left out") {
  access_record line;
  line.status = 400;
  CHECK(line_of(line) ==
        R"({"time":"1970-01-01T00:00:00.000Z","status":400,"read_ms":0.000,"engine_ms":0.000,"total_ms":0.000,)"
        R"("bytes_in":0,"bytes_out":0})"
        "\n");
}

TEST_CASE("numbers are masked unless the operator wants them whole") {
  access_record line = full();
  CHECK(parsed(line, true).at("number") == "*********0000");
  CHECK(parsed(line, false).at("number") == "5511999990000");
  line.number = "123";
  CHECK(parsed(line, true).at("number") == "123");
}

TEST_CASE("no text can end a line or a string, or leave UTF-8 cut in two") {
  std::string odd = "a\"b\\c\n\r\x01\x7f";
  odd.push_back('\0');
  std::string wide;  // 2 bytes each: the cap of 128 falls on and between characters
  for (int i = 0; i < 100; ++i) wide += "\xC3\xA9";
  for (const std::string& text : {odd, wide, "x" + wide, std::string(127, 'a') + "\xF0\x9F\x98\x80",
                                  std::string(126, 'a') + "\xE2\x82\xAC", std::string(10'000, '"')}) {
    for (std::string_view access_record::*field :
         {&access_record::request_id, &access_record::client, &access_record::method, &access_record::route,
          &access_record::path, &access_record::key_name, &access_record::call, &access_record::native_call,
          &access_record::operation, &access_record::reason, &access_record::outcome}) {
      access_record line = full();
      line.*field = text;
      CHECK(parsed(line).size() == 20);
      CHECK(line_of(line).size() < 1'400);
    }
  }
}

TEST_CASE("a text that is long is capped") {
  access_record line = full();
  const std::string name(129, 'k');
  line.key_name = name;
  CHECK(parsed(line).at("key").as_string() == std::string(128, 'k').c_str());
}

TEST_CASE("time that ran backwards is none") {
  access_record line = full();
  line.engine = -5us;
  CHECK(parsed(line).at("engine_ms") == 0.0);
}

}  // namespace ramal::rules
