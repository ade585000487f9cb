// `ramal doctor` of the real binary: one thing after another is broken, and the right line is looked for.
#include <catch2/catch.hpp>

#include "tests/system/requests.hpp"
#include "tests/system/tls_engine.hpp"
#include "tests/system/tls_gateway.hpp"

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

TEST_CASE("doctor says that a connection that the engine ends is no answer") {
  examined at([](const engine_request&) { return broken_reply(engine_reply::after_reply::close); });
  const result done = at.run();
  INFO(done.out);
  CHECK(done.code == 1);
  CHECK(has(done.out, "FAIL  engine: http://127.0.0.1:"));
  CHECK_FALSE(has(done.out, "native-key"));
}

TEST_CASE("doctor compares the clock with the engine's") {
  struct row {
    const char* date;
    int code;
    const char* line;
  };
  for (const row& one : {row{"Fri, 03 Jul 2020 15:00:00 GMT", 1, "FAIL  clock: this machine's clock is "},
                         row{"Fri, 03 Jul 2099 15:00:00 GMT", 1, " s behind the engine's: bots that verify"},
                         row{"yesterday", 0, "ok    native-key: demo"}}) {
    INFO(one.date);
    examined at([&one](const engine_request&) {
      return engine_reply{"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: " + std::string(one.date) +
                              "\r\nContent-Length: 12\r\n\r\n{\"calls\":[]}",
                          engine_reply::after_reply::keep,
                          {}};
    });
    const result done = at.run();
    INFO(done.out);
    CHECK(done.code == one.code);
    CHECK(has(done.out, one.line));
  }
}

TEST_CASE("doctor tells a certificate that has ended or soon will, and one that nobody signed for the engine") {
  struct row {
    long days;
    int code;
    const char* line;
  };
  for (const row& one :
       {row{-1, 1, "FAIL  certificate: listeners[0].tls.certificates[0]: it, or one in its chain, has ended"},
        row{5, 0, "warn  certificate: listeners[0].tls.certificates[0]: it, or one in its chain, ends on"},
        row{29, 0, "ok    certificate: listeners[0].tls.certificates[0] is valid until"}}) {
    INFO(one.days);
    const temporary_directory folder;
    fake_engine engine(always(200, R"({"calls":[]})"));
    const auto pair = write_pair(folder.path(), "own", make_server(make_authority(), "localhost", {-30, one.days}));
    const auto file = folder.path() / "ramal.yaml";
    write_file(file, "engine: {base_url: \"" + engine.base_url() + "\"}\nlisteners: " + tls_listeners({pair}) +
                         "\nkeys:\n  - {name: shop, client_key: client-of-shop, native_key: ps_of_shop}\n");
    const result done = doctor(file.string());
    engine.take_impurities();
    INFO(done.out);
    CHECK(done.code == one.code);
    CHECK(has(done.out, one.line));
  }
  const identity authority = make_authority();
  tls_engine_gateway at(authority, make_server(make_authority(), "localhost"));  // another one's
  const result done = doctor((at.program->directory() / "ramal.yaml").string());
  INFO(done.out);
  CHECK(done.code == 1);
  CHECK(has(done.out, "FAIL  engine: https://"));
}

TEST_CASE("doctor names what is wrong in a file, each with its place and what to do") {
  const temporary_directory folder;
  const auto file = folder.path() / "ramal.yaml";
  const auto configuration = [](const std::string& of_key, const std::string& more) {
    return "engine: {base_url: http://127.0.0.1:1}\nkeys:\n  - {name: shop, " + of_key + "}\n" + more;
  };
  const std::string good = "client_key: client-of-shop, native_key: ps_of_shop";
  const std::string store = "webhooks: {store: \"" + (folder.path() / "outbox.db").string() + "\"}\n";
  const std::string hook = ", webhook: {hook: hook-of-the-shop-0123456789abcdef, url: \"";
  struct row {
    std::string text;
    const char* line;
  };
  for (const row& one : {
           row{"engine: [\n", "FAIL  config: "},
           row{configuration(good, "keys: []\n"), "the key 'keys' stands here twice"},
           row{configuration(good, "keyz: []\n"), "did you mean keys?"},
           row{configuration(good, "  - {name: shop, client_key: another-key, native_key: ps_x}\n"),
               "this name is taken already by keys[0].name"},
           row{configuration("client_key_file: /nowhere/key, native_key: ps_x", ""),
               "keys[0].client_key_file: cannot open the file named here"},
           row{configuration("client_key_env: NOT_SET_HERE, native_key: ps_x", ""),
               "keys[0].client_key_env: the environment variable named here is not set"},
           row{configuration(good, "listeners: [{address: nonsense}]\n"),
               "listeners[0].address: 'nonsense' is no address"},
           row{configuration(good, "limits: {body_bytes: -1}\n"), "limits.body_bytes: '-1' is no size"},
           row{configuration(good,
                             "listeners: [{address: \"127.0.0.1:0\", tls: {certificates: [{cert_file: /nowhere/c.pem, "
                             "key_file: /nowhere/k.pem}]}}]\n"),
               "listeners[0].tls.certificates[0].cert_file: cannot open"},
           row{configuration(good, "admin: {address: \"0.0.0.0:9901\"}\n"),
               "admin.address: can be reached from elsewhere"},
           row{configuration(good + hook + "http://127.0.0.1:9/x\"}", "webhooks: {store: /nowhere/at/all/outbox.db}\n"),
               "webhooks.store: /nowhere/at/all/outbox.db: the folder of this file does not exist: make it (mkdir -p)"},
           row{configuration(good + hook + "bot\"}", store), "keys[0].webhook.url: "},
           // these can be put in force: the engine, which is not there, is the failure
           row{configuration(good + hook + "http://127.0.0.1:9/x\"}", store), "has no native_secrets"},
           row{configuration(good + hook + "http://127.0.0.1:9/x\"}", store),
               "warn  webhook-number: shop: it has no number"},
           row{configuration(good + ", expires: \"2020-01-01T00:00:00Z\"", ""), "keys[0].expires: is over"},
       }) {
    write_file(file, one.text);
    const result done = doctor(file.string());
    INFO(one.text << done.out);
    CHECK(done.code == 1);
    CHECK(has(done.out, one.line));
    CHECK(has(done.out, "        -> "));
  }
  const result none = doctor((folder.path() / "other.yaml").string());
  CHECK(none.code == 1);
  CHECK(has(none.out, "other.yaml: cannot open the file named here"));
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
