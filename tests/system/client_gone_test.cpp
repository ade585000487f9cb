// U12: a client that goes while the engine is asked on its behalf. Gone is reset, or ended both ways; a client that
// ends its side and reads on is answered (peer_ends_test.cpp). Over TLS, where nobody does that, the end of its side is
// enough.
#include <catch2/catch.hpp>

#include "tests/harness/eventually.hpp"
#include "tests/system/requests.hpp"
#include "tests/system/silent_listener.hpp"
#include "tests/system/tls_client.hpp"
#include "tests/system/tls_front.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_start = post("/call/start", start_body());
const std::string a_list = get("/call/list");

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

bool wait_for_log(const ramal_process& program, const std::string& text, std::size_t times = 1) {
  const auto until = within();
  while (count(program.access_log(), text) < times)
    if (std::chrono::steady_clock::now() > until) return false;
  return true;
}

const std::string given_up = R"("status":499)";

// The program in front of an engine that the test plays itself, on one connection.
struct played_engine {
  explicit played_engine(const with& settings = {})
      : program(gateway_yaml("http://127.0.0.1:" + std::to_string(listener.port()), settings)) {}

  // Until a whole head has come.
  void read_request() {
    connection = listener.accept();
    while (seen.find("\r\n\r\n") == std::string::npos) REQUIRE(connection.read(seen, within()) == read_outcome::bytes);
  }
  bool is_closed() {
    std::string more;
    const auto how = connection.read(more, within());
    return how == read_outcome::end || how == read_outcome::reset;
  }

  listening_socket listener;
  ramal_process program;
  tests::socket connection;
  std::string seen;
};

}  // namespace

TEST_CASE("U12 a client that goes while the engine is being connected to: nothing is sent, and the wait is over") {
  const silent_listener full;
  ramal_process program(gateway_yaml(full.base_url(), {{"engine.connect_timeout", "5m"}}));
  std::size_t gone = 0;
  for (const auto& request : {a_start, a_list}) {
    raw_client client(program.port());
    client.send(request);
    client.reset();
    REQUIRE(wait_for_log(program, given_up, ++gone));
  }
  CHECK(program.stop() == 0);  // at once: nobody waits any more
}

TEST_CASE(
    "U12 a client that goes while the engine shakes hands: nothing is sent, and the engine's connection is "
    "closed") {
  const auto authority = make_authority();
  fake_engine engine(success_of);
  tls_front front(make_server(authority, "localhost"), engine.port());
  front.behave(tls_front::manner::never_shake);
  temporary_directory folder;
  write_file(folder.path() / "ca.pem", pem_of(authority));
  ramal_process program(gateway_yaml(
      front.base_url(), {{"engine.connect_timeout", "5m"}, {"engine.ca_file", (folder.path() / "ca.pem").string()}}));
  raw_client client(program.port());
  client.send(a_start);
  REQUIRE(tests::eventually([&] { return front.connections() > 0; }));
  client.reset();
  CHECK(wait_for_log(program, given_up));
  CHECK(program.access_log().find("native_status") == std::string::npos);
  CHECK(front.application_bytes() == 0);
  CHECK(front.connections() == 1);
  CHECK(program.stop() == 0);
}

TEST_CASE("U12 a client that goes while a GET is on its way: the engine's connection is closed") {
  played_engine at;
  raw_client client(at.program.port());
  client.send(a_list);
  at.read_request();
  client.reset();
  CHECK(at.is_closed());
  CHECK(wait_for_log(at.program, given_up));
}

TEST_CASE("U12 a client that goes while the answer to its GET comes in pieces: the engine's connection is closed") {
  played_engine at;
  raw_client client(at.program.port());
  client.send(a_list);
  at.read_request();
  at.connection.write("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"ca", within());
  client.reset();
  CHECK(at.is_closed());
  CHECK(wait_for_log(at.program, given_up));
}

TEST_CASE("U12 a POST whose client has gone finishes, its outcome is logged, and its connection is kept") {
  gateway both;
  const auto release = both.engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"));
  auto client = both.connect();
  client.send(a_start);
  REQUIRE(both.engine.wait_for_requests(1));
  client.reset();
  CHECK(both.ask(get("/server/ok")).status == 200);  // the reset has been seen by now
  release->open();
  CHECK(wait_for_log(both.program, R"("status":201,"native_status":201)"));
  CHECK(wait_for_log(both.program, R"("outcome":"client-gone")"));
  CHECK(both.engine.requests().size() == 1);
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.engine.connections() == 1);
}

TEST_CASE("U12 a client that ends its side and waits is answered, however late") {
  for (const auto& request : {a_start, a_list}) {
    gateway both;
    const auto release = both.engine.hold_next(json_reply(200, R"({"id":"call_1","calls":[]})"));
    auto client = both.connect();
    client.send(request);
    client.half_close();
    REQUIRE(both.engine.wait_for_requests(1));
    CHECK(both.ask(get("/server/ok")).status == 200);  // the end has been seen by now
    release->open();
    CHECK(client.read_answer().status / 100 == 2);
    CHECK(client.is_closed_by_peer());
  }
}

TEST_CASE("U12 a TLS client that goes while a GET is on its way: its request is given up, a POST is finished") {
  for (const bool reset : {true, false}) {
    tls_gateway_fixture both;
    const auto release = std::make_shared<gate>();
    for (const auto& request : {a_list, a_start}) {
      both.engine.hold_next(json_reply(201, R"({"id":"call_1","status":"INITIATED"})"), release);
      tls_client client(both.port());
      client.send(request);
      REQUIRE(both.engine.wait_for_requests(request == a_list ? 1 : 2));
      if (reset) client.transport().reset();
      else client.transport().close();
      if (request == a_list) CHECK(wait_for_log(*both.program, given_up));
    }
    CHECK(ask_tls(both.port(), get("/server/ok")).status == 200);  // the end has been seen by now
    release->open();
    CHECK(wait_for_log(*both.program, R"("status":201,"native_status":201)"));
    CHECK(both.engine.requests().size() == 2);
  }
}

}  // namespace ramal::system_tests
