// `ramal doctor` of the real binary: one thing after another is broken, and the right line is looked for.
#include <catch2/catch.hpp>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

struct result {
  int code;
  std::string out;
};

// With the configuration of a gateway that runs.
result doctor(const std::string& file, std::vector<std::string> more = {}) {
  std::vector<std::string> words{"doctor", "--config", file};
  words.insert(words.end(), more.begin(), more.end());
  ramal_process command(words);
  const int code = command.wait();
  CHECK(command.stderr_text().find("panic") == std::string::npos);
  for (const char* secret : {client_key, native_key, native_key_id, native_key_of_digest})
    CHECK((command.stdout_text() + command.stderr_text()).find(secret) == std::string::npos);
  return {code, command.stdout_text()};
}

struct examined {
  explicit examined(fake_engine::handler engine_answers = success_of)
      : engine(std::move(engine_answers)), program(gateway_yaml(engine.base_url())) {}
  ~examined() { engine.take_impurities(); }  // the doctor's own requests are no rewritten ones

  result run(std::vector<std::string> more = {}) const {
    return doctor((program.directory() / "ramal.yaml").string(), std::move(more));
  }

  fake_engine engine;  // outlives the program
  ramal_process program;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

fake_engine::handler always(int status, const std::string& body) {
  return [status, body](const engine_request&) { return json_reply(status, body); };
}

}  // namespace

TEST_CASE("doctor finds nothing wrong where nothing is, and calls nobody") {
  examined at(always(200, R"({"calls":[]})"));
  const result done = at.run();
  INFO(done.out);
  CHECK(done.code == 0);
  CHECK(has(done.out, "ok    native-key: demo: the engine takes its native key"));
  CHECK(has(done.out, "0 failures"));
  for (const engine_request& one : at.engine.requests()) CHECK(one.method == "GET");
}

TEST_CASE("doctor tells a native key that was rotated from one of a tenant and from a number that is not connected") {
  struct row {
    int status;
    const char* body;
    const char* line;
  };
  for (const row& one : {
           row{401, R"({"error":"Unauthorized"})", "FAIL  native-key: demo: the engine does not know its native key"},
           row{403, R"({"error":"x","code":"TENANT_SCOPE_NOT_ALLOWED"})", "403 TENANT_SCOPE_NOT_ALLOWED"},
           row{409, R"({"error":"x","code":"NUMBER_NOT_CONNECTED"})", "its number is not connected"},
           row{400, R"({"error":"x","code":"NUMBER_NOT_FOUND"})", "its number cannot call"},
           row{404, "<html>", "this is not the calls API"},
       }) {
    examined at(always(one.status, one.body));
    const result done = at.run();
    INFO(done.out);
    CHECK(done.code == 1);
    CHECK(has(done.out, one.line));
    CHECK(has(done.out, "        -> "));
  }
}

TEST_CASE("doctor says once that the engine is not reached, as JSON if asked for") {
  const temporary_directory folder;
  const auto file = folder.path() / "ramal.yaml";
  write_file(
      file,
      "engine:\n  base_url: http://127.0.0.1:1\nkeys:\n  - {name: shop, client_key: client-of-shop, native_key: ps_of_shop}\n");
  const result done = doctor(file.string(), {"--json"});
  INFO(done.out);
  CHECK(done.code == 1);
  CHECK(has(done.out, R"({"level":"failure","group":"engine","id":"engine","text":"http://127.0.0.1:1: )"));
}

TEST_CASE("doctor names each mistake of the file, and looks no further") {
  const temporary_directory folder;
  const auto file = folder.path() / "ramal.yaml";
  write_file(file, "keyz: []\n");
  const result done = doctor(file.string());
  INFO(done.out);
  CHECK(done.code == 1);
  CHECK(has(done.out, "FAIL  config: "));
  CHECK(has(done.out, "keyz"));
  CHECK(has(done.out, "ramal check --config"));
  CHECK_FALSE(has(done.out, "native-key"));
}

}  // namespace ramal::system_tests
