// Certificates and keys: read once, refused with a reason, and enough for any number of contexts (http-rules.md K8, O1).
#include "proxy/net/tls/tls_material.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

#include "proxy/net/tls/tls_contexts.hpp"
#include "tests/net/certificate_folder.hpp"

namespace ramal::net {
namespace {

namespace fs = std::filesystem;

config::gateway settings_with(std::vector<config::certificate> certificates) {
  config::gateway settings;
  settings.engine.tls = false;
  settings.listeners = {config::listener{"127.0.0.1", 0}};
  settings.listeners[0].tls.emplace();
  settings.listeners[0].tls->certificates = std::move(certificates);
  return settings;
}

config::gateway settings_to_engine(const std::string& authorities) {
  config::gateway settings;
  settings.engine.tls = true;
  settings.engine.host = "engine.test";
  settings.engine.ca_file = authorities;
  return settings;
}

// The key of the configuration, and what is wrong with it; "" if nothing.
std::string problem_of(const config::gateway& settings) {
  const auto read = read_tls_material(settings);
  return read.has_error() ? read.error().path + ": " + read.error().text : "";
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("O1 contexts of any number of workers are made without the files") {
  const certificate_folder files;
  config::gateway settings = settings_with({files.issue("a.test"), files.issue("b.test")});
  settings.listeners[0].tls->client_ca_file = files.authority_file();
  const auto read = read_tls_material(settings);
  REQUIRE_FALSE(read.has_error());
  for (const char* name : {"a.test.crt", "a.test.key", "b.test.crt", "b.test.key", "ca.pem"}) files.remove(name);
  const auto tickets = std::make_shared<ticket_keys>(flow::clock::now());
  for (int worker = 0; worker < 3; ++worker) {
    const auto made = make_tls_contexts(settings, **read, tickets);
    REQUIRE_FALSE(made.has_error());
    SSL_CTX* const context = (*made)->listeners.front().get();
    CHECK(SSL_CTX_check_private_key(context) == 1);
    CHECK(SSL_CTX_get0_certificate(context) != (*read)->listeners[0]->certificates[0].chain[0].get());
    CHECK(sk_X509_NAME_num(SSL_CTX_get_client_CA_list(context)) == 1);
  }
}

TEST_CASE("O1 a certificate keeps those that lead to its root") {
  const certificate_folder files;
  const config::certificate own = files.issue("a.test");
  files.write("a.test.crt", tests::read_file(own.cert_file) + tests::read_file(files.authority_file()));
  const config::gateway settings = settings_with({own});
  const auto read = read_tls_material(settings);
  REQUIRE_FALSE(read.has_error());
  CHECK((*read)->listeners[0]->certificates[0].chain.size() == 2);
  const auto made = make_tls_contexts(settings, **read, std::make_shared<ticket_keys>(flow::clock::now()));
  REQUIRE_FALSE(made.has_error());
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs((*made)->listeners.front().get(), &chain);
  CHECK(sk_X509_num(chain) == 1);
}

TEST_CASE("O1 files that hold no certificate or no key of it are problems of their key") {
  const certificate_folder files;
  const config::certificate own = files.issue("a.test"), other = files.issue("b.test");
  files.write("broken.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  files.write("cut.crt", tests::read_file(own.cert_file) + "-----BEGIN CERTIFICATE-----\nAAAA\n");
  for (const char* name : {"missing.crt", "broken.crt", "cut.crt", "a.test.key"}) {
    INFO(name);
    const std::string said = problem_of(settings_with({own, {files.file(name), own.key_file}}));
    CHECK(says(said, "listeners[0].tls.certificates[1].cert_file: is no certificate chain in PEM format"));
  }
  const std::string key = "listeners[0].tls.certificates[0].key_file: ";
  CHECK(says(problem_of(settings_with({{own.cert_file, other.key_file}})),
             key + "is no private key of this certificate"));
  CHECK(says(problem_of(settings_with({{own.cert_file, own.cert_file}})), key + "what is named here is a certificate"));
  CHECK(says(problem_of(settings_to_engine(files.file("missing.pem"))), "engine.ca_file: holds no certificates"));
  CHECK(says(problem_of(settings_to_engine(own.key_file)), "engine.ca_file: holds no certificates"));
}

TEST_CASE("K8 a key that everybody may read is refused") {
  const certificate_folder files;
  const config::certificate own = files.issue("a.test");
  fs::permissions(own.key_file, fs::perms::others_read, fs::perm_options::add);
  CHECK(says(problem_of(settings_with({own})), "listeners[0].tls.certificates[0].key_file: "));
}

TEST_CASE("O2 what verifies the engine is the same as long as it says the same, in whatever file") {
  const certificate_folder one, other;
  one.write("copy.pem", tests::read_file(one.authority_file()));
  const auto read = [](const std::string& file) { return *read_tls_material(settings_to_engine(file)); };
  const auto first = read(one.authority_file());
  CHECK(verify_the_same(*first, *read(one.file("copy.pem"))));
  CHECK_FALSE(verify_the_same(*first, *read(other.authority_file())));
  CHECK_FALSE(verify_the_same(*first, *read("")));
  CHECK_FALSE(verify_the_same(*first, tls_material{}));
  CHECK(verify_the_same(tls_material{}, tls_material{}));
}

}  // namespace ramal::net
