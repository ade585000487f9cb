// An engine behind TLS, and a configuration or files that change while it is asked.
#include <catch2/catch.hpp>


#include <csignal>
#include <filesystem>

#include "tests/harness/eventually.hpp"
#include "tests/system/tls_engine.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_start = post("/call/start", start_body());
const std::string a_list = get("/call/list");

std::size_t reloads_of(const ramal_process& program) {
  const std::string all = program.stderr_text(), told = "configuration reloaded";
  std::size_t count = 0;
  for (auto at = all.find(told); at != std::string::npos; at = all.find(told, at + 1)) ++count;
  return count;
}

// Another configuration in the place of the one before.
void write(const tls_engine_gateway& both, with settings) {
  settings.emplace_back("engine.ca_file", "\"" + (both.folder.path() / "ca.pem").string() + "\"");
  settings.emplace_back("log.access", "\"" + (both.program->directory() / "access.log").string() + "\"");
  write_file(both.program->directory() / "ramal.yaml", gateway_yaml(both.front.base_url(), settings));
}

with showing(const pem_pair& files) {
  return {{"engine.client_cert_file", "\"" + files.cert_file + "\""},
          {"engine.client_key_file", "\"" + files.key_file + "\""}};
}

void reload_once(tls_engine_gateway& both) {
  const auto before = reloads_of(*both.program);
  both.program->signal(SIGHUP);
  REQUIRE(tests::eventually([&] { return reloads_of(*both.program) > before; }));
}

// A file counts as changed for as long as the file system's clock could not tell another write from the last one: here
// it is read again when that is over, and from then on nothing changes.
void reload(tls_engine_gateway& both) {
  using clock = std::filesystem::file_time_type::clock;
  const auto settled = std::filesystem::last_write_time(both.folder.path() / "ca.pem") + std::chrono::milliseconds(100);
  REQUIRE(tests::eventually([&] { return clock::now() >= settled; }));
  reload_once(both);
  reload_once(both);
}

void trust(const tls_engine_gateway& both, const std::vector<identity>& authorities) {
  std::string all;
  for (const identity& one : authorities) all += pem_of(one);
  write_file(both.folder.path() / "ca.pem", all);
}

const with settings{{"engine.breaker_failures", "2"}, {"engine.breaker_first", "1m"}, {"engine.breaker_longest", "1m"}};

}  // namespace

TEST_CASE("O1 a reload that changes nothing of an engine behind TLS keeps its connections") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"), settings);
  reload(both);
  for (int i = 0; i < 3; ++i) {
    CHECK(both.ask(a_start).status == 201);
    reload(both);
  }
  CHECK(both.front.handshakes() == 1);
  CHECK(both.engine.connections() == 1);
  CHECK(both.engine.requests().size() == 3);
  trust(both, {authority});  // the same one in another file changes nothing
  reload(both);
  CHECK(both.ask(a_start).status == 201);
  CHECK(both.engine.connections() == 1);
  trust(both, {authority, make_authority()});  // a change, once
  reload(both);
  for (int i = 0; i < 3; ++i) {
    CHECK(both.ask(a_start).status == 201);
    reload(both);
  }
  CHECK(both.engine.connections() == 2);
}

TEST_CASE(
    "O1 U14 a reload that changes nothing of an engine behind TLS leaves the breaker open, one that does closes "
    "it") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"), settings);
  reload(both);
  both.front.behave(tls_front::manner::close_in_handshake);
  check_unreachable(both.ask(a_start));
  check_unreachable(both.ask(a_start));
  CHECK(code_of(both.ask(a_start)) == "UPSTREAM_DOWN");
  reload(both);
  CHECK(code_of(both.ask(a_start)) == "UPSTREAM_DOWN");
  CHECK(both.front.connections() == 4);
  both.front.behave(tls_front::manner::serve);
  trust(both, {authority});  // the same one in another file
  reload(both);
  CHECK(code_of(both.ask(a_start)) == "UPSTREAM_DOWN");
  trust(both, {authority, make_authority()});
  reload(both);
  CHECK(both.ask(a_start).status == 201);
  CHECK(both.engine.requests().size() == 1);
}

TEST_CASE("O1 K6 another authority in engine.ca_file: what was verified by the old one carries no more requests") {
  const auto authority = make_authority(), other = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"), settings);
  CHECK(both.ask(a_list).status == 200);
  const auto held = both.engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
  both.client->send(a_start);
  REQUIRE(both.engine.wait_for_requests(2));
  trust(both, {other});
  reload(both);
  held->open();
  CHECK(both.client->read_answer().status == 201);  // it had begun
  check_unreachable(both.ask(a_list));
  trust(both, {authority});
  reload(both);
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.engine.requests().size() == 3);
}

TEST_CASE("O1 K6 another engine.tls_server_name: no connection and no session that the old one verified is used") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "calls.internal"),
                          {{"engine.tls_server_name", "calls.internal"}});
  CHECK(both.ask(a_start).status == 201);
  write(both, {{"engine.tls_server_name", "other.internal"}});
  reload(both);
  check_unreachable(both.ask(a_start));
  check_unreachable(both.ask(a_list));
  write(both, {});
  reload(both);
  check_unreachable(both.ask(a_list));  // now its host's name
  write(both, {{"engine.tls_server_name", "calls.internal"}});
  reload(both);
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.engine.requests().size() == 2);
  CHECK(both.front.resumed() == 0);
}

TEST_CASE("O1 K6 another client certificate for the engine is shown at once, in a new session") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"));
  both.front.require_client_certificate(authority);
  const auto first = write_pair(both.folder.path(), "first", make_server(authority, "first"));
  const auto second = write_pair(both.folder.path(), "second", make_server(authority, "second"));
  const auto stranger = write_pair(both.folder.path(), "stranger", make_server(make_authority(), "stranger"));
  both.restart(showing(first));
  std::vector<std::string> shown;
  const auto asks_as = [&](const char* name) {
    shown.emplace_back(name);
    CHECK(both.ask(a_start).status == 201);
    CHECK(both.ask(a_list).status == 200);
    CHECK(both.front.clients() == shown);
  };
  asks_as("first");
  write(both, showing(second));
  reload(both);
  asks_as("second");
  write(both, showing(stranger));
  reload(both);
  CHECK(both.ask(a_start).status == 502);
  write(both, showing(first));
  reload(both);
  asks_as("first");
  write_pair(both.folder.path(), "first", make_server(authority, "renewed"));  // the same files
  reload(both);
  asks_as("renewed");
  write(both, {});
  reload(both);
  CHECK(both.ask(a_start).status == 502);  // it shows none
  CHECK(both.engine.requests().size() == 8);
  CHECK(both.front.resumed() == 0);
}

}  // namespace ramal::system_tests
