// Whose certificate a TLS listener shows, and which files it takes.
#include <catch2/catch.hpp>

#include <array>
#include <regex>

#include "tests/system/tls_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string a_list = get("/call/list");

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
  const auto listeners = tls_listeners(
      {write_pair(folder.path(), "ec", ec), write_pair(folder.path(), "rsa", with_rsa_key(ec, authority))});
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
    CHECK(std::regex_search(output, std::regex(R"(\.yaml:\d+:\d+: listeners)")));
  }
  std::string output;
  const std::string behind = "[{address: \"127.0.0.1:0\"}, " + tls_listeners({{text, one.key_file}}).substr(1);
  CHECK(check(gateway_yaml("http://127.0.0.1:1", {{"listeners", behind}, {"log.access", "off"}}), output) == 78);
  CHECK(output.find("listeners[1].tls.certificates[0].cert_file: is no certificate chain") != std::string::npos);
  CHECK(check(gateway_yaml("http://127.0.0.1:1", {{"listeners", tls_listeners({one})}, {"log.access", "off"}}),
              output) == 0);
}

}  // namespace ramal::system_tests
