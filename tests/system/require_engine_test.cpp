// serve --require-engine (http-rules.md U16), and what the program says at its start.
#include <catch2/catch.hpp>

#include "tests/system/engine_failures.hpp"
#include "tests/system/silent_listener.hpp"
#include "tests/system/tls_engine.hpp"

namespace ramal::system_tests {
namespace {

// `serve --require-engine` with this configuration.
struct required {
  explicit required(const std::string& yaml) {
    write_file(folder.path() / "ramal.yaml", yaml);
    program.emplace(
        std::vector<std::string>{"serve", "--config", (folder.path() / "ramal.yaml").string(), "--require-engine"});
  }
  temporary_directory folder;
  std::optional<ramal_process> program;
};

with quiet(with settings = {}) {
  settings.emplace_back("log.access", "off");
  return settings;
}

void check_refused(const std::string& yaml, const std::string& word) {
  CAPTURE(word);
  required at(yaml);
  CHECK(at.program->wait() == 69);
  const std::string log = at.program->stderr_text();
  CAPTURE(log);
  CHECK(log.find(word) != std::string::npos);
  CHECK(log.find("--require-engine: ") != std::string::npos);
  CHECK(log.find("listening on") == std::string::npos);
  CHECK(log.find(native_key) == std::string::npos);
}

void check_taken(const std::string& yaml) {
  required at(yaml);
  CHECK(at.program->wait_for_stderr("listening on 127.0.0.1:"));
  CHECK(at.program->stop() == 0);
}

}  // namespace

TEST_CASE("U16 --require-engine asks for a list of calls with the first key") {
  fake_engine engine(success_of);
  check_taken(gateway_yaml(engine.base_url(), quiet()));
  REQUIRE(engine.requests().size() == 1);
  CHECK(engine.requests()[0].target.find("/v1/calls?limit=1") != std::string::npos);
  CHECK(*engine.requests()[0].head.find("X-Api-Key") == native_key);
}

TEST_CASE("U16 --require-engine ends with 69 and the word where nobody answers, or not in time") {
  check_refused(gateway_yaml("http://127.0.0.1:" + std::to_string(dead_port()), quiet()), "(refused)");
  const silent_listener full;
  check_refused(gateway_yaml(full.base_url(), quiet({{"engine.connect_timeout", "100ms"}})), "(connect-timeout)");
  fake_engine engine;
  const auto never = std::make_shared<gate>();
  engine.hold_next(raw(""), never);
  check_refused(gateway_yaml(engine.base_url(), quiet({{"engine.first_byte_timeout", "200ms"}})), "(no-answer)");
  never->open();
}

TEST_CASE("U16 --require-engine proves the TLS handshake") {
  const auto authority = make_authority();
  temporary_directory folder;
  write_file(folder.path() / "ca.pem", pem_of(authority));
  const with trust = quiet({{"engine.ca_file", "\"" + (folder.path() / "ca.pem").string() + "\""}});
  fake_engine engine(success_of);
  {
    tls_front good(make_server(authority, "localhost"), engine.port());
    engine.expect_host(good.host_and_port());
    check_taken(gateway_yaml(good.base_url(), trust));
  }
  CHECK(engine.requests().size() == 1);
  tls_front other(make_server(authority, "other.example"), engine.port());
  check_refused(gateway_yaml(other.base_url(), trust), "it is for other.example");
  tls_front expired(make_server(authority, "localhost", {-30, -1}), engine.port());
  check_refused(gateway_yaml(expired.base_url(), trust), "(certificate-expired)");
  CHECK(engine.requests().size() == 1);
}

TEST_CASE("U16 --require-engine proves the key, and takes any other answer of the API") {
  fake_engine engine;
  const auto yaml = gateway_yaml(engine.base_url(), quiet());
  for (const int status : {401, 403}) {
    engine.reply_next(json_reply(status, R"({"error":"no"})"));
    check_refused(yaml, "refuses the native key of demo");
  }
  engine.reply_next(json_reply(403, R"({"error":"no","code":"NO_CALLS"})"));
  check_refused(yaml, "answers 403");
  engine.reply_next(raw("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
  check_refused(yaml, "(blocked)");
  engine.reply_next(raw("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"));
  check_refused(yaml, "(no-api)");
  engine.reply_next(raw("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>"));
  check_refused(yaml, "(front-failed)");
  engine.reply_next(raw("HTTP/1.1 502 Bad Gateway\r\nServer: edge/1\r\nContent-Length: 6\r\n\r\n<html>"));
  check_refused(yaml, "(it answers 502 edge/1)");
  engine.reply_next(json_reply(409, R"({"error":"x","code":"WHATSAPP_INSTANCE_NOT_CONNECTED"})"));
  check_taken(yaml);
  engine.reply_next(json_reply(400, R"({"error":"x","code":"FEATURE_NOT_SUPPORTED"})"));
  check_taken(yaml);
}

TEST_CASE("U16 K4 --require-engine says the front's name without the key in it") {
  fake_engine engine;
  engine.reply_next(
      raw("HTTP/1.1 502 Bad Gateway\r\nServer: of " + std::string(native_key) + "\r\nContent-Length: 6\r\n\r\n<html>"));
  check_refused(gateway_yaml(engine.base_url(), quiet()), "(it answers 502 of ***");
}

TEST_CASE("U16 the program begins with the engine, its version, and how many keys and listeners there are") {
  fake_engine engine(success_of);
  engine.expect_path_prefix("/calls/api");
  ramal_process program(gateway_yaml(engine.base_url()));
  const std::string log = program.stderr_text();
  CAPTURE(log);
  const auto line = log.find("for the calls engine at " + engine.base_url() + ", with 3 keys and 1 listeners");
  CHECK(line != std::string::npos);
  CHECK(line < log.find("listening on"));
  CHECK(log.find("ramal 0.") < line);
}

}  // namespace ramal::system_tests
