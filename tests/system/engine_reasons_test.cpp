// U16: why the engine is not reached, in both logs: a word for each request, a sentence for each change.
#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <thread>

#include "tests/harness/eventually.hpp"
#include "tests/harness/name_server.hpp"
#include "tests/system/engine_failures.hpp"
#include "tests/system/own_network.hpp"
#include "tests/system/silent_listener.hpp"
#include "tests/system/tls_engine.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

using manner = tls_front::manner;
using namespace std::string_literals;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// Waits until that many lines of the access log have this word.
bool wait_for_reason(const ramal_process& program, const std::string& word, std::size_t lines = 1) {
  const std::string field = "\"reason\":\"" + word + "\"";
  const auto until = within();
  while (count(program.access_log(), field) < lines)
    if (std::chrono::steady_clock::now() > until) return false;
  return true;
}

int ask_of(const ramal_process& program, const std::string& request = a_list) {
  raw_client client(program.port());
  client.send(request);
  return client.read_answer().status;
}

// Three requests fail for this reason, and the program's log says so once. `says`: what stands in that line.
void check_told(ramal_process& program, const std::string& word, const std::string& says,
                const std::string& request = a_list) {
  CAPTURE(word);
  const auto before = count(program.stderr_text(), "(" + word + ")");
  const auto lines = count(program.access_log(), "\"reason\":\"" + word + "\"");
  for (int i = 0; i < 3; ++i) CHECK(ask_of(program, request) >= 400);
  if (!wait_for_reason(program, word, lines + 3)) FAIL_CHECK(program.access_log());
  CHECK(program.wait_for_stderr("(" + word + ")"));
  const std::string log = program.stderr_text();
  CAPTURE(log);
  CHECK(count(log, "(" + word + ")") == before + 1);
  CHECK(log.find(says) != std::string::npos);
}

const with calm{{"engine.breaker_failures", "0"}};

with over(with settings) {
  settings.insert(settings.end(), calm.begin(), calm.end());
  return settings;
}

}  // namespace

TEST_CASE("U16 nothing listens there, and later something does") {
  const auto port = dead_port();
  ramal_process alone(gateway_yaml("http://127.0.0.1:" + std::to_string(port), calm));
  check_told(alone, "refused",
             "at http://127.0.0.1:" + std::to_string(port) + " fail (refused): nothing listens there");
}

TEST_CASE("U16 no network, no name server, a name server that fails, a name that it does not know") {
  own_network here;
  if (!here.is_there()) return;  // it takes root
  temporary_directory folder;
  ramal_process nowhere(gateway_yaml("http://192.0.2.1:80", calm));
  check_told(nowhere, "unreachable", "look at this machine's routes");
  if (!here.use_local_name_server(folder.path())) return;
  const std::vector<std::string> no_hosts{"CARES_HOSTS=/dev/null"};
  {
    ramal_process none(gateway_yaml("http://engine.example:80", calm), no_hosts);
    check_told(none, "no-name-server", "/etc/resolv.conf");
  }
  name_server server(53);
  server.answer(0, 0);
  ramal_process failing(gateway_yaml("http://engine.example:80", calm), no_hosts);
  check_told(failing, "name-server-failed", "look at the name server");
  server.fail_with(name_server::no_such_name);
  REQUIRE(failing.wait_for_stderr("listening"));
  CHECK(tests::eventually([&] {
    ask_of(failing);
    return failing.stderr_text().find("(name-unknown)") != std::string::npos;
  }));
  CHECK(failing.wait_for_stderr("correct the host in engine.base_url"));
  CHECK(wait_for_reason(failing, "name-unknown"));
}

TEST_CASE("U16 an address where nothing answers") {
  const silent_listener full;
  ramal_process alone(gateway_yaml(full.base_url(), over({{"engine.connect_timeout", "100ms"}})));
  check_told(alone, "connect-timeout", "within engine.connect_timeout");
}

TEST_CASE("U16 the connection ends, answers stop, come late or are none, and all is well again") {
  gateway both(over({{"engine.first_byte_timeout", "200ms"}, {"engine.total_timeout", "400ms"}}));
  const auto reply = [&](engine_reply how) { both.engine.reply_with([how](const engine_request&) { return how; }); };
  reply(broken_reply(after_reply::close));
  check_told(both.program, "closed", "the engine ends the connection instead of answering", a_start);
  reply(broken_reply(after_reply::reset));
  check_told(both.program, "reset", "the connection is reset before an answer", a_start);
  reply(raw("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"));
  check_told(both.program, "answer-stopped", "stop in the middle");
  const auto never = std::make_shared<gate>();
  reply({"", after_reply::keep, never});
  check_told(both.program, "no-answer", "engine.first_byte_timeout");
  both.engine.reply_with(success_of);
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.program.wait_for_stderr("the calls engine answers again; 12 requests have failed"));
  never->open();
}

TEST_CASE("U16 what answers is something else: TLS, a firewall, another site, no HTTP") {
  gateway both(calm);
  const auto reply = [&](const std::string& bytes) {
    both.engine.reply_with([bytes](const engine_request&) { return raw(bytes, after_reply::close); });
  };
  const auto page = [](const std::string& status, const std::string& body) {
    return "HTTP/1.1 " + status +
           "\r\nServer: edge/1\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  reply("\x15\x03\x01\x00\x02\x02\x28"s);
  check_told(both.program, "wants-tls", "write https:// in engine.base_url");
  reply(page("403 Forbidden", "<html>no</html>"));
  check_told(both.program, "blocked", "(edge/1)");
  reply(page("404 Not Found", "<html>no</html>"));
  check_told(both.program, "no-api", "correct host and path in engine.base_url");
  for (const char* status : {"502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout", "500 Oops",
                             "520 Web server", "429 Too Many Requests", "413 Too Large", "400 Bad Request"}) {
    reply(page(status, "<html>no</html>"));
    CHECK(ask_of(both.program, a_start) == std::stoi(status));
  }
  CHECK(wait_for_reason(both.program, "front-failed", 8));
  CHECK(both.program.access_log().find("\"front\":\"edge/1\"") != std::string::npos);
  CHECK(both.program.wait_for_stderr("fail (front-failed): "));
  CHECK(both.program.stderr_text().find(native_key) == std::string::npos);
}

TEST_CASE("U16 a native key that is refused, by its name and never by itself") {
  gateway both(calm);
  both.engine.reply_with([](const engine_request& request) {
    const bool wrong = *request.head.find("X-Api-Key") == native_key;
    return wrong ? json_reply(401, R"({"error":"Unauthorized"})") : success_of(request);
  });
  const auto other = get("/call/list");
  for (int i = 0; i < 3; ++i) {
    const auto seen = both.ask(a_list);
    CHECK(code_of(seen) == "UPSTREAM_KEY_REJECTED");
    std::string by_digest = other;
    by_digest.replace(by_digest.find(client_key), std::string(client_key).size(), client_key_by_digest);
    CHECK(both.ask(by_digest).status == 200);
  }
  CHECK(wait_for_reason(both.program, "native-key-refused", 3));
  CHECK(both.program.wait_for_stderr("refuses the native key of demo (native-key-refused)"));
  both.engine.reply_with(success_of);
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.program.wait_for_stderr("takes the native key of demo again; 3 requests have failed"));
  const std::string log = both.program.stderr_text();
  CHECK(count(log, "native-key-refused") == 1);
  CHECK(log.find(native_key) == std::string::npos);
  CHECK(log.find(client_key) == std::string::npos);
}

TEST_CASE("U16 TLS: handshakes that end, are reset, take too long, and succeed") {
  const auto authority = make_authority();
  tls_engine_gateway both(authority, make_server(authority, "localhost"), over({{"engine.connect_timeout", "300ms"}}));
  both.front.behave(manner::close_in_handshake);
  check_told(*both.program, "tls-closed", "ends the connection in the TLS handshake");
  both.front.behave(manner::reset_in_handshake);
  check_told(*both.program, "tls-reset", "reset in the TLS handshake");
  both.front.behave(manner::never_shake);
  check_told(*both.program, "tls-timeout", "does not answer a TLS handshake within engine.connect_timeout");
  both.front.behave(manner::serve);
  CHECK(both.ask(a_list).status == 200);
  CHECK(both.program->wait_for_stderr("the calls engine answers again; 9 requests have failed"));
  CHECK(both.front.base_url().size() > 8);
  CHECK(both.program->stderr_text().find("at " + both.front.base_url() + " fail") != std::string::npos);
}

TEST_CASE("U16 TLS: versions, names and certificates, with what is wrong about them") {
  const auto authority = make_authority();
  const auto check = [&](const identity& server, const std::string& word, const std::string& says, int version = 0) {
    tls_engine_gateway both(authority, server, calm, version);
    check_told(*both.program, word, says);
    CHECK(both.front.application_bytes() == 0);
  };
  check(make_server(authority, "other.example"), "certificate-of-other-name", "it is for other.example");
  check(make_server_at(authority, "127.0.0.9"), "certificate-of-other-name", "it is for 127.0.0.9");
  check(make_server(authority, "localhost", {-30, -1}), "certificate-expired", ", since ");
  check(make_server(authority, "localhost", {2, 30}), "certificate-not-yet-valid", ", from ");
  check(make_self_signed("localhost"), "certificate-self-signed", "engine.ca_file");
  check(make_server(make_authority(), "localhost"), "certificate-issuer-unknown", "issued by ");
  check(make_server(authority, "localhost"), "tls-version", "enable TLS 1.2 or 1.3", TLS1_1_VERSION);
  tls_engine_gateway named(authority, make_server(authority, "localhost"), calm);
  named.front.behave(manner::refuse_name);
  check_told(*named.program, "tls-name-unknown", "set engine.tls_server_name");
}

TEST_CASE("U16 TLS: a client certificate that is wanted, and one that is refused, by TLS 1.2 and 1.3") {
  const auto authority = make_authority();
  for (const int version : {TLS1_2_VERSION, 0}) {
    CAPTURE(version);
    tls_engine_gateway both(authority, make_server(authority, "localhost"), calm, version);
    both.front.require_client_certificate(authority);
    check_told(*both.program, "client-certificate-wanted", "set engine.client_cert_file");
    const auto files = write_pair(both.folder.path(), "stranger", make_server(make_authority(), "ramal"));
    both.restart(over({{"engine.client_cert_file", "\"" + files.cert_file + "\""},
                       {"engine.client_key_file", "\"" + files.key_file + "\""}}));
    check_told(*both.program, "client-certificate-refused", "replace the one in engine.client_cert_file");
  }
}

TEST_CASE("U16 https where plain HTTP is spoken") {
  listening_socket plain;
  std::thread server([&] {
    for (;;) {
      auto peer = plain.accept();
      if (!peer.is_open()) return;
      std::string hello;
      static_cast<void>(peer.read(hello, within()));
      static_cast<void>(peer.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", within()));
    }
  });
  {
    ramal_process alone(gateway_yaml("https://127.0.0.1:" + std::to_string(plain.port()), calm));
    check_told(alone, "no-tls", "write http:// in engine.base_url");
  }
  plain.stop();
  server.join();
}

TEST_CASE("U16 requests that the breaker refuses have the word of what opened it") {
  ramal_process alone(gateway_yaml(
      "http://127.0.0.1:" + std::to_string(dead_port()),
      {{"engine.breaker_failures", "1"}, {"engine.breaker_first", "1h"}, {"engine.breaker_longest", "1h"}}));
  CHECK(ask_of(alone) == 502);
  CHECK(ask_of(alone) == 503);
  CHECK(wait_for_reason(alone, "refused", 2));
}

TEST_CASE("U16 a reload to another engine begins a new report") {
  gateway both(calm);
  both.engine.reply_with([](const engine_request&) {
    return raw("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", after_reply::close);
  });
  check_told(both.program, "no-api", both.engine.base_url());
  const auto dead = "http://127.0.0.1:" + std::to_string(dead_port());
  const auto log = "\"" + (both.program.directory() / "access.log").string() + "\"";
  write_file(both.program.directory() / "ramal.yaml", gateway_yaml(dead, over({{"log.access", log}})));
  both.program.signal(SIGHUP);
  REQUIRE(both.program.wait_for_stderr("configuration reloaded"));
  const auto until = within();
  while (both.program.stderr_text().find("at " + dead + " fail (refused)") == std::string::npos &&
         std::chrono::steady_clock::now() < until)
    both.ask(a_list);
  CHECK(both.program.stderr_text().find("at " + dead + " fail (refused)") != std::string::npos);
  CHECK(both.program.stderr_text().find("answers again") == std::string::npos);
}

}  // namespace ramal::system_tests
