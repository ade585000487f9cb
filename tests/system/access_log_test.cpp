// The access log (config/README.md, http-rules.md K11, T10), and keys that must be found nowhere (K3).
#include <catch2/catch.hpp>

#include <iomanip>
#include <random>
#include <sstream>

#include "tests/harness/json_text.hpp"
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

// Visible ASCII that stands in no other text.
std::string random_secret(const std::string& prefix) {
  std::random_device device;
  std::ostringstream made;
  made << prefix;
  for (int i = 0; i < 4; ++i) made << std::hex << std::setw(8) << std::setfill('0') << device();
  return made.str();
}

std::string hex_of(const std::string& bytes, const std::string& before_each, bool upper) {
  std::ostringstream made;
  made << std::hex << std::setfill('0');
  if (upper) made << std::uppercase;
  for (const char c : bytes) made << before_each << std::setw(2) << static_cast<int>(static_cast<unsigned char>(c));
  return made.str();
}

std::string base64_of(const std::string& bytes) {
  constexpr const char* digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string made;
  for (std::size_t i = 0; i + 3 <= bytes.size(); i += 3) {
    const auto at = [&](std::size_t k) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i + k])); };
    const unsigned word = at(0) << 16 | at(1) << 8 | at(2);
    for (const unsigned shift : {18u, 12u, 6u, 0u}) made += digits[word >> shift & 63];
  }
  return made;
}

// The ways in which a secret could be written; base64 at each of its three alignments.
std::vector<std::string> spellings(const std::string& secret) {
  return {secret,
          hex_of(secret, "", false),
          hex_of(secret, "", true),
          hex_of(secret, "%", false),
          hex_of(secret, "%", true),
          hex_of(secret, "\\u00", false),
          hex_of(secret, "\\x", false),
          base64_of(secret),
          base64_of(secret.substr(1)),
          base64_of(secret.substr(2))};
}

void check_absent(const std::string& where, const std::string& bytes, const std::string& secret) {
  for (const auto& spelling : spellings(secret)) {
    INFO(where << " holds " << spelling);
    CHECK(bytes.find(spelling) == std::string::npos);
  }
}

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
  CHECK(first.names == std::vector<std::string>{"time", "request_id", "client", "method", "route", "key", "number", "operation", "status",
                                                "native_status", "read_ms", "engine_ms", "total_ms", "bytes_in", "bytes_out", "outcome"});
  CHECK(text(first, "time").size() == std::string("2026-01-01T00:00:00.000Z").size());
  CHECK(text(first, "request_id") == "my-own-id");
  CHECK(text(first, "client").find("127.0.0.1:") == 0);
  CHECK(text(first, "method") == "POST");
  CHECK(text(first, "route") == "/call/start");
  CHECK(text(first, "key") == "demo");
  CHECK(text(first, "number") == "*********4321");
  CHECK(text(first, "operation") == "start");
  CHECK(text(first, "status") == "201");
  CHECK(text(first, "native_status") == "201");
  CHECK(text(first, "bytes_in") == std::to_string(request.size()));
  CHECK(text(first, "bytes_out") == std::to_string(seen.raw.size()));
  CHECK(text(first, "outcome") == "ok");
  CHECK(milliseconds(first, "read_ms") + milliseconds(first, "engine_ms") <= milliseconds(first, "total_ms") + 0.002);

  CHECK(text(lines[1], "status") == "404");
  CHECK(text(lines[1], "outcome") == "CALL_NOT_FOUND");
  CHECK(text(lines[2], "outcome") == "ROUTE_NOT_FOUND");
  CHECK(text(lines[2], "route") == "absent");
  CHECK(text(lines[3], "status") == "505");
  CHECK(text(lines[3], "outcome") == "VERSION_NOT_SUPPORTED");
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

TEST_CASE("K3 keys, tokens, queries and bodies are found in no log, no error and no command line") {
  const auto client_secret = random_secret("ck-"), native_secret = random_secret("ps_"), stranger = random_secret("st-");
  const auto token = random_secret("tk-"), in_body = random_secret("body-"), in_query = random_secret("query-");
  temporary_directory folder;
  write_file(folder.path() / "native", native_secret + "\n");
  fake_engine engine(success_of);
  engine.expect_keys({native_secret});
  ramal_process program(gateway_yaml(
      engine.base_url(), {{"log.level", "trace"},
                          {"keys", "[{name: one, client_key: " + client_secret + ", native_key_file: " + (folder.path() / "native").string() + "}]"}}));
  const auto command_line = read_file("/proc/" + std::to_string(program.pid()) + "/cmdline");
  std::string to_clients;
  const auto ask = [&](std::string request) {
    const std::string demo = std::string("apikey: ") + client_key;
    if (request.find(demo) != std::string::npos) request.replace(request.find(demo), demo.size(), "apikey: " + client_secret);
    raw_client client(program.port());
    client.send(request);
    return client.read_answer();
  };

  engine.reply_next(json_reply(200, R"({"wsUrl":"wss://media.example/ws?token=)" + token + R"(","token":")" + token + R"(","expiresInSeconds":120})"));
  const auto session = ask(post("/call/media/realtime/session", R"({"callId":"c"})"));
  CHECK(session.status == 200);
  CHECK(session.body.find(token) != std::string::npos);  // its owner may have it

  to_clients += ask(post("/call/start", start_body(in_body))).head.start_line;  // the body is the owner's, too
  to_clients += ask(get("/call/list?limit=5&x=" + in_query)).raw;
  to_clients += ask("GET " + std::string(default_mount) + "/call/list HTTP/1.1\r\nHost: a\r\napikey: " + stranger + "\r\n\r\n").raw;
  to_clients += ask(get("/call/list", "apikey: " + stranger + "\r\n")).raw;
  to_clients += ask(get("/call/list", "apikey " + stranger + "\r\n")).raw;  // a bad header line
  to_clients += ask(get("/" + stranger)).raw;
  to_clients += ask(post("/call/start", R"({"number":")" + in_body + "\"}")).raw;
  to_clients += ask(post("/call/start", "{" + in_body)).raw;
  engine.reply_next(json_reply(401, R"({"error":"Unauthorized"})"));
  to_clients += ask(get("/call/list")).raw;
  engine.reply_next({"HTTP/1.1 200 OK\r\nX-Echo: " + native_secret + "\r\nbroken\r\n\r\n"});
  to_clients += ask(get("/call/list")).raw;
  engine.reply_next(broken_reply());
  to_clients += ask(post("/call/start", start_body(in_body))).raw;
  CHECK(program.stop() == 0);

  const auto logs = program.access_log() + program.stderr_text() + program.stdout_text();
  CHECK_FALSE(program.access_log().empty());
  for (const auto& secret : {client_secret, native_secret, stranger, token, in_body, in_query}) {
    check_absent("a log", logs, secret);
    check_absent("the command line", command_line, secret);
  }
  for (const auto& secret : {client_secret, native_secret, stranger, token}) check_absent("an answer", to_clients, secret);
}

}  // namespace ramal::system_tests
