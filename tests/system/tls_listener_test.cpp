// TLS on listeners: what is agreed on, and what never works.
#include <catch2/catch.hpp>

#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_list = get("/call/list");
const std::string a_start = post("/call/start", start_body());

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

TEST_CASE("Of ciphers that both sides have the listener's first is taken, and ChaCha20 where a client prefers it") {
  tls_gateway_fixture both;
  const auto chosen_of = [&](const std::string& ciphers) {
    tls_terms terms{TLS1_2_VERSION, TLS1_2_VERSION};
    terms.ciphers_1_2 = ciphers;
    return tls_client(both.port(), terms).cipher();
  };
  const std::string small = "ECDHE-ECDSA-AES128-GCM-SHA256", large = "ECDHE-ECDSA-AES256-GCM-SHA384",
                    chacha = "ECDHE-ECDSA-CHACHA20-POLY1305";
  CHECK(chosen_of(large + ":" + small) == small);
  CHECK(chosen_of(small + ":" + chacha) == small);
  CHECK(chosen_of(chacha + ":" + small) == chacha);
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

TEST_CASE("L3 a handshake that does not end is closed by its deadline, however it stalls") {
  tls_gateway_fixture both({{"localhost"}, "", {{"limits.tls_handshake_timeout", "200ms"}}});
  raw_client silent(both.port());
  raw_client slow(both.port());
  slow.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
  CHECK(silent.is_closed_by_peer(within(std::chrono::seconds(5))));
  CHECK(slow.is_closed_by_peer(within(std::chrono::seconds(5))));
  int status = 0;  // on a busy machine a good handshake may be late, too
  for (const auto until = within(); status != 200 && std::chrono::steady_clock::now() < until;)
    status = ask_tls(both.port(), a_list).status;
  CHECK(status == 200);
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

}  // namespace ramal::system_tests
