// Requests over TLS: any division into records, pipelines, slow readers, ends, and certificates that change meanwhile.
#include <catch2/catch.hpp>

#include <csignal>

#include "tests/system/tls_front.hpp"
#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_list = get("/call/list");
const std::string a_start = post("/call/start", start_body());

// New identities for the same files; the names tell them apart.
void replace_certificate(const tls_gateway_fixture& both, const std::string& file, const std::string& name) {
  write_pair(both.folder.path(), file, make_server(both.authority, name));
}

void reload(tls_gateway_fixture& both) {
  both.program->signal(SIGHUP);
  REQUIRE(both.program->wait_for_stderr("configuration reloaded"));
}

}  // namespace

TEST_CASE("A request in records of one byte is one request, in one write and in many") {
  tls_gateway_fixture both;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
    for (const bool at_once : {true, false}) {
      tls_client client(both.port(), {version, version});
      REQUIRE(client.problem() == "");
      const auto before = both.engine.requests().size();
      client.send_records(a_start, 1, at_once);
      CHECK(client.read_answer().status == 201);
      client.send_records(a_list, 7, at_once);
      CHECK(client.read_answer().status == 200);
      CHECK(both.engine.requests().size() == before + 2);
    }
}

TEST_CASE("F24 pipelined requests over TLS are answered in order") {
  tls_gateway_fixture both;
  tls_client client(both.port());
  std::string all;
  for (int i = 0; i < 50; ++i) all += post("/call/start", start_body("note" + std::to_string(i)));
  for (const std::size_t each : {std::size_t{1'000'000}, std::size_t{100}}) {
    client.send_records(all, std::min<std::size_t>(each, 16'000));
    for (int i = 0; i < 50; ++i) {
      const auto seen = client.read_answer();
      REQUIRE(seen.status == 201);
      CHECK(seen.body.find("note" + std::to_string(i)) != std::string::npos);
    }
  }
  client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + a_list);
  CHECK(client.read_answer().status == 400);
  CHECK(client.is_closed_by_peer());
  CHECK(both.engine.requests().size() == 100);
}

TEST_CASE("A body of many records arrives whole") {
  tls_gateway_fixture both;
  tls_client client(both.port());
  const std::string body = R"({"number":"5511987654321","ignored":")" + std::string(200'000, 'x') + "\"}";
  for (const std::size_t each : {std::size_t{16'000}, std::size_t{333}}) {
    client.send_records(post("/call/start", body), each);
    CHECK(client.read_answer().status == 201);
  }
}

TEST_CASE("A large answer reaches a slow reader, who hinders nobody") {
  tls_gateway_fixture both;
  const std::string body = "{\"calls\":[{\"id\":\"" + std::string(900'000, 'x') + "\"}]}";
  both.engine.reply_with([&](const engine_request&) { return json_reply(200, body); });
  tls_client slow(both.port());
  slow.send(a_list + a_list + a_list + a_list);  // more than any socket buffer takes
  REQUIRE(both.engine.wait_for_requests(1));
  CHECK(ask_tls(both.port(), a_list).body.size() > 900'000);
  for (int i = 0; i < 4; ++i) CHECK(slow.read_answer().body.size() > 900'000);
}

TEST_CASE("L5 a reader that stalls is reset") {
  tls_gateway_fixture both({{"localhost"}, "", {{"limits.write_timeout", "200ms"}}});
  const std::string body = "{\"calls\":[{\"id\":\"" + std::string(900'000, 'x') + "\"}]}";
  both.engine.reply_with([&](const engine_request&) { return json_reply(200, body); });
  tls_client stalled(both.port());
  std::string many;
  for (int i = 0; i < 20; ++i) many += a_list;
  stalled.send(many);
  const auto until = within();
  while (both.program->access_log().find("client-gone") == std::string::npos && std::chrono::steady_clock::now() < until)
    CHECK(ask_tls(both.port(), get("/server/ok")).status == 200);  // lets time pass
  CHECK(both.program->access_log().find("client-gone") != std::string::npos);
}

TEST_CASE("An answer that says close is followed by close_notify, an idle client's end by one too") {
  tls_gateway_fixture both({{"localhost"}, "", {{"limits.idle_timeout", "200ms"}}});
  tls_client client(both.port());
  client.send(get("/server/ok", "Connection: close\r\n"));
  CHECK(client.read_answer().status == 200);
  CHECK(client.is_closed_by_peer());
  tls_client idle(both.port());
  idle.send(get("/server/ok"));
  CHECK(idle.read_answer().status == 200);
  CHECK(idle.is_closed_by_peer());
}

TEST_CASE("A client that ends with close_notify or with FIN alone is closed at once") {
  tls_gateway_fixture both({{"localhost"}, "", {{"limits.idle_timeout", "1h"}}});
  for (int i = 0; i < 20; ++i) {
    tls_client polite(both.port());
    polite.send(get("/server/ok"));
    polite.end();
    CHECK(polite.read_answer().status == 200);
    CHECK(polite.is_closed_by_peer(within(std::chrono::seconds(5))));
    tls_client curt(both.port());
    curt.send(get("/server/ok"));
    curt.transport().half_close();
    CHECK(curt.read_answer().status == 200);
    std::string more;
    CHECK_FALSE(curt.read_some(more, within(std::chrono::seconds(5))));
  }
  CHECK(both.program->stop() == 0);  // at once: nobody is left
}

TEST_CASE("F23 a body that the end of the TLS connection cuts short reaches no engine") {
  tls_gateway_fixture both;
  for (const bool polite : {true, false}) {
    tls_client client(both.port());
    client.send(a_start.substr(0, a_start.size() - 3));
    if (polite) client.end();
    else client.transport().half_close();
    CHECK(client.read_answer().status == 400);
  }
  CHECK(both.engine.requests().empty());
}

TEST_CASE("O4 SIGTERM ends handshakes and idle TLS connections, and lets a request finish") {
  tls_gateway_fixture both;
  auto reply = json_reply(201, R"({"id":"call_1","status":"INITIATED"})");
  reply.release = std::make_shared<gate>();
  both.engine.reply_next(reply);
  tls_client busy(both.port());
  busy.send(a_start);
  REQUIRE(both.engine.wait_for_requests(1));
  tls_client idle(both.port());
  raw_client shaking(both.port());
  both.program->signal(SIGTERM);
  CHECK(idle.is_closed_by_peer());
  CHECK(shaking.is_closed_by_peer());
  reply.release->open();
  const auto seen = busy.read_answer();
  CHECK(seen.status == 201);
  CHECK(says_close(seen));
  CHECK(busy.is_closed_by_peer());
  CHECK(both.program->wait() == 0);
}

TEST_CASE("O1 SIGHUP: a new certificate for new connections, kept ones go on, sessions still resume") {
  tls_gateway_fixture both({{"old.example"}, "", {{"workers", "2"}}});
  tls_client kept(both.port());
  CHECK(kept.server() == "old.example");
  replace_certificate(both, "old.example", "new.example");
  reload(both);
  const auto until = within();
  while (tls_client(both.port()).server() != "new.example" && std::chrono::steady_clock::now() < until) {
  }
  CHECK(tls_client(both.port()).server() == "new.example");
  tls_terms terms;
  for (int i = 0; i < 3; ++i) {
    kept.send(a_list);
    CHECK(kept.read_answer().status == 200);
  }
  terms.session = kept.session();
  CHECK(tls_client(both.port(), terms).resumed());
}

TEST_CASE("O1 SIGHUP with files that are no good: the old certificate stays, and the log says why") {
  tls_gateway_fixture both;
  write_file(both.file("localhost.crt"), "nothing");
  both.program->signal(SIGHUP);
  REQUIRE(both.program->wait_for_stderr("listeners[0].tls.certificates[0].cert_file"));
  CHECK(tls_client(both.port()).server() == "localhost");
  replace_certificate(both, "localhost", "new.example");
  std::filesystem::permissions(both.file("localhost.key"), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  both.program->signal(SIGHUP);
  REQUIRE(both.program->wait_for_stderr("everybody may read"));
  CHECK(ask_tls(both.port(), a_list).status == 200);
}

TEST_CASE("O3 a hundred reloads under load lose no request and no handshake") {
  tls_gateway_fixture both({{"localhost"}, "", {{"workers", "2"}}});
  tls_client kept(both.port());
  for (int i = 0; i < 100; ++i) {
    if (i % 10 == 0) replace_certificate(both, "localhost", "localhost");
    both.program->signal(SIGHUP);
    kept.send(a_start);
    REQUIRE(kept.read_answer().status == 201);
    REQUIRE(ask_tls(both.port(), a_list).status == 200);
  }
}

TEST_CASE("K6 an engine that asks for a certificate is shown the configured one") {
  const auto authority = make_authority();
  const auto own = make_server(authority, "ramal");
  fake_engine engine(success_of);
  tls_front front(make_server(authority, "localhost"), engine.port());
  front.require_client_certificate(authority);
  engine.expect_host(front.host_and_port());
  temporary_directory folder;
  write_file(folder.path() / "ca.pem", pem_of(authority));
  const auto pair = write_pair(folder.path(), "ramal", own);
  const auto asking = [&](const with& more) {
    with settings{{"engine.ca_file", "\"" + (folder.path() / "ca.pem").string() + "\""}};
    settings.insert(settings.end(), more.begin(), more.end());
    ramal_process program(gateway_yaml(front.base_url(), settings));
    raw_client client(program.port());
    client.send(a_list);
    return client.read_answer().status;
  };
  const auto naming = [](const pem_pair& files) {
    return with{{"engine.client_cert_file", "\"" + files.cert_file + "\""},
                {"engine.client_key_file", "\"" + files.key_file + "\""}};
  };
  CHECK(asking(naming(pair)) == 200);
  CHECK(asking({}) == 502);
  CHECK(asking(naming(write_pair(folder.path(), "stranger", make_server(make_authority(), "ramal")))) == 502);
  CHECK(engine.requests().size() == 1);
}

TEST_CASE("K6 engine.tls_server_name is what is asked for and verified, the Host stays") {
  const auto authority = make_authority();
  fake_engine engine(success_of);
  tls_front front(make_server(authority, "calls.internal"), engine.port());
  engine.expect_host(front.host_and_port());
  temporary_directory folder;
  write_file(folder.path() / "ca.pem", pem_of(authority));
  const auto asking = [&](const std::string& name) {
    ramal_process program(gateway_yaml(front.base_url(), {{"engine.ca_file", "\"" + (folder.path() / "ca.pem").string() + "\""},
                                                          {"engine.tls_server_name", name}}));
    raw_client client(program.port());
    client.send(a_list);
    return client.read_answer().status;
  };
  CHECK(asking("calls.internal") == 200);
  CHECK(front.names() == std::vector<std::string>{"calls.internal"});
  CHECK(asking("other.internal") == 502);
}

TEST_CASE("K6 connections to the engine resume their session") {
  const auto authority = make_authority();
  fake_engine engine(success_of);
  tls_front front(make_server(authority, "localhost"), engine.port());
  engine.expect_host(front.host_and_port());
  temporary_directory folder;
  write_file(folder.path() / "ca.pem", pem_of(authority));
  ramal_process program(
      gateway_yaml(front.base_url(), {{"engine.ca_file", "\"" + (folder.path() / "ca.pem").string() + "\""}}));
  raw_client client(program.port());
  for (int i = 0; i < 5; ++i) {
    auto reply = json_reply(200, R"({"calls":[]})");
    reply.then = engine_reply::fate::close;
    engine.reply_next(reply);
    client.send(a_list);
    CHECK(client.read_answer().status == 200);
  }
  CHECK(front.handshakes() > 1);
  CHECK(front.resumed() == front.handshakes() - 1);
}

}  // namespace ramal::system_tests
