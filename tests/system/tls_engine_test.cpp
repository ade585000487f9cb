// K6: an engine behind a private authority, and engines that are not who they should be.
#include <catch2/catch.hpp>

#include "tests/harness/eventually.hpp"
#include "tests/system/tls_engine.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_start = post("/call/start", start_body());
const std::string a_list = get("/call/list");

}  // namespace

TEST_CASE("K6 a certificate of the configured authority for the right name: it works, with SNI and kept connections") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"));
  for (int i = 0; i < 5; ++i) {
    CHECK(both.ask(a_start).status == 201);
    CHECK(both.ask(a_list).status == 200);
  }
  CHECK(both.front.handshakes() == 1);
  CHECK(both.front.names() == std::vector<std::string>{"localhost"});
}

TEST_CASE("K6 an answer of many records arrives whole") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"));
  const std::string body = "{\"calls\":[{\"id\":\"" + std::string(900'000, 'x') + "\"}]}";
  both.engine.reply_next(json_reply(200, body));
  CHECK(both.ask(a_list).body.find(std::string(900'000, 'x')) != std::string::npos);
  CHECK(both.ask(a_list).status == 200);
}

TEST_CASE("K6 any other certificate: 502, and no byte of a request is sent") {
  const auto authority = make_authority();
  const auto check = [&](const char* name, const identity& server, int max_version) {
    CAPTURE(name);
    tls_engine_gateway both(authority, server, {}, max_version);
    check_unreachable(both.ask(a_start));
    check_unreachable(both.ask(a_list));
    CHECK(both.front.application_bytes() == 0);
    CHECK(both.engine.connections() == 0);
  };
  check("another name", make_server(authority, "other.example"), 0);
  check("a part of the name", make_server(authority, "localhost.example"), 0);
  check("expired", make_server(authority, "localhost", {-30, -1}), 0);
  check("not yet valid", make_server(authority, "localhost", {2, 30}), 0);
  check("self-signed", make_self_signed("localhost"), 0);
  check("another authority", make_server(make_authority(), "localhost"), 0);
  check("an authority that is none", make_server(make_server(authority, "localhost"), "localhost"), 0);
  check("TLS 1.1", make_server(authority, "localhost"), TLS1_1_VERSION);
}

TEST_CASE("K6 an engine that asks for a certificate is shown the configured one") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"));
  both.front.require_client_certificate(authority);
  const auto shows = [&](const char* name, const identity& own) {
    const auto files = write_pair(both.folder.path(), name, own);
    both.restart({{"engine.client_cert_file", "\"" + files.cert_file + "\""},
                  {"engine.client_key_file", "\"" + files.key_file + "\""}});
    return both.ask(a_list).status;
  };
  CHECK(both.ask(a_list).status == 502);
  CHECK(shows("ramal", make_server(authority, "ramal")) == 200);
  CHECK(shows("stranger", make_server(make_authority(), "ramal")) == 502);
  CHECK(both.engine.requests().size() == 1);
}

TEST_CASE("K6 engine.tls_server_name is what is asked for and verified, the Host stays") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "calls.internal"),
                          {{"engine.tls_server_name", "calls.internal"}});
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.front.names() == std::vector<std::string>{"calls.internal"});
  both.restart({{"engine.tls_server_name", "other.internal"}});
  CHECK(both.ask(a_list).status == 502);
}

TEST_CASE("K6 connections to the engine resume their session") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"));
  for (int i = 0; i < 5; ++i) {
    auto reply = json_reply(200, R"({"calls":[]})");
    reply.then = engine_reply::after_reply::close;
    both.engine.reply_next(reply);
    CHECK(both.ask(a_list).status == 200);
  }
  CHECK(both.front.handshakes() > 1);
  CHECK(both.front.resumed() == both.front.handshakes() - 1);
}

TEST_CASE("K6 an engine that refuses a session of before: it is not offered again, and no request fails") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"));
  auto last = json_reply(201, R"({"id":"call_1","status":"INITIATED"})");
  last.bytes.insert(last.bytes.find("\r\n") + 2, "Connection: close\r\n");
  last.then = engine_reply::after_reply::close;
  both.engine.reply_next(last);
  CHECK(both.ask(a_start).status == 201);
  both.front.behave(tls_front::manner::refuse_tickets);
  for (int i = 0; i < 3; ++i) {
    both.engine.reply_next(last);
    CHECK(both.ask(a_start).status == 201);
  }
  CHECK(both.front.resumed() == 0);
  CHECK(both.front.connections() > both.front.handshakes());  // those that were refused
  CHECK(both.engine.requests().size() == 4);
}

TEST_CASE("K6 a GET whose idle connection has just ended is served though the engine refuses the session of before") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"));
  CHECK(both.ask(a_list).status == 200);
  both.front.behave(tls_front::manner::refuse_tickets);
  for (int i = 0; i < 5; ++i) {
    CHECK(both.ask(a_list).status == 200);
    both.engine.reply_next(broken_reply());
    const auto seen = both.ask(a_list);  // again, on a new connection
    CAPTURE(seen.raw);
    CHECK(seen.status == 200);
  }
  CHECK(both.front.resumed() == 0);
}

TEST_CASE("K6 a ticket that comes behind an answer is no byte of an answer: the connection is used again") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"));
  both.front.behave(tls_front::manner::late_tickets);
  for (std::size_t i = 1; i <= 5; ++i) {
    CHECK(both.ask(a_list).status == 200);
    both.front.send_ticket();
    for (const auto until = within(); both.front.tickets() < i && std::chrono::steady_clock::now() < until;)
      std::this_thread::yield();
  }
  CHECK(both.front.tickets() == 5);
  CHECK(both.front.connections() == 1);
}

TEST_CASE("K6 an engine that wants to renegotiate is refused: what was verified is what stands") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"), {}, TLS1_2_VERSION);
  both.front.behave_once(tls_front::manner::renegotiate);
  both.ask(a_list);
  CHECK(both.front.renegotiations() == 0);
  CHECK(both.ask(a_list).status == 200);
}

TEST_CASE("U10 over TLS bytes that come on an idle connection end it, and reach nobody") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"));
  for (const std::string bytes : {"x", "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"evil\":\"evil\" }"}) {
    CHECK(both.ask(a_list).status == 200);
    const auto connections = both.engine.connections();
    REQUIRE(both.engine.wait_until_quiet());
    const auto sent = both.front.answer_bytes() + bytes.size();
    both.engine.write_on_idle(bytes);
    REQUIRE(tests::eventually([&] { return both.front.answer_bytes() >= sent; }));
    const auto next = both.ask(a_start);
    CHECK(next.status == 201);
    CHECK(next.raw.find("evil") == std::string::npos);
    CHECK(both.engine.connections() == connections + 1);
  }
}

TEST_CASE("K6 a CA file that cannot be read ends the program: there is no way around it") {
  temporary_directory folder;
  write_file(folder.path() / "ramal.yaml",
             gateway_yaml("https://localhost:1", {{"engine.ca_file", "/nonexistent/ca.pem"}, {"log.access", "off"}}));
  ramal_process program(std::vector<std::string>{"serve", "--config", (folder.path() / "ramal.yaml").string()});
  CHECK(program.wait() != 0);
  CHECK(program.stderr_text().find("engine.ca_file") != std::string::npos);
}

}  // namespace ramal::system_tests
