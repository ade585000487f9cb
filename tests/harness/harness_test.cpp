// The tools themselves: fake engine and raw client against each other.
#include <catch2/catch.hpp>

#include "tests/harness/fake_engine.hpp"
#include "tests/harness/gateway_yaml.hpp"
#include "tests/harness/contract_names.hpp"
#include "tests/harness/raw_client.hpp"

namespace ramal::tests {
namespace {

std::string list_request(const fake_engine& engine) {
  return "GET /v1/calls HTTP/1.1\r\nHost: " + engine.address() +
         "\r\nx-api-key: ps_a\r\nAccept: application/json\r\nUser-Agent: ramal/0\r\nX-Request-Id: 1\r\n"
         "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nVia: 1.1 ramal\r\n\r\n";
}

std::string json_fault(const std::string& text) {
  std::string error;
  parse_json(text, error);
  return error;
}

std::string difference(const std::string& expected, const std::string& actual, json_match how) {
  std::string error;
  const auto left = parse_json(expected, error), right = parse_json(actual, error);
  REQUIRE((left && right));
  return json_difference(*left, *right, how);
}

}  // namespace

TEST_CASE("fake engine: queued replies come first, then the handler's") {
  fake_engine engine([](const engine_request& request) { return json_reply(200, "\"" + request.target + "\""); });
  engine.reply_next(json_reply(201, "{}"));
  raw_client client(engine.port());
  client.send(list_request(engine) /* one at a time: the engine refuses pipelines */);
  CHECK(client.read_answer().status == 201);
  client.send_split(list_request(engine), {1, 2, 3});
  CHECK(client.read_answer().body == "\"/v1/calls\"");
  REQUIRE(engine.requests().size() == 2);
  CHECK(engine.requests()[1].on_connection == 1);
  CHECK(engine.requests()[1].method == "GET");
  CHECK(engine.connections() == 1);
}

TEST_CASE("fake engine: a held reply comes when its gate opens") {
  fake_engine engine;
  const auto release = std::make_shared<gate>();
  auto reply = json_reply(200, "{}");
  reply.release = release;
  engine.reply_next(reply);
  raw_client client(engine.port());
  client.send(list_request(engine));
  REQUIRE(engine.wait_for_requests(1));
  CHECK(client.read_answer(false, within(std::chrono::milliseconds(20))).error.find("in time") != std::string::npos);
  release->open();
  CHECK(client.read_answer().status == 200);
}

TEST_CASE("fake engine: ends without an answer, by FIN and by RST") {
  fake_engine engine;
  engine.reply_next(broken_reply(engine_reply::after_reply::close));
  engine.reply_next(broken_reply(engine_reply::after_reply::reset));
  raw_client first(engine.port());
  first.send(list_request(engine));
  CHECK(first.read_answer().error.find("ended") != std::string::npos);
  raw_client second(engine.port());
  second.send(list_request(engine));
  CHECK(second.read_answer().error.find("reset") != std::string::npos);
}

TEST_CASE("fake engine: breaks at a byte of the request and closes idle connections") {
  fake_engine engine;
  engine.break_next_connection(10, engine_reply::after_reply::close);
  raw_client broken(engine.port());
  broken.send("GET /v1/calls HTTP/1.1\r\n");
  CHECK(broken.is_closed_by_peer());
  CHECK(engine.requests().empty());
  engine.reply_next(json_reply(200, "{}"));
  raw_client idle(engine.port());
  idle.send(list_request(engine));
  CHECK(idle.read_answer().status == 200);
  engine.close_idle();
  CHECK(idle.is_closed_by_peer());
}

TEST_CASE("raw client: a cut answer, a bad head and a missing length are errors") {
  fake_engine engine;
  const auto text = GENERATE(as<std::string>{}, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
                             "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
                             "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n");
  engine.reply_next({text, engine_reply::after_reply::close, {}});
  raw_client client(engine.port());
  client.send(list_request(engine));
  CHECK_FALSE(client.read_answer().error.empty());
}

TEST_CASE("json text: faults are told, repeated keys are one of them") {
  CHECK(json_fault(R"({"a":[1.0,-0,1e+5,"\u00e9\ud83d\ude00",true,null]})").empty());
  const auto text = GENERATE(as<std::string>{}, "", "{", R"({"a":1,"a":1})", "01", "1.", "[1,]", "\"\\x\"", "nul",
                             "{} x", "\"\n\"");
  CAPTURE(text);
  CHECK_FALSE(json_fault(text).empty());
}

TEST_CASE("json text: numbers differ by their text, keys may change order") {
  const auto exact = json_match::exact, subset = json_match::subset;
  CHECK(difference(R"({"a":1,"b":"\u00e9"})", R"({"b":"é","a":1})", exact).empty());
  CHECK(difference(R"({"a":1})", R"({"a":1.0})", exact) == "$.a: expected 1, is 1.0");
  CHECK(difference(R"({"a":[1,2]})", R"({"a":[1]})", subset).find("$.a") == 0);
  CHECK(difference(R"({"a":{"b":1}})", R"({"a":{"b":1,"c":2}})", subset).empty());
  CHECK(difference(R"({"a":{"b":1}})", R"({"a":{"b":1,"c":2}})", exact) == "$.a.c: not expected");
  CHECK(difference(R"({"a":1})", R"({})", subset) == "$.a: missing");
}

TEST_CASE("gateway yaml: a setting replaces its default and joins its section") {
  const auto yaml = gateway_yaml("http://127.0.0.1:1", {{"aliases", "false"}, {"engine.total_timeout", "1s"}});
  CHECK(yaml.find("engine:\n  base_url: \"http://127.0.0.1:1\"\n  total_timeout: 1s\n") != std::string::npos);
  CHECK(yaml.find("aliases: false\n") != std::string::npos);
  CHECK(gateway_yaml("http://x", {{"workers", "3"}}).find("workers: 3\n") != std::string::npos);
}

}  // namespace ramal::tests
