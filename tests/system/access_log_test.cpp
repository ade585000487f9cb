// The access log (config/README.md, http-rules.md K11, T10).
#include <catch2/catch.hpp>

#include <sstream>

#include "tests/harness/contract_names.hpp"
#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

std::vector<json_value> lines_of(const std::string& log) {
  std::vector<json_value> lines;
  std::istringstream text(log);
  for (std::string line; std::getline(text, line);) {
    std::string error;
    const auto document = parse_json(line, error);
    CAPTURE(line, error);
    REQUIRE(document);
    lines.push_back(*document);
  }
  return lines;
}

std::string text(const json_value& line, const char* name) {
  const auto* found = line.find(name);
  return found == nullptr ? "absent" : found->text;
}

double milliseconds(const json_value& line, const char* name) { return std::stod(text(line, name)); }

}  // namespace

TEST_CASE("K11 the access log has one line of JSON per request, with the documented fields") {
  gateway both;
  const auto request = post("/call/start", start_body(), "X-Request-Id: my-own-id\r\nUser-Agent: me\r\n");
  const auto seen = both.ask(request);
  CHECK(seen.status == 201);
  both.engine.reply_next(json_reply(404, R"({"error":"Call not found","code":"CALL_NOT_FOUND"})"));
  CHECK(both.ask(post("/call/hangup", R"({"callId":"gone"})")).status == 404);
  CHECK(both.ask(get("/no/such/route")).status == 404);
  CHECK(both.ask("GET / HTTP/9.9\r\n\r\n").status == 505);
  CHECK(both.program.stop() == 0);
  const auto lines = lines_of(both.program.access_log());
  REQUIRE(lines.size() == 4);

  const auto& first = lines[0];
  CHECK(first.names == std::vector<std::string>{"time", "request_id", "client", "method", "route", "key", "number",
                                                "call", "operation", "status", "native_status", "read_ms", "engine_ms",
                                                "total_ms", "bytes_in", "bytes_out", "outcome"});
  CHECK(text(first, "time").size() == std::string("2026-01-01T00:00:00.000Z").size());
  CHECK(text(first, "request_id") == "my-own-id");
  CHECK(text(first, "client").find("127.0.0.1:") == 0);
  CHECK(text(first, "method") == "POST");
  CHECK(text(first, "route") == "/call/start");
  CHECK(text(first, "key") == "demo");
  CHECK(text(first, "number") == "*********4321");
  CHECK(text(first, "call") == member(seen, "callId"));
  CHECK(text(first, "operation") == "start");
  CHECK(text(first, "status") == "201");
  CHECK(text(first, "native_status") == "201");
  CHECK(text(first, "bytes_in") == std::to_string(request.size()));
  CHECK(text(first, "bytes_out") == std::to_string(seen.raw.size()));
  CHECK(text(first, "outcome") == "ok");
  CHECK(milliseconds(first, "read_ms") + milliseconds(first, "engine_ms") <= milliseconds(first, "total_ms") + 0.002);

  CHECK(text(lines[1], "status") == "404");
  CHECK(text(lines[1], "outcome") == "CALL_NOT_FOUND");
  CHECK(text(lines[1], "call") == "gone");
  CHECK(text(lines[2], "outcome") == "ROUTE_NOT_FOUND");
  CHECK(text(lines[2], "route") == "absent");
  CHECK(text(lines[2], "path") == std::string(default_mount) + "/no/such/route");
  CHECK(text(lines[3], "status") == "505");
  CHECK(text(lines[3], "outcome") == "VERSION_NOT_SUPPORTED");
}

TEST_CASE("K11 the log ties a start to what is asked about its call, by either of its ids") {
  gateway both;
  both.engine.reply_next(json_reply(201, R"({"id":"call_1","externalCallId":"3EB0AA","status":"INITIATED"})"));
  CHECK(member(both.ask(post("/call/start", start_body())), "callId") == "3EB0AA");
  both.engine.reply_next(json_reply(200, R"({"id":"call_1","externalCallId":"3EB0AA","status":"RINGING"})"));
  CHECK(both.ask(get("/call/get/3EB0AA")).status == 200);
  both.engine.reply_next(json_reply(200, R"({"success":true,"id":"call_1","status":"COMPLETED"})"));
  CHECK(both.ask(post("/call/hangup", R"({"callId":"3EB0AA"})")).status == 200);
  both.engine.reply_next(json_reply(201, R"({"id":"call-5511987654321-1","status":"INITIATED"})"));
  CHECK(both.ask(post("/call/start", start_body())).status == 201);
  CHECK(both.program.stop() == 0);
  const auto lines = lines_of(both.program.access_log());
  REQUIRE(lines.size() == 4);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(text(lines[i], "call") == "3EB0AA");
    CHECK(text(lines[i], "native_call") == "call_1");
  }
  CHECK(text(lines[3], "call") == "call-*********4321-1");
  CHECK(text(lines[3], "native_call") == "absent");
}

TEST_CASE("K11 numbers stand in the log unmasked only where that is configured") {
  gateway both(with{{"log.mask_numbers", "false"}});
  CHECK(both.ask(post("/call/start", start_body())).status == 201);
  CHECK(both.program.stop() == 0);
  CHECK(text(lines_of(both.program.access_log()).at(0), "number") == "5511987654321");
}

TEST_CASE("A request id is echoed if it is clean, else made, and the log and the engine have the same") {
  gateway both;
  std::vector<std::string> ids;
  for (const char* fields : {"X-Request-Id: Mine.1_2-3\r\n", "X-Request-Id: not clean\r\n", ""}) {
    const auto seen = both.ask(get("/call/list", fields));
    REQUIRE(seen.find("X-Request-Id") != nullptr);
    ids.push_back(*seen.find("X-Request-Id"));
    CHECK(*both.engine.requests().back().head.find("X-Request-Id") == ids.back());
  }
  CHECK(ids[0] == "Mine.1_2-3");
  CHECK(ids[1] != "not clean");
  CHECK(ids[1] != ids[2]);
  CHECK(both.program.stop() == 0);
  const auto lines = lines_of(both.program.access_log());
  REQUIRE(lines.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(text(lines[i], "request_id") == ids[i]);
}

}  // namespace ramal::system_tests
