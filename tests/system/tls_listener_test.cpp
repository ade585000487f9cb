// TLS on listeners: what is agreed on, whose certificate is shown, and what never works.
#include <catch2/catch.hpp>

#include <array>

#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_list = get("/call/list");
const std::string a_start = post("/call/start", start_body());

// What `ramal check` says of this configuration, and its exit code.
int check(const std::string& yaml, std::string& output) {
  temporary_directory folder;
  write_file(folder.path() / "ramal.yaml", yaml);
  ramal_process program(std::vector<std::string>{"check", "--config", (folder.path() / "ramal.yaml").string()});
  const int code = program.wait();
  output = program.stderr_text();
  return code;
}

}  // namespace

TEST_CASE("TLS 1.2 and 1.3 work") {
  tls_gateway_fixture both;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_client client(both.port(), {version, version});
    REQUIRE(client.problem() == "");
    CHECK(client.version() == version);
    CHECK(client.server() == "localhost");
    for (int i = 0; i < 3; ++i) {
      client.send(a_start);
      CHECK(client.read_answer().status == 201);
      client.send(a_list);
      CHECK(client.read_answer().status == 200);
    }
  }
}

TEST_CASE("TLS 1.1 and older are refused, and 1.2 too where the listener says so") {
  tls_gateway_fixture both;
  CHECK(tls_client(both.port(), {TLS1_VERSION, TLS1_1_VERSION}).problem() != "");
  CHECK(tls_client(both.port(), {TLS1_VERSION, TLS1_VERSION}).problem() != "");
  tls_gateway_fixture strict({{"localhost"}, "min_version: 1.3", {}});
  CHECK(tls_client(strict.port(), {TLS1_2_VERSION, TLS1_2_VERSION}).problem() == "tlsv1 alert protocol version");
  CHECK(ask_tls(strict.port(), a_list).status == 200);
}

TEST_CASE("TLS 1.2 takes forward-secret AEAD ciphers only") {
  tls_gateway_fixture both;
  const auto with_ciphers = [&](const std::string& ciphers) {
    tls_terms terms{TLS1_2_VERSION, TLS1_2_VERSION};
    terms.ciphers_1_2 = ciphers;
    return tls_client(both.port(), terms).problem();
  };
  CHECK(with_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256") == "");
  CHECK(with_ciphers("ECDHE-ECDSA-CHACHA20-POLY1305") == "");
  CHECK(with_ciphers("ECDHE-ECDSA-AES128-SHA") != "");
  CHECK(with_ciphers("AES128-GCM-SHA256:AES256-SHA") != "");
}

TEST_CASE("ALPN: http/1.1 is chosen, no ALPN is fine, h2 alone is refused with an alert") {
  tls_gateway_fixture both;
  const auto offering = [&](std::vector<std::string> protocols) {
    tls_terms terms;
    terms.protocols = std::move(protocols);
    return tls_client(both.port(), terms);
  };
  CHECK(offering({"http/1.1"}).protocol() == "http/1.1");
  CHECK(offering({"h2", "http/1.1"}).protocol() == "http/1.1");
  CHECK(offering({}).protocol() == "");
  CHECK(offering({}).problem() == "");
  CHECK(offering({"h2"}).problem() == "tlsv1 alert no application protocol");
}

TEST_CASE("The name that a client asks for chooses the certificate, the first is for all others") {
  tls_gateway_fixture both({{"first.example", "second.example", "*.wild.example"}, "", {}});
  const std::array<std::pair<const char*, const char*>, 8> rows{{{"first.example", "first.example"},
                                                                  {"second.example", "second.example"},
                                                                  {"SECOND.Example", "second.example"},
                                                                  {"a.wild.example", "*.wild.example"},
                                                                  {"a.b.wild.example", "first.example"},
                                                                  {"wild.example", "first.example"},
                                                                  {"other.example", "first.example"},
                                                                  {"", "first.example"}}};
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
    for (const auto& [asked, shown] : rows) {
      CAPTURE(asked);
      tls_terms terms{version, version};
      terms.server_name = asked;
      tls_client client(both.port(), terms);
      REQUIRE(client.problem() == "");
      CHECK(client.server() == shown);
      client.send(a_list);
      CHECK(client.read_answer().status == 200);
    }
}

TEST_CASE("Certificates for the same name with an RSA and an EC key: each client gets what it can use") {
  temporary_directory folder;
  const auto authority = make_authority();
  const auto ec = make_server(authority, "localhost");
  const auto listeners = tls_listeners({write_pair(folder.path(), "ec", ec),
                                        write_pair(folder.path(), "rsa", with_rsa_key(ec, authority))});
  ramal_process program(gateway_yaml("http://127.0.0.1:1", {{"listeners", listeners}}));
  const auto key_for = [&](const std::string& ciphers) {
    tls_terms terms{TLS1_2_VERSION, TLS1_2_VERSION};
    terms.ciphers_1_2 = ciphers;
    tls_client client(program.port(), terms);
    REQUIRE(client.problem() == "");
    return client.server_key();
  };
  CHECK(key_for("ECDHE-RSA-AES128-GCM-SHA256") == EVP_PKEY_RSA);
  CHECK(key_for("ECDHE-ECDSA-AES128-GCM-SHA256") == EVP_PKEY_EC);
}

TEST_CASE("A client certificate is required, accepted and refused") {
  tls_gateway_fixture both({{"localhost"}, "client_ca_file: ${folder}/ca.pem", {}});
  const auto asking = [&](int version, std::optional<identity> own) {
    tls_terms terms{version, version};
    terms.own = std::move(own);
    return ask_tls(both.port(), a_list, terms).status;
  };
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    CHECK(asking(version, make_server(both.authority, "client")) == 200);
    CHECK(asking(version, std::nullopt) == 0);
    CHECK(asking(version, make_server(make_authority(), "client")) == 0);
    CHECK(asking(version, make_self_signed("client")) == 0);
    CHECK(asking(version, make_server(both.authority, "client", {-30, -1})) == 0);
  }
  CHECK(both.engine.requests().size() == 2);
}

TEST_CASE("A session with a client certificate resumes, one without never gets in") {
  tls_gateway_fixture guarded({{"localhost"}, "client_ca_file: ${folder}/ca.pem", {}});
  tls_terms terms;
  terms.own = make_server(guarded.authority, "client");
  tls_client first(guarded.port(), terms);
  first.send(a_list);
  CHECK(first.read_answer().status == 200);
  terms.session = first.session();
  tls_client second(guarded.port(), terms);
  CHECK(second.resumed());
  second.send(a_list);
  CHECK(second.read_answer().status == 200);
}

TEST_CASE("A ticket of a listener without client certificates opens no listener with them") {
  temporary_directory folder;
  const auto authority = make_authority();
  const auto pair = write_pair(folder.path(), "localhost", make_server(authority, "localhost"));
  write_file(folder.path() / "ca.pem", pem_of(authority));
  const auto open = tls_listeners({pair});
  const auto guarded = tls_listeners({pair}, "client_ca_file: \"" + (folder.path() / "ca.pem").string() + "\"");
  const auto second_port = dead_port();
  std::string both = open.substr(0, open.size() - 1) + ", " + guarded.substr(1);
  both.replace(both.rfind("127.0.0.1:0"), 11, "127.0.0.1:" + std::to_string(second_port));
  fake_engine engine(success_of);
  ramal_process program(gateway_yaml(engine.base_url(), {{"listeners", both}}));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_terms terms{version, version};
    tls_client through_the_open_door(program.port(), terms);
    through_the_open_door.send(a_list);
    REQUIRE(through_the_open_door.read_answer().status == 200);
    terms.session = through_the_open_door.session();
    CHECK(ask_tls(second_port, a_list, terms).status == 0);
    CHECK(tls_client(program.port(), terms).resumed());
  }
  CHECK(engine.requests().size() == 2);
}

TEST_CASE("Sessions resume on every worker") {
  tls_gateway_fixture both({{"localhost"}, "", {{"workers", "4"}}});
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_terms terms{version, version};
    tls_client first(both.port(), terms);
    first.send(a_list);
    CHECK(first.read_answer().status == 200);
    CHECK_FALSE(first.resumed());
    terms.session = first.session();
    for (int i = 0; i < 24; ++i) {  // the kernel spreads them over the workers
      tls_client again(both.port(), terms);
      REQUIRE(again.problem() == "");
      CHECK(again.resumed());
      again.send(a_list);
      CHECK(again.read_answer().status == 200);
    }
  }
}

TEST_CASE("L3 a handshake that does not end is closed by its deadline, however it stalls") {
  tls_gateway_fixture both({{"localhost"}, "", {{"limits.tls_handshake_timeout", "200ms"}}});
  raw_client silent(both.port());
  raw_client slow(both.port());
  slow.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
  CHECK(silent.is_closed_by_peer(within(std::chrono::seconds(5))));
  CHECK(slow.is_closed_by_peer(within(std::chrono::seconds(5))));
  CHECK(ask_tls(both.port(), a_list).status == 200);
}

TEST_CASE("A plain HTTP request to a TLS port just ends, and its bytes are in no log") {
  tls_gateway_fixture both({{"localhost"}, "", {{"log.level", "debug"}}});
  raw_client client(both.port());
  client.send(a_start);
  CHECK(client.is_closed_by_peer());
  REQUIRE(both.program->wait_for_stderr("no TLS handshake with 127.0.0.1"));
  CHECK(both.program->stderr_text().find(client_key) == std::string::npos);
  CHECK(both.engine.connections() == 0);
  CHECK(ask_tls(both.port(), a_list).status == 200);
}

TEST_CASE("What is no TLS at all ends the connection and nothing else") {
  tls_gateway_fixture both;
  for (const std::string& bytes : {std::string(1, '\0'), std::string(5, '\xff'), std::string(40'000, 'a'),
                                   std::string("\x16\x03\x01\x00\x02\x01\x00", 7), std::string("SSH-2.0-x\r\n"),
                                   std::string("\x15\x03\x01\x00\x02\x02\x28", 7)}) {
    raw_client client(both.port());
    client.send(bytes);
    client.half_close();
    const auto seen = client.read_answer(false, within(std::chrono::seconds(5)));
    CHECK(seen.status == 0);
    CHECK(seen.error.find("in time") == std::string::npos);
  }
  CHECK(ask_tls(both.port(), a_list).status == 200);
}

TEST_CASE("Certificates and keys that cannot be used end the program with 78 and name the key") {
  temporary_directory folder;
  const auto authority = make_authority();
  const auto one = write_pair(folder.path(), "one", make_server(authority, "localhost"));
  const auto other = write_pair(folder.path(), "other", make_server(authority, "localhost"));
  const auto text = (folder.path() / "text").string();
  write_file(text, "no certificate");
  const auto exposed = write_pair(folder.path(), "exposed", make_server(authority, "localhost"));
  std::filesystem::permissions(exposed.key_file, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  const std::array<std::pair<std::string, std::string>, 6> rows{
      {{tls_listeners({{text, one.key_file}}), "listeners[0].tls.certificates[0].cert_file: is no certificate chain"},
       {tls_listeners({{one.cert_file, text}}), "listeners[0].tls.certificates[0].key_file: is no private key"},
       {tls_listeners({{one.cert_file, other.key_file}}), "key_file: is no private key of this certificate"},
       {tls_listeners({exposed}), "key_file: everybody may read the file named here"},
       {tls_listeners({one, other}), "listeners[0].tls.certificates[1].cert_file: has the names of another"},
       {tls_listeners({one}, "client_ca_file: \"" + text + "\""), "listeners[0].tls.client_ca_file: holds no"}}};
  for (const auto& [listeners, says] : rows) {
    std::string output;
    CHECK(check(gateway_yaml("http://127.0.0.1:1", {{"listeners", listeners}, {"log.access", "off"}}), output) == 78);
    CAPTURE(output);
    CHECK(output.find(says) != std::string::npos);
  }
  std::string output;
  CHECK(check(gateway_yaml("http://127.0.0.1:1", {{"listeners", tls_listeners({one})}, {"log.access", "off"}}), output) == 0);
}

}  // namespace ramal::system_tests
