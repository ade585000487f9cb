// What the system tests share: requests as bytes, an engine that succeeds, and both ends of a gateway.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/harness/fake_engine.hpp"
#include "tests/harness/gateway_yaml.hpp"
#include "tests/harness/instrumented.hpp"
#include "tests/harness/ramal_process.hpp"
#include "tests/harness/raw_client.hpp"

namespace ramal::system_tests {

using namespace ramal::tests;

// A whole request to a route below the mount with Host and the demo key. `fields`: more header lines, each with its
// line end.
std::string get(std::string_view route, std::string_view fields = "");
std::string post(std::string_view route, std::string_view body, std::string_view fields = "");
// The same by the native door: to `target` itself. A method other than GET says how long its body is.
std::string natively(std::string_view method, std::string_view target, std::string_view body = "",
                     std::string_view fields = "");
// `POST /call/start` up to and without the empty line, and without any framing.
std::string start_head();
// The body of a start (of the native API: `native_start_body`) that carries `note` to the engine, which answers with it.
std::string start_body(std::string_view note = "note");
std::string native_start_body(std::string_view note = "note");

// What the engine answers to each native operation when all is well; a start gives its note back as the call's id.
engine_reply success_of(const engine_request& request);

std::string code_of(const answer& seen);
bool says_close(const answer& seen);
// A member of the answer's JSON document by its path ("data.callId"), "" if there is none.
std::string member(const answer& seen, std::string_view path);

// Settings over the defaults of gateway_yaml: with{{"limits.body_bytes", "1KiB"}}
using with = std::vector<setting>;

// An engine and the real binary in front of it.
struct gateway {
  explicit gateway(const with& settings = {}, fake_engine::handler engine_answers = success_of)
      : engine(std::move(engine_answers)), program(gateway_yaml(engine.base_url(), settings)) {}

  fake_engine engine;  // outlives the program
  ramal_process program;

  raw_client connect(const char* from = nullptr) const { return raw_client(program.port(), from); }
  // One request on a connection of its own.
  answer ask(std::string_view request) const;
};

}  // namespace ramal::system_tests
