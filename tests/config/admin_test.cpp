#include <catch2/catch.hpp>

#include "config/admin_section.hpp"
#include "config/dump.hpp"
#include "tests/config/load_fixture.hpp"

namespace ramal::config {

TEST_CASE("every key of admin and metrics reaches its place in the model") {
  const gateway all = good(
      one_key +
      "admin: {address: '0.0.0.0:9902', hosts: [gateway.internal], insecure: true, dialler: true, inspector: true, "
      "token: canary-admin}\n"
      "metrics: {keys: 7, token: canary-metrics}\n");
  CHECK(all.admin.address.on);
  CHECK(all.admin.address.host == "0.0.0.0");
  CHECK(all.admin.address.port == 9902);
  CHECK(all.admin.hosts == std::vector<std::string>{"gateway.internal"});
  CHECK(all.admin.insecure);
  CHECK(all.admin.dialler);
  CHECK(all.admin.inspector);
  CHECK(all.admin.token.reveal() == "canary-admin");
  CHECK(all.metrics.keys == 7);
  CHECK(all.metrics.token.reveal() == "canary-metrics");
  const std::string text = dump(all);
  CHECK(contains(text, "admin:\n  address: \"0.0.0.0:9902\"\n"));
  CHECK_FALSE(contains(text, "canary"));
}

TEST_CASE("admin.tls reaches its place in the model, and is of no use on a Unix socket") {
  files access;
  access.readable = access.secret_file = [](const std::string&) { return checked(); };
  const std::string tls =
      "tls: {certificates: [{cert_file: a.crt, key_file: a.key}], min_version: 1.3, "
      "client_ca_file: ca.pem}";
  const gateway all = good(one_key + "admin: {address: '10.0.0.1:9901', token: canary-admin, " + tls + "}\n", {},
                           access);
  REQUIRE(all.admin.tls.has_value());
  CHECK(all.admin.tls->certificates.front().key_file == "a.key");
  CHECK(all.admin.tls->min_version == tls_version::v1_3);
  CHECK(all.admin.tls->client_ca_file == "ca.pem");
  CHECK_FALSE(all.admin.insecure);
  const auto at = [&](const std::string& more) {
    return problems_of(one_key + "admin: {" + more + ", " + tls + "}\n", {}, access);
  };
  CHECK(contains(at("address: 'unix:/run/admin.sock'"), "admin.tls: is of no use on a Unix socket"));
  CHECK(
      contains(at("address: '10.0.0.1:9901'"), "admin.address: can be reached from elsewhere: write admin.token_file"));
  CHECK(at("address: '127.0.0.1:9901'") == "none\n");
}

TEST_CASE("without a word of it there is no admin interface") {
  const gateway settings = good(one_key);
  CHECK_FALSE(settings.admin.address.on);
  CHECK(settings.admin.token.empty());
  CHECK_FALSE(settings.admin.inspector);
}

TEST_CASE("an admin address is one of this machine, a socket's path, or off, and is printed as it is read") {
  for (const char* text : {"127.0.0.1:9901", "[::1]:9901", "unix:/run/ramal/admin.sock", "off"}) {
    INFO(text);
    const auto read = parse_admin_address(text);
    REQUIRE(read.has_value());
    CHECK(print_admin_address(*read) == text);
  }
  for (const char* text : {"", "on", "localhost:9901", "unix:", "unix:relative", "unix:/run/", "127.0.0.1"}) {
    INFO(text);
    CHECK_FALSE(parse_admin_address(text).has_value());
  }
  CHECK_FALSE(parse_admin_address("unix:/" + std::string(107, 'a')).has_value());
  CHECK(parse_admin_address("unix:/" + std::string(106, 'a')).has_value());
}

TEST_CASE("an admin interface that can be reached from elsewhere is asked for in so many words") {
  const auto at = [](const std::string& more) { return problems_of(one_key + "admin: {" + more + "}\n"); };
  CHECK(at("address: '127.0.0.1:9901'") == "none\n");
  CHECK(at("address: '[::1]:9901'") == "none\n");
  CHECK(at("address: 'unix:/run/admin.sock'") == "none\n");
  for (const char* open : {"0.0.0.0:9901", "[::]:9901", "10.0.0.1:9901"}) {
    INFO(open);
    const std::string address = std::string("address: '") + open + "'";
    CHECK(contains(at(address), "admin.address: can be reached from elsewhere and speaks plain HTTP: add admin.tls"));
    CHECK(contains(at(address + ", token: canary-of-admin"), "admin.insecure: true takes it as it is"));
    CHECK(
        contains(at(address + ", insecure: true"), "admin.address: can be reached from elsewhere: write admin.token"));
    CHECK(at(address + ", insecure: true, token: canary-of-admin") == "none\n");
  }
}

}  // namespace ramal::config
