#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "config/dump.hpp"
#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

// Every file is there and well kept.
files all_there() {
  files access;
  access.readable = access.secret_file = [](const std::string&) { return checked(); };
  return access;
}

std::string listener_with(const std::string& tls) {
  return one_key + "listeners: [{tls: {" + tls + "}, address: 127.0.0.1:8443}]\n";
}

}  // namespace

TEST_CASE("a listener's TLS reaches its place in the model, in any order of keys") {
  const gateway all = good(listener_with("certificates: [{cert_file: a.crt, key_file: a.key}, {key_file: b.key, "
                                         "cert_file: b.crt}], min_version: 1.3, client_ca_file: ca.pem"),
                           {}, all_there());
  REQUIRE(all.listeners[0].tls.has_value());
  CHECK(all.listeners[0].port == 8443);
  const listener_tls& tls = *all.listeners[0].tls;
  REQUIRE(tls.certificates.size() == 2);
  CHECK(tls.certificates[0].cert_file == "a.crt");
  CHECK(tls.certificates[1].key_file == "b.key");
  CHECK(tls.min_version == tls_version::v1_3);
  CHECK(tls.client_ca_file == "ca.pem");
  CHECK(contains(dump(all),
                 "    tls:\n      certificates:\n        - cert_file: \"a.crt\"\n"
                 "          key_file: \"a.key\"\n        - cert_file: \"b.crt\"\n"));
}

TEST_CASE("the engine's TLS reaches its place in the model") {
  const upstream_engine engine = good(one_key +
                                          "engine: {ca_file: ca.pem, client_cert_file: a.crt, "
                                          "client_key_file: a.key, tls_server_name: calls.internal}\n",
                                      {}, all_there())
                                     .engine;
  CHECK(engine.client_cert_file == "a.crt");
  CHECK(engine.client_key_file == "a.key");
  CHECK(engine.tls_server_name == "calls.internal");
}

TEST_CASE("a mistake in TLS keys is reported with its place") {
  const mistake_row rows[] = {
      {listener_with("min_version: 1.2"), "listeners[0].tls.certificates: is missing: add at least one item"},
      {listener_with("certificates: []"), "listeners[0].tls.certificates: is empty"},
      {listener_with("certificates: [{cert_file: a}]"), "listeners[0].tls.certificates[0].key_file: is missing"},
      {listener_with("certificates: [{cert_file: a, key_file: b}], min_version: 1.1"),
       "listeners[0].tls.min_version: '1.1' is not known: write 1.2 or 1.3"},
      {one_key + "engine: {client_cert_file: a}\n", "engine.client_cert_file: needs client_key_file"},
      {one_key + "engine: {client_key_file: a}\n", "engine.client_key_file: needs client_cert_file"},
      {one_key + "engine: {tls_server_name: 'https://a'}\n", "is no host name"},
      {one_key + "engine: {tls_server_name: 'a:443'}\n", "is no host name"},
      {one_key + "engine: {base_url: 'http://a', tls_server_name: a}\n",
       "engine.tls_server_name: is never used with http://"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    const std::string report = problems_of(row.text, {}, all_there());
    INFO(report);
    CHECK(contains(report, row.says));
    CHECK(std::count(report.begin(), report.end(), '\n') == 1);
  }
}

TEST_CASE("TLS files that are not there are reported, each of them") {
  const std::string report = problems_of(
      listener_with("certificates: [{cert_file: /none/a.crt, key_file: /none/a.key}], client_ca_file: /none/ca.pem") +
      "engine: {client_cert_file: /none/b.crt, client_key_file: /none/b.key}\n");
  INFO(report);
  CHECK(std::count(report.begin(), report.end(), '\n') == 5);
  for (const auto* key : {"certificates[0].cert_file", "certificates[0].key_file", "tls.client_ca_file",
                          "engine.client_cert_file", "engine.client_key_file"})
    CHECK(contains(report, std::string(key) + ": cannot open the file named here"));
}

TEST_CASE("K8 a private key that everybody may read is refused") {
  char path[] = "/tmp/ramal-key-XXXXXX";
  ::close(::mkstemp(path));
  CHECK(check_secret_file(path).has_value());
  std::filesystem::permissions(path, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  CHECK(contains(check_secret_file(path).error().text, "everybody may read the file named here"));
  CHECK(check_readable(path).has_value());
  std::ofstream(path) << "-----BEGIN CERTIFICATE-----\n";
  CHECK(contains(check_secret_file(path).error().text, "is a certificate, which is no secret"));
  std::filesystem::remove(path);
}

}  // namespace ramal::config
